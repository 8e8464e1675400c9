// matrix.js: who sent how much to whom, as a matrix of ranks or bins of them.
// SPDX-License-Identifier: Apache-2.0

import {brush, pointerIn, sized, whenWidthChanges} from './canvas.js';
import {byId, el, fill} from './dom.js';
import {binStart} from './model.js';
import {bytes, count} from './format.js';

const LEFT = 52;
const BOTTOM = 20;
const OCTAVES = 20; // from the lightest to the darkest

/** 0 to 255 on a logarithmic scale; -1 for nothing. */
export function levelOf(value, most) {
    if (!(value > 0))
        return -1;
    return Math.max(0, Math.round(255 * (1 + Math.log2(value / most) / OCTAVES)));
}

export class Matrix {
    constructor(context) {
        Object.assign(this, context);
        this.canvas = byId('matrix-canvas');
        this.line = byId('matrix-line');
        byId('matrix-card').hidden = !this.profile.peers;
        if (!this.profile.peers)
            return;
        this.most = this.profile.peers.bytes.reduce((a, b) => Math.max(a, b), 0);
        whenWidthChanges(this.canvas.parentElement, () => this.draw());
        this.theme.listen(() => this.draw());
        brush(this.canvas, {
            moved: () => {},
            done: () => {},
            clicked: (at) => this.selectRow(this.cellAt(at)),
        });
        this.canvas.addEventListener('pointermove',
            (event) => this.hover(this.cellAt(pointerIn(this.canvas, event))));
        this.canvas.addEventListener('pointerleave', () => this.hover(null));
        this.hover(null);
    }

    draw() {
        const {bins} = this.profile.peers;
        const wide = this.canvas.parentElement.clientWidth;

        this.side = Math.min(wide - LEFT - 4, 420, Math.max(bins * 28, 140));
        this.context = sized(this.canvas, wide, this.side + BOTTOM);
        this.paintCells(bins);
        this.paintNames(bins);
    }

    paintCells(bins) {
        const image = new ImageData(bins, bins);
        const empty = [1, 3, 5].map((at) => parseInt(this.theme.colors.empty.slice(at, at + 2), 16));

        this.profile.peers.bytes.forEach((value, i) => {
            const level = levelOf(value, this.most);

            image.data.set(level < 0 ? empty : this.theme.ramp[Math.max(level, 24)], 4 * i);
            image.data[4 * i + 3] = 255;
        });
        const offscreen = el('canvas', {width: bins, height: bins});

        offscreen.getContext('2d').putImageData(image, 0, 0);
        this.context.imageSmoothingEnabled = false;
        this.context.drawImage(offscreen, LEFT, 0, this.side, this.side);
    }

    paintNames(bins) {
        const {ranks} = this.profile;
        const step = Math.max(1, Math.ceil(bins * 30 / this.side));

        this.context.font = `11px ${this.theme.font}`;
        this.context.fillStyle = this.theme.colors['text-weak'];
        for (let bin = 0; bin < bins; bin += step) {
            const name = String(ranks.number[binStart(ranks.count, bins, bin)]);
            const middle = (bin + 0.5) * this.side / bins;

            this.context.textAlign = 'right';
            this.context.textBaseline = 'middle';
            this.context.fillText(name, LEFT - 6, middle);
            this.context.textAlign = 'center';
            this.context.textBaseline = 'top';
            this.context.fillText(name, LEFT + middle, this.side + 5);
        }
    }

    cellAt({x, y}) {
        const {bins} = this.profile.peers;
        const to = Math.floor((x - LEFT) / this.side * bins);
        const from = Math.floor(y / this.side * bins);

        return to >= 0 && to < bins && from >= 0 && from < bins ? {from, to} : null;
    }

    nameOf(bin) {
        const {ranks, peers} = this.profile;
        const first = binStart(ranks.count, peers.bins, bin);
        const last = binStart(ranks.count, peers.bins, bin + 1) - 1;

        return last > first ? `ranks ${ranks.number[first]}–${ranks.number[last]}`
            : `rank ${ranks.number[first]}`;
    }

    selectRow(cell) {
        const {ranks, peers} = this.profile;

        if (cell)
            this.selection.set({ranks: [binStart(ranks.count, peers.bins, cell.from),
                binStart(ranks.count, peers.bins, cell.from + 1) - 1], node: 0});
    }

    hover(cell) {
        const {bins, bytes: sent, messages} = this.profile.peers;
        const at = cell && cell.from * bins + cell.to;

        fill(this.line, cell
            ? el('span', {}, el('strong', {}, `${this.nameOf(cell.from)} → ${this.nameOf(cell.to)}`),
                ` ${bytes(sent[at])} in ${count(messages[at])} messages`)
            : 'Rows send to columns; darker is more, each step twice as much.');
    }

    update() {}
}
