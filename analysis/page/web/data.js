// data.js: makes the profile that the views draw out of the sections.
// SPDX-License-Identifier: Apache-2.0

import {Reader} from './bytes.js';
import {cubeOf} from './cube.js';
import {makeTree} from './tree.js';

const BANDS = ['min', 'low', 'mean', 'high', 'max'];

const text = (bytes) => new TextDecoder().decode(bytes);

/** A line a function: name, kind, module, file, line. */
function readFunctions(bytes) {
    return text(bytes).split('\n').slice(0, -1).map((row, number) => {
        const [name, kind, module, file, line] = row.split('\t');

        return {number, name, kind: Number(kind), module, file, line: Number(line)};
    });
}

/** Exact values of the functions in the table. */
function readTable(bytes, count) {
    const reader = new Reader(bytes);

    return {
        self: reader.f64(count),
        total: reader.f64(count),
        max: reader.f64(count),
        worst: reader.f64(count),
    };
}

function readShape(bytes, count) {
    const reader = new Reader(bytes);
    const parent = new Uint32Array(count);
    const fn = new Int32Array(count);
    const hidden = new Uint32Array(count);

    for (let i = 0; i < count; i++) {
        parent[i] = i - reader.varint();
        fn[i] = reader.varint() - 1;
        if (fn[i] < 0)
            hidden[i] = reader.varint();
    }
    return makeTree(parent, fn, hidden);
}

function readRanks(bytes, count) {
    const reader = new Reader(bytes);
    const number = new Uint32Array(count);
    const node = new Uint32Array(count);
    let next = 0;

    for (let i = 0; i < count; i++) {
        number[i] = next + reader.varint();
        node[i] = reader.varint();
        next = number[i] + 1;
    }
    return {number, node, count};
}

function readRankBins(bytes, count) {
    const reader = new Reader(bytes);

    return {mean: reader.f32(count), max: reader.f32(count), at: reader.u32(count)};
}

function readPeaks(bytes, count) {
    const reader = new Reader(bytes);

    return {max: reader.f32(count), worst: reader.u32(count)};
}

/** What the run before had in each node, and in paths beneath it that are gone. */
function readBefore(bytes, count) {
    const reader = new Reader(bytes);

    return {self: Float64Array.from(reader.f32(count)), gone: Float64Array.from(reader.f32(count))};
}

/** Codes of the cells: first all of the largest, then all of the means. */
function readLayer(sections, about, layer, number) {
    const reader = new Reader(sections.get(`heat-${number}`));
    const cells = layer.rows * about.columns;
    const bands = new Reader(sections.get(`bands-${number}`)).f32(BANDS.length * about.columns);

    return {
        ...layer,
        columns: about.columns,
        codes: {max: reader.raw(cells), mean: reader.raw(cells)},
        bands: Object.fromEntries(BANDS.map((name, i) =>
            [name, bands.subarray(i * about.columns, (i + 1) * about.columns)])),
    };
}

function readPeers(bytes, about) {
    const cells = about.peer_bins ** 2;
    const both = new Reader(bytes).f32(2 * cells);

    return {bins: about.peer_bins, bytes: both.subarray(0, cells), messages: both.subarray(cells)};
}

/** @param {Map<string, Uint8Array>} sections */
export function makeProfile(sections) {
    const report = JSON.parse(text(sections.get('report')));
    const about = report.page;
    const tree = readShape(sections.get('tree'), about.nodes);

    return {
        report,
        about,
        functions: readFunctions(sections.get('functions')),
        tree,
        ranks: readRanks(sections.get('ranks'), about.ranks),
        metrics: about.metrics.map((metric, number) => ({
            ...metric,
            table: readTable(sections.get(`table-${number}`), about.tabulated),
            self: Float64Array.from(new Reader(sections.get(`tree-${number}`)).f32(about.nodes)),
            bins: readRankBins(sections.get(`ranks-${number}`), about.rank_bins),
            before: sections.has(`before-${number}`)
                ? readBefore(sections.get(`before-${number}`), about.nodes) : null,
            cells: new Reader(sections.get(`cube-${number}`))
                .log16(about.cube_rows * about.cube_bins),
        })),
        cube: cubeOf(tree, sections.get('cube')),
        peaks: readPeaks(sections.get('peaks'), about.nodes),
        layers: about.layers.map((layer, number) => readLayer(sections, about, layer, number)),
        peers: sections.has('peers') ? readPeers(sections.get('peers'), about) : null,
    };
}
