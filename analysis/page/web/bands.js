// bands.js: one metric over time: from the smallest to the largest rank, and where most of them are.
// SPDX-License-Identifier: Apache-2.0

import {brush, pointerIn, sized, whenWidthChanges} from './canvas.js';
import {byId, el, fill} from './dom.js';
import {LEFT, layerOf} from './heat.js';
import {clock, ticks} from './scale.js';
import {rateOf} from './format.js';

const HEIGHT = 110;
const RIGHT = 58;
const TOP = 8;

export class Bands {
    constructor(context) {
        Object.assign(this, context);
        this.canvas = byId('bands-canvas');
        this.line = byId('bands-line');
        if (this.profile.layers.length === 0)
            return;
        whenWidthChanges(this.canvas.parentElement, () => this.draw());
        this.theme.listen(() => this.draw());
        brush(this.canvas, {
            moved: () => {},
            done: ({x0, x1}) => this.selection.set({time: [this.columnAt(x0), this.columnAt(x1)]}),
            clicked: () => this.selection.set({time: null}),
        });
        this.canvas.addEventListener('pointermove',
            (event) => this.hover(this.columnAt(pointerIn(this.canvas, event).x)));
        this.canvas.addEventListener('pointerleave', () => this.hover(null));
    }

    columnAt(x) {
        const column = Math.floor((x - LEFT) / this.width * this.layer.columns);

        return Math.max(0, Math.min(this.layer.columns - 1, column));
    }

    draw() {
        this.layer = layerOf(this.profile, this.selection.state);
        this.width = Math.max(this.canvas.parentElement.clientWidth - LEFT - RIGHT, 50);
        this.context = sized(this.canvas, this.width + LEFT + RIGHT, HEIGHT + 6);
        this.context.font = `11px ${this.theme.font}`;
        this.top = ticks(this.layer.max, 4).at(-1) >= this.layer.max
            ? this.layer.max : this.layer.max * 1.05;
        this.paintGrid();
        this.paintTime();
        this.paintArea('min', 'max', this.theme.colors['band-wide']);
        this.paintArea('low', 'high', this.theme.colors.band);
        this.paintMean();
    }

    y(value) {
        return HEIGHT - (HEIGHT - TOP) * value / this.top;
    }

    /** Columns are steps: a value holds for the whole slice. */
    steps(name) {
        const {columns, bands} = this.layer;
        const points = [];

        for (let i = 0; i < columns; i++) {
            if (bands[name][i] < 0)
                continue;
            const y = this.y(bands[name][i]);

            points.push([LEFT + this.width * i / columns, y], [LEFT + this.width * (i + 1) / columns, y]);
        }
        return points;
    }

    paintArea(low, high, color) {
        const points = [...this.steps(high), ...this.steps(low).reverse()];

        this.context.fillStyle = color;
        this.context.beginPath();
        points.forEach(([x, y]) => this.context.lineTo(x, y));
        this.context.fill();
    }

    paintMean() {
        this.context.strokeStyle = this.theme.colors.accent;
        this.context.lineWidth = 1.5;
        this.context.beginPath();
        this.steps('mean').forEach(([x, y]) => this.context.lineTo(x, y));
        this.context.stroke();
    }

    paintGrid() {
        const {context} = this;

        context.textAlign = 'right';
        context.textBaseline = 'middle';
        for (const value of ticks(this.layer.max * this.layer.factor, 3)) {
            const y = Math.round(this.y(value / this.layer.factor)) + 0.5;

            context.strokeStyle = this.theme.colors.line;
            context.lineWidth = 1;
            context.beginPath();
            context.moveTo(LEFT, y);
            context.lineTo(LEFT + this.width, y);
            context.stroke();
            context.fillStyle = this.theme.colors['text-weak'];
            context.fillText(rateOf(value, this.layer.unit).replace(/ s\/s$/, ''), LEFT - 6,
                Math.min(Math.max(y, 6), HEIGHT - 2));
        }
    }

    paintTime() {
        const {time} = this.selection.state;

        if (!time)
            return;
        this.context.globalAlpha = 0.25;
        this.context.fillStyle = this.theme.colors.accent;
        this.context.fillRect(LEFT + this.width * time[0] / this.layer.columns, 0,
            this.width * (time[1] - time[0] + 1) / this.layer.columns, HEIGHT);
        this.context.globalAlpha = 1;
    }

    hover(column) {
        const {bands, factor, unit} = this.layer;

        if (column === null || bands.mean[column] < 0) {
            this.line.textContent =
                'Line: mean of the ranks; dark: 5 % to 95 % of them; light: from the smallest to the largest.';
            return;
        }
        const tell = (name) => rateOf(bands[name][column] * factor, unit);

        fill(this.line,
            el('strong', {}, `at ${clock(column * this.profile.about.column_seconds,
                this.profile.report.wall_seconds)}`),
            el('span', {}, `mean ${tell('mean')}`),
            el('span', {}, `5 % to 95 %: ${tell('low')} to ${tell('high')}`),
            el('span', {}, `largest ${tell('max')}`));
    }

    update() {
        if (this.profile.layers.length === 0)
            return;
        this.draw();
        this.hover(null);
    }
}
