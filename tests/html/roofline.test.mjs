// roofline.test.mjs: the roof is the lower of two limits; axes hold all points.
// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import test from 'node:test';

import {decades, roofAt} from '../../analysis/page/web/roofline.js';

test('below the ridge memory is the limit, above it computing', () => {
    const roof = {peak_flops: 40, peak_bandwidth: 20};

    assert.equal(roofAt(0.5, roof), 10);
    assert.equal(roofAt(2, roof), 40);
    assert.equal(roofAt(100, roof), 40);
});

test('axes are whole decades, one at least', () => {
    assert.deepEqual(decades([0.02, 5, 0]), [-2, 1]);
    assert.deepEqual(decades([1000]), [3, 4]);
});
