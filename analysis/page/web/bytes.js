// bytes.js: decodes the columns of a section, as page_bytes.c encodes them.
// SPDX-License-Identifier: Apache-2.0

/** Reads one section from its start to its end. */
export class Reader {
    /** @param {Uint8Array} bytes */
    constructor(bytes) {
        this.bytes = bytes;
        this.at = 0;
    }

    get ended() {
        return this.at >= this.bytes.length;
    }

    /** 7 bits a byte, the low ones first. Exact up to 2^53. */
    varint() {
        let value = 0;
        let scale = 1;

        for (;;) {
            const byte = this.bytes[this.at++];

            value += (byte & 0x7f) * scale;
            if (byte < 0x80)
                return value;
            scale *= 128;
        }
    }

    /** `count` numbers of `width` bytes each, stored plane by plane, as bytes of whole numbers. */
    planes(count, width) {
        const whole = new Uint8Array(count * width);

        for (let plane = 0; plane < width; plane++) {
            for (let i = 0; i < count; i++)
                whole[i * width + plane] = this.bytes[this.at++];
        }
        return whole.buffer;
    }

    f32(count) {
        return new Float32Array(this.planes(count, 4));
    }

    f64(count) {
        return new Float64Array(this.planes(count, 8));
    }

    u32(count) {
        return new Uint32Array(this.planes(count, 4));
    }

    /** 0 is 0; else 65535 + 2048 log2(x / max). */
    log16(count) {
        const max = this.f64(1)[0];
        const codes = new Uint16Array(this.planes(count, 2));

        return Float64Array.from(codes, (code) => code && max * 2 ** ((code - 65535) / 2048));
    }

    /** The next `count` bytes, not copied. */
    raw(count) {
        this.at += count;
        return this.bytes.subarray(this.at - count, this.at);
    }
}

/** What the codes of a heat map mean: 0 no data (NaN), 1 zero, else 255 + 16 log2(x / max). */
export function log8Values(max) {
    const values = new Float64Array(256);

    for (let code = 2; code < 256; code++)
        values[code] = max * 2 ** ((code - 255) / 16);
    values[0] = NaN;
    return values;
}
