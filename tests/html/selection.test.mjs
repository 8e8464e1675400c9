// selection.test.mjs: the address tells the selection, and nothing in it can break the page.
// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import test from 'node:test';

import {NOTHING, Selection, fromHash, toHash} from '../../analysis/page/web/selection.js';
import {patternOf} from '../../analysis/page/web/model.js';

const names = {metrics: ['cpu_time', 'cycles'], functions: ['main', 'a & b=c <d>#%', 'two\\x0alines']};

test('nothing selected is no address', () => {
    assert.equal(toHash(NOTHING, names), '');
    assert.deepEqual(fromHash('', names), {...NOTHING});
});

test('every selection comes back from its address', () => {
    const state = {...NOTHING, metric: 1, ranks: [3, 99], time: [0, 4], fn: 1, node: 17, search: 'a=&#b',
        view: 'callers', color: 'imbalance', cell: 'mean', layer: 2, order: 'value'};

    assert.deepEqual(fromHash(toHash(state, names), names), state);
});

test('what an address cannot mean is left out', () => {
    for (const hash of ['#fn=nobody', '#ranks=9-3', '#ranks=x', '#view=sideways', '#node=-1', '#metric=none',
        '#__proto__=1', '#constructor=1', '#search', '#%=%', '#search=%e0%a4%a', '#=&&=#'])
        assert.deepEqual(fromHash(hash, names), {...NOTHING}, hash);
});

test('listeners hear of changes only, and clearing keeps how things are shown', () => {
    const selection = new Selection({...NOTHING, metric: 1});
    let heard = 0;

    selection.listen(() => heard++);
    selection.set({metric: 1});
    assert.equal(heard, 0);
    selection.set({ranks: [1, 2], search: 'x'});
    selection.clear();
    assert.equal(heard, 2);
    assert.deepEqual(selection.state, {...NOTHING, metric: 1});
});

test('a search that is no regular expression is the text itself', () => {
    assert.equal(patternOf(''), null);
    assert.ok(patternOf('^ma.n$').test('Main'));
    assert.ok(patternOf('operator[](').test('Field::operator[](int)'));
});
