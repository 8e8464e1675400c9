// views.test.mjs: numbers, kinds, scales and the reduction of maps.
// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import test from 'node:test';

import {binary, bytes, count, cut, percent, rateOf, seconds} from '../../analysis/page/web/format.js';
import {kindOf} from '../../analysis/page/web/kinds.js';
import {binOf, binStart} from '../../analysis/page/web/model.js';
import {clock, ticks, timeTicks} from '../../analysis/page/web/scale.js';
import {reduceColumns} from '../../analysis/page/web/heat.js';
import {levelOf} from '../../analysis/page/web/matrix.js';
import {ramp} from '../../analysis/page/web/theme.js';

test('times, counts and shares are short and keep three digits', () => {
    assert.deepEqual([0, 5e-9, 0.0123, 12.34, 61, 7260].map(seconds),
        ['0 s', '5.00 ns', '12.3 ms', '12.3 s', '1 min 01 s', '2 h 01 min']);
    assert.deepEqual([0, 9999, 10000, 1.5e9].map(count), ['0', '9999', '10.0 k', '1500 M']);
    assert.deepEqual([0, 0.00001, 0.05, 0.5, NaN].map(percent),
        ['0.00 %', '0.001 %', '5.00 %', '50.0 %', '–']);
    assert.equal(bytes(12345), '12.3 kB');
    assert.deepEqual([0, 8, 65536, 2 ** 31].map(binary), ['0 B', '8 B', '64 KiB', '2 GiB']);
    assert.equal(rateOf(0.5, 'share'), '50.0 %');
});

test('a long name loses its middle and is never longer than its room', () => {
    assert.equal(cut('solver::stencil<double>(Field&)', 11), 'solve…ield&)'.slice(0, 5) + '…' + 'ield&)'.slice(-5));
    for (let room = 0; room < 12; room++)
        assert.ok(cut('abcdefghijkl', room).length <= Math.max(room, 0));
});

test('kinds of code come from modules, contexts and names', () => {
    const kinds = [
        [{name: 'solve', kind: 2, module: '/opt/app'}, 'user'],
        [{name: 'dgemm_', kind: 2, module: '/usr/lib/libblas.so.3'}, 'library'],
        [{name: 'opal_progress', kind: 2, module: '/usr/lib/libopen-pal.so.40'}, 'mpi'],
        [{name: 'MPI_Send', kind: 5, module: ''}, 'mpi'],
        [{name: 'MPI_File_write_all', kind: 5, module: ''}, 'io'],
        [{name: 'H5Dwrite', kind: 2, module: '/usr/lib/libhdf5.so.103'}, 'io'],
        [{name: 'memcpy', kind: 2, module: '/lib/libc.so.6'}, 'system'],
        [{name: '[not sampled]', kind: 4, module: ''}, 'none'],
        [{name: 'train', kind: 8, module: 'model.py'}, 'python'],
        [{name: 'axpy', kind: 7, module: ''}, 'gpu'],
        [{name: 'readable', kind: 2, module: '/opt/app'}, 'user'],
    ];

    for (const [fn, kind] of kinds)
        assert.equal(kindOf(fn), kind, fn.name);
});

test('bins hold every rank once', () => {
    for (const [ranks, bins] of [[1, 1], [5, 3], [65536, 128], [1000, 128], [4096, 4096]]) {
        for (let row = 0; row < ranks; row += Math.max(1, Math.floor(ranks / 777))) {
            const bin = binOf(ranks, bins, row);

            assert.ok(binStart(ranks, bins, bin) <= row && row < binStart(ranks, bins, bin + 1));
        }
        assert.equal(binStart(ranks, bins, bins), ranks);
    }
});

test('a map that becomes narrower keeps its largest cells', () => {
    const codes = new Uint8Array(1000).fill(10);

    codes[777] = 200;
    assert.equal(Math.max(...reduceColumns(codes, 1, 1000, 64)), 200);
    assert.equal(reduceColumns(codes, 1, 1000, 64).length, 64);
});

test('axes have round numbers', () => {
    assert.deepEqual(ticks(1.99, 4), [0, 0.5, 1, 1.5]);
    assert.deepEqual(ticks(0, 4), [0]);
    assert.deepEqual(timeTicks(3600, 6), [0, 600, 1200, 1800, 2400, 3000, 3600]);
    assert.deepEqual([clock(90, 3000), clock(3661, 7200), clock(2.5, 10)], ['1:30', '1:01:01', '2.5']);
});

test('the matrix tells nothing from little, and colours go from end to end', () => {
    assert.equal(levelOf(0, 100), -1);
    assert.equal(levelOf(100, 100), 255);
    assert.equal(levelOf(1e-9, 100), 0);
    assert.deepEqual([ramp(['#000000', '#ffffff'])[0], ramp(['#000000', '#ffffff'])[255]],
        [[0, 0, 0], [255, 255, 255]]);
});
