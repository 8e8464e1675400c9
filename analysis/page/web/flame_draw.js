// flame_draw.js: which boxes of a flame graph are seen, and their colours.
// SPDX-License-Identifier: Apache-2.0

export const ROW = 19; // CSS pixels
const LEAST = 1.5; // a narrower box is drawn with its neighbours as one

/** Nodes from the root to `node`, without it. */
export function ancestorsOf(tree, node) {
    const path = [];

    for (let at = node; at !== 0;) {
        at = tree.parent[at];
        path.unshift(at);
    }
    return path;
}

/** Collects boxes; neighbours that are too narrow become one that says how many they are. */
class Boxes {
    constructor() {
        this.list = [];
        this.open = [];
    }

    add(node, depth, x, width, total, hidden) {
        if (width >= LEAST && hidden === 0) {
            this.close(depth);
            this.list.push({node, depth, x, width, total, merged: 0});
            return;
        }
        this.addNarrow(node, depth, x, width, total, hidden || 1);
    }

    addNarrow(node, depth, x, width, total, count) {
        const box = this.open[depth];

        if (box && x - (box.x + box.width) < 0.5) {
            box.width = x + width - box.x;
            box.total += total;
            box.merged += count;
            return;
        }
        this.close(depth);
        this.open[depth] = {node, depth, x, width, total, merged: count};
    }

    close(depth) {
        if (this.open[depth])
            this.list.push(this.open[depth]);
        this.open[depth] = undefined;
    }

    finish() {
        this.open.forEach((box) => box && this.list.push(box));
        return this.list;
    }
}

/**
 * The boxes seen when `node` fills the width. What lies beneath a box of less than half a pixel is
 * not looked at, so this takes a time that grows with what is seen and not with the tree.
 */
export function boxesOf({tree, total, place}, node, width) {
    const boxes = new Boxes();
    const scale = total[node] > 0 ? width / total[node] : 0;

    for (const above of ancestorsOf(tree, node))
        boxes.add(above, tree.depth[above], 0, width, total[above], 0);
    for (let i = node; i < tree.end[node]; i++) {
        const wide = total[i] * scale;

        if (wide > 0)
            boxes.add(i, tree.depth[i], (place[i] - place[node]) * scale, wide, total[i], tree.hidden[i]);
        if (wide < 0.5)
            i = tree.end[i] - 1;
    }
    return boxes.finish();
}

/** Boxes by row, from left to right, to find the one at a place. */
export function rowsOf(boxes) {
    const rows = [];

    for (const box of boxes)
        (rows[box.depth] ??= []).push(box);
    rows.forEach((row) => row.sort((a, b) => a.x - b.x));
    return rows;
}

export function boxAt(rows, x, y) {
    const row = rows[Math.floor(y / ROW)] ?? [];

    return row.find((box) => x >= box.x && x < Math.max(box.x + box.width, box.x + 2)) ?? null;
}

/* ---- colours ---- */

function hashOf(text) {
    let hash = 2166136261;

    for (let i = 0; i < text.length; i++)
        hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
    return hash >>> 0;
}

const toRgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
const toText = (rgb) => `rgb(${rgb.map((value) => Math.round(value)).join(' ')})`;

/** The colour of a kind, a little different for each function, so that neighbours stand apart. */
export function shade(base, name) {
    const change = ((hashOf(name) % 1000) / 1000 - 0.5) * 0.22;
    const towards = change > 0 ? 255 : 0;

    return toText(toRgb(base).map((value) => value + (towards - value) * Math.abs(change)));
}

/** The colour between two, `share` of the way to the second. */
export function mix(from, to, share) {
    const [low, high] = [toRgb(from), toRgb(to)];

    return toText(low.map((value, channel) => value + (high[channel] - value) * share));
}

/** Blue is even, orange is not: how far the largest rank is above the mean, from 1 to 3. */
export function imbalanceColor(ratio, even, uneven) {
    const share = Math.max(0, Math.min(1, Math.log2(ratio) / Math.log2(3)));

    return mix(even, uneven, share);
}
