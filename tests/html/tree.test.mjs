// tree.test.mjs: totals, places, callers and callees of a small tree with known truth.
// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import test from 'node:test';

import {byFunction, calleesOf, callersOf, makeTree, matchedTotal, outermostOf, placesOf, totalsOf}
    from '../../analysis/page/web/tree.js';
import {cubeOf, selfOfBins} from '../../analysis/page/web/cube.js';
import {boxAt, boxesOf, rowsOf} from '../../analysis/page/web/flame_draw.js';

// root(9) > main(0) > even(1) > odd(2) > even(1); main > odd(2); a merged leaf beneath main
const parent = Uint32Array.from([0, 0, 1, 2, 3, 1, 1]);
const fn = Int32Array.from([9, 0, 1, 2, 1, 2, -1]);
const hidden = Uint32Array.from([0, 0, 0, 0, 0, 0, 4]);
const self = Float64Array.from([0, 5, 10, 20, 30, 30, 5]);
const tree = makeTree(parent, fn, hidden);
const total = totalsOf(tree, self);
const outermost = outermostOf(tree);

test('totals add up to everything', () => {
    assert.deepEqual([...total], [100, 100, 60, 50, 30, 30, 5]);
    assert.deepEqual([...tree.end], [7, 7, 5, 5, 5, 6, 7]);
    assert.equal(tree.deepest, 4);
});

test('children lie within their parent, one after the other', () => {
    assert.deepEqual([...placesOf(tree, total)], [0, 0, 0, 0, 0, 60, 90]);
});

test('a recursive function counts once', () => {
    const sums = byFunction(tree, self, total, outermost, 10);

    assert.equal(sums.self[1], 40);
    assert.equal(sums.total[1], 60);
    assert.equal(sums.total[2], 50 + 30);
});

test('what a search finds is counted once', () => {
    assert.equal(matchedTotal(tree, total, (one) => one === 1 || one === 2), 90);
    assert.equal(matchedTotal(tree, total, () => false), 0);
});

test('callers have the total of the function, shared out', () => {
    const callers = callersOf(tree, total, outermost, 2);

    assert.deepEqual([...callers.tree.fn], [2, 1, 0, 0]);
    assert.equal(totalsOf(callers.tree, callers.self)[0], 80);
    assert.deepEqual([...callers.self], [0, 0, 50, 30]);
});

test('callees are the subtrees of all its calls as one', () => {
    const callees = calleesOf(tree, self, outermost, 2);

    assert.deepEqual([...callees.tree.fn], [2, 1]);
    assert.deepEqual([...totalsOf(callees.tree, callees.self)], [80, 30]);
});

test('values of some ranks are those of their bins', () => {
    const cells = Float64Array.from([1, 2, 3, 10, 20, 30]);

    assert.deepEqual([...selfOfBins(Uint32Array.from([0, 1]), cells, 3, 1, 2)], [5, 50]);
});

test('what has no row of its own is one leaf beneath the nearest node that has', () => {
    // root and main have rows, and the second even; the rest is beneath main: even, odd, odd, 4 merged
    const cube = cubeOf(tree, Uint8Array.from([1, 2, 0, 0, 1, 0, 0]));

    assert.deepEqual([...cube.tree.fn], [9, 0, 1, -1]);
    assert.deepEqual([...cube.tree.parent], [0, 0, 1, 1]);
    assert.deepEqual([...cube.tree.hidden], [0, 0, 0, 1 + 1 + 1 + 4]);
    assert.deepEqual([...cube.row], [0, 1, 3, 2]);
});

test('boxes that are too narrow become one that says how many it stands for', () => {
    const many = 1000;
    const wide = makeTree(new Uint32Array(many + 1), Int32Array.from({length: many + 1}, (_, i) => i),
        new Uint32Array(many + 1));
    const values = Float64Array.from({length: many + 1}, (_, i) => (i > 0 ? 1 : 0));
    const sums = totalsOf(wide, values);
    const boxes = boxesOf({tree: wide, total: sums, place: placesOf(wide, sums)}, 0, 800);
    const merged = boxes.filter((box) => box.merged > 0);

    assert.equal(merged.reduce((sum, box) => sum + box.merged, 0), many);
    assert.ok(Math.abs(merged.reduce((sum, box) => sum + box.total, 0) - many) < 1e-9);
    assert.ok(merged.length < 10);
});

test('a zoomed node fills the width beneath its callers', () => {
    const boxes = boxesOf({tree, total, place: placesOf(tree, total)}, 2, 600);
    const rows = rowsOf(boxes);

    assert.deepEqual(rows.map((row) => row.length), [1, 1, 1, 1, 1]);
    assert.equal(boxAt(rows, 599, 2 * 19 + 5).node, 2);
    assert.equal(boxAt(rows, 599, 4 * 19 + 5), null);
});
