// change.test.mjs: what counting samples makes is grey; more is red, less is blue.
// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import test from 'node:test';

import {changeColor, changeOf, changeText} from '../../analysis/page/web/change.js';

const colors = {'kind-none': '#808080', less: '#0000ff', more: '#ff0000'};
const period = {now: 10, before: 10};
const colorOf = (now, before) => changeColor(changeOf(now, before, period), colors);

test('what counting samples alone makes is no change', () => {
    // 100 samples each: the standard error of the difference is sqrt(200) samples
    assert.equal(changeOf(1000 + 10 * 3 * 14, 1000, period).sure, false);
    assert.equal(changeOf(1000 + 10 * 3 * 18, 1000, period).sure, true);
    assert.equal(colorOf(1010, 1000), '#808080');
});

test('more is red, less is blue, and twice as much is all of it', () => {
    assert.equal(colorOf(2e6, 1e6), 'rgb(255 0 0)');
    assert.equal(colorOf(1e6, 2e6), 'rgb(0 0 255)');
    assert.equal(colorOf(1e6, 0), 'rgb(255 0 0)');
    const [red, green, blue] = colorOf(1.1e6, 1e6).match(/\d+/g).map(Number);

    assert.ok(red > 128 && green < 128 && blue < 128 && red < 200);
});

test('a change is told with its sign', () => {
    assert.equal(changeText(110, 100), '+10.0 %');
    assert.equal(changeText(90, 100), '−10.0 %');
    assert.equal(changeText(99.999, 100), '+0.0 %');
    assert.deepEqual([changeText(1, 0), changeText(0, 1), changeText(0, 0)], ['new', 'gone', '–']);
});
