// bytes.test.mjs: columns are decoded as they were encoded.
// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import test from 'node:test';

import {Reader, log8Values} from '../../analysis/page/web/bytes.js';
import {fromBase64, inflate} from '../../analysis/page/web/sections.js';
import {deflateRawSync} from 'node:zlib';

/** The planes of numbers that are given as whole bytes. */
function planes(bytes, width) {
    const count = bytes.length / width;

    return Array.from({length: bytes.length}, (_, i) => bytes[(i % count) * width + Math.floor(i / count)]);
}

const bytesOf = (array) => [...new Uint8Array(array.buffer)];

test('varints of one byte, of many, and at the end of what is exact', () => {
    const reader = new Reader(Uint8Array.from([5, 0x80, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]));

    assert.equal(reader.varint(), 5);
    assert.equal(reader.varint(), 128);
    assert.equal(reader.varint(), Number.MAX_SAFE_INTEGER);
    assert.equal(reader.ended, true);
});

test('columns of numbers are put together from their planes', () => {
    const f32 = Float32Array.from([1.5, -2, 1e20]);
    const f64 = Float64Array.from([Math.PI, 2 ** 53]);
    const u32 = Uint32Array.from([0, 7, 0xffffffff]);
    const reader = new Reader(Uint8Array.from(
        [...planes(bytesOf(f32), 4), ...planes(bytesOf(f64), 8), ...planes(bytesOf(u32), 4)]));

    assert.deepEqual(reader.f32(3), f32);
    assert.deepEqual(reader.f64(2), f64);
    assert.deepEqual(reader.u32(3), u32);
});

test('a logarithmic column keeps zero, the largest, and the others to 0.02 %', () => {
    const max = bytesOf(Float64Array.from([1e9]));
    const code = Math.round(65535 + 2048 * Math.log2(12345 / 1e9));
    const codes = bytesOf(Uint16Array.from([0, 65535, code]));
    const [zero, largest, other] = new Reader(Uint8Array.from([...max, ...planes(codes, 2)])).log16(3);

    assert.equal(zero, 0);
    assert.equal(largest, 1e9);
    assert.ok(Math.abs(other / 12345 - 1) < 0.0002);
});

test('cells of a map tell no data from zero', () => {
    const values = log8Values(8);

    assert.ok(Number.isNaN(values[0]));
    assert.equal(values[1], 0);
    assert.equal(values[255], 8);
    assert.equal(values[239], 4);
});

test('a section is base64 of what was deflated, with and without the browser\'s own decoder', async () => {
    const packed = deflateRawSync(Buffer.from('straggler '.repeat(100)));
    const own = Uint8Array.fromBase64;

    delete Uint8Array.fromBase64;
    globalThis.atob ??= (text) => Buffer.from(text, 'base64').toString('latin1');
    assert.equal(new TextDecoder().decode(await inflate(fromBase64(packed.toString('base64')))),
        'straggler '.repeat(100));
    if (own)
        Uint8Array.fromBase64 = own;
});
