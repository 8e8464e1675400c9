// heat.js: the map of ranks by time, with a brush that selects both.
// SPDX-License-Identifier: Apache-2.0

import {brush, pointerIn, sized, whenWidthChanges} from './canvas.js';
import {byId, el, fill} from './dom.js';
import {log8Values} from './bytes.js';
import {binStart} from './model.js';
import {clock, timeTicks} from './scale.js';
import {count, rateOf} from './format.js';

export const LEFT = 62; // for the numbers of ranks; the bands below use the same
const RIGHT = 58; // for the means of rows
const BOTTOM = 20;
const HIGHEST = 420; // CSS pixels, when there are fewer rows than that

/** Rows of cells become fewer by taking the largest, so that no single cell gets lost. */
export function reduceColumns(codes, rows, columns, wanted) {
    const reduced = new Uint8Array(rows * wanted);

    for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
            const at = row * wanted + Math.floor(column * wanted / columns);

            reduced[at] = Math.max(reduced[at], codes[row * columns + column]);
        }
    }
    return reduced;
}

/** Colours of the codes: linear in the value, so that twice as dark is twice as much. */
export function paletteOf(values, max, ramp, empty) {
    return Array.from(values, (value) =>
        (Number.isNaN(value) ? empty : ramp[Math.round(255 * Math.min(1, value / max))]));
}

/** The layer that is drawn: the chosen one, else that of the metric, else the first. */
export function layerOf(profile, state) {
    const own = profile.layers.findIndex(
        (layer) => layer.metric === profile.metrics[state.metric].name);

    return profile.layers[state.layer] ?? profile.layers[own] ?? profile.layers[0];
}

export class Heat {
    constructor(context) {
        Object.assign(this, context);
        this.canvas = byId('heat-canvas');
        this.over = byId('heat-over');
        this.line = byId('heat-line');
        if (this.profile.layers.length === 0)
            return;
        whenWidthChanges(this.canvas.parentElement, () => this.draw());
        this.theme.listen(() => this.draw());
        this.listen();
    }

    listen() {
        brush(this.over, {
            moved: (box) => this.outline(box),
            done: (box) => this.select(box),
            clicked: () => this.selection.set({ranks: null, time: null, node: 0}),
        });
        this.over.addEventListener('pointermove', (event) => this.hover(pointerIn(this.over, event)));
        this.over.addEventListener('pointerleave', () => this.hover(null));
    }

    /* ---- drawing ---- */

    draw() {
        const {state} = this.selection;

        this.layer = layerOf(this.profile, state);
        this.values = log8Values(this.layer.max);
        this.width = Math.max(this.canvas.parentElement.clientWidth - LEFT - RIGHT, 50);
        this.height = this.layer.rows > HIGHEST / 2
            ? this.layer.rows
            : this.layer.rows * Math.min(26, Math.floor(HIGHEST / this.layer.rows));
        this.context = sized(this.canvas, this.width + LEFT + RIGHT, this.height + BOTTOM);
        sized(this.over, this.width + LEFT + RIGHT, this.height + BOTTOM);
        this.context.font = `11px ${this.theme.font}`;
        this.paintCells();
        this.paintRows();
        this.paintAxes();
        this.showSelection();
    }

    paintCells() {
        const {rows, columns, codes} = this.layer;
        const across = Math.min(columns, Math.floor(this.width));
        const cells = codes[this.selection.state.cell];
        const drawn = across < columns ? reduceColumns(cells, rows, columns, across) : cells;
        const empty = parseColor(this.theme.colors.empty);
        const palette = paletteOf(this.values, this.layer.max, this.theme.ramp, empty);
        const image = new ImageData(across, rows);

        drawn.forEach((code, i) => {
            image.data.set(palette[code], 4 * i);
            image.data[4 * i + 3] = 255;
        });
        const offscreen = el('canvas', {width: across, height: rows});

        offscreen.getContext('2d').putImageData(image, 0, 0);
        this.context.imageSmoothingEnabled = false;
        this.context.drawImage(offscreen, LEFT, 0, this.width, this.height);
        this.canvas.dataset.layer = this.layer.metric;
    }

    /** Beside each row its mean over time, and its largest cell as a line. */
    paintRows() {
        const {rows} = this.layer;
        const tall = this.height / rows;

        for (let row = 0; row < rows; row++) {
            const {mean, max} = this.rowOf(row);
            const y = row * tall;

            this.context.fillStyle = this.theme.colors.band;
            this.context.fillRect(LEFT + this.width + 6, y, (RIGHT - 10) * mean / this.layer.max,
                Math.max(tall - (tall > 4 ? 1 : 0), 0.5));
            this.context.fillStyle = this.theme.colors['text-weak'];
            this.context.fillRect(LEFT + this.width + 6 + (RIGHT - 10) * max / this.layer.max - 1, y, 1.5,
                Math.max(tall, 0.5));
        }
    }

    rowOf(row) {
        const {columns, codes} = this.layer;
        const [first, last] = this.selection.state.time ?? [0, columns - 1];
        let sum = 0;
        let known = 0;
        let max = 0;

        for (let column = first; column <= Math.min(last, columns - 1); column++) {
            const mean = this.values[codes.mean[row * columns + column]];

            max = Math.max(max, this.values[codes.max[row * columns + column]] || 0);
            sum += mean || 0;
            known += Number.isNaN(mean) ? 0 : 1;
        }
        return {mean: known > 0 ? sum / known : 0, max};
    }

    paintAxes() {
        const {context} = this;
        const end = this.layer.columns * this.profile.about.column_seconds;

        context.fillStyle = this.theme.colors['text-weak'];
        context.textBaseline = 'middle';
        context.textAlign = 'right';
        this.rankTicks().forEach(({y, label}) => context.fillText(label, LEFT - 6, y));
        context.textAlign = 'center';
        context.textBaseline = 'top';
        for (const time of timeTicks(end, Math.max(2, this.width / 90)))
            context.fillText(clock(time, end), LEFT + this.width * time / end, this.height + 5);
        context.textAlign = 'left';
    }

    /** The number of the first rank of some rows: of every row when they are few. */
    rankTicks() {
        const {rows} = this.layer;
        const tall = this.height / rows;
        const step = Math.max(1, Math.ceil(15 / tall));
        const ticks = [];

        for (let row = 0; row < rows; row += step)
            ticks.push({y: Math.max(6, (row + Math.min(0.5, 6 / tall)) * tall),
                label: String(this.profile.ranks.number[this.firstRank(row)])});
        return ticks;
    }

    firstRank(row) {
        return binStart(this.profile.ranks.count, this.layer.rows, row);
    }

    /* ---- the brush ---- */

    outline({x0, y0, x1, y1}) {
        const context = this.over.getContext('2d');

        context.clearRect(0, 0, this.over.width, this.over.height);
        context.strokeStyle = this.theme.colors.accent;
        context.lineWidth = 2;
        context.strokeRect(x0, y0, x1 - x0, y1 - y0);
    }

    cellAt({x, y}) {
        const limit = (value, count) => Math.max(0, Math.min(count - 1, Math.floor(value)));

        return {
            column: limit((x - LEFT) / this.width * this.layer.columns, this.layer.columns),
            row: limit(y / this.height * this.layer.rows, this.layer.rows),
        };
    }

    /** A drawing that is higher than the map, or wider, means all ranks, or all times. */
    select(box) {
        const from = this.cellAt({x: box.x0, y: box.y0});
        const to = this.cellAt({x: box.x1, y: box.y1});
        const allRows = from.row === 0 && to.row === this.layer.rows - 1;
        const allColumns = from.column === 0 && to.column === this.layer.columns - 1;

        this.selection.set({
            ranks: allRows ? null : [this.firstRank(from.row), this.firstRank(to.row + 1) - 1],
            time: allColumns ? null : [from.column, to.column],
            node: 0,
        });
    }

    showSelection() {
        const {state} = this.selection;
        const {count: ranks} = this.profile.ranks;
        const context = this.over.getContext('2d');

        context.clearRect(0, 0, this.over.width, this.over.height);
        if (!state.ranks && !state.time)
            return;
        const [first, last] = state.ranks ? this.model.rowsOf(state) : [0, ranks - 1];
        const [from, to] = state.time ?? [0, this.layer.columns - 1];

        this.outline({
            x0: LEFT + this.width * from / this.layer.columns,
            x1: LEFT + this.width * (to + 1) / this.layer.columns,
            y0: this.height * first / ranks,
            y1: this.height * (last + 1) / ranks,
        });
    }

    hover(at) {
        if (!at || at.x < LEFT || at.x > LEFT + this.width || at.y > this.height) {
            this.line.textContent = 'Draw a rectangle to select ranks and times; a click selects all.';
            return;
        }
        const {row, column} = this.cellAt(at);
        const {ranks, about, report} = this.profile;
        const first = this.firstRank(row);
        const last = this.firstRank(row + 1) - 1;
        const cell = row * this.layer.columns + column;
        const tell = (code) => (code === 0 ? 'no data'
            : rateOf(this.values[code] * this.layer.factor, this.layer.unit));
        const node = about.nodes_names[ranks.node[first]] ?? '';

        fill(this.line,
            el('strong', {}, last > first ? `ranks ${ranks.number[first]}–${ranks.number[last]}`
                : `rank ${ranks.number[first]}`),
            el('span.weak', {}, last > first ? `${count(last - first + 1)} ranks from ${node} on` : node),
            el('span', {}, `at ${clock(column * about.column_seconds, report.wall_seconds)}`),
            el('span', {}, last > first
                ? `largest ${tell(this.layer.codes.max[cell])}, mean ${tell(this.layer.codes.mean[cell])}`
                : tell(this.layer.codes.max[cell])));
    }

    update() {
        if (this.profile.layers.length === 0) {
            byId('time').hidden = true;
            return;
        }
        this.draw();
        this.hover(null);
        fill(byId('heat-legend'),
            el('span.weak', {}, '0'), el('span.ramp.heat'),
            el('span.weak', {}, rateOf(this.layer.max * this.layer.factor, this.layer.unit)));
        for (const button of document.querySelectorAll('[data-cell]'))
            button.setAttribute('aria-pressed', String(button.dataset.cell === this.selection.state.cell));
    }
}

function parseColor(hex) {
    return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}
