// ranks.js: the strip of all ranks, in their order or sorted, and the table of those far from most.
// SPDX-License-Identifier: Apache-2.0

import {brush, pointerIn, sized, whenWidthChanges} from './canvas.js';
import {byId, el, fill, table} from './dom.js';
import {binStart} from './model.js';
import {cut, plural, valueOf} from './format.js';
import {ticks} from './scale.js';

const LEFT = 62;
const TOP = 8;
const HEIGHT = 150;

export class Ranks {
    constructor(context) {
        Object.assign(this, context);
        this.canvas = byId('ranks-canvas');
        this.line = byId('ranks-line');
        whenWidthChanges(this.canvas.parentElement, () => this.draw());
        this.theme.listen(() => this.draw());
        brush(this.canvas, {
            moved: () => {},
            done: ({x0, x1}) => this.selectPoints(this.pointAt(x0), this.pointAt(x1)),
            clicked: ({x}) => this.selectPoints(this.pointAt(x), this.pointAt(x)),
        });
        this.canvas.addEventListener('pointermove',
            (event) => this.hover(this.points[this.pointAt(pointerIn(this.canvas, event).x)]));
        this.canvas.addEventListener('pointerleave', () => this.hover(null));
        this.showOutliers();
    }

    /* ---- what is drawn ---- */

    /** Points of {first, last, mean, max, worst}: of the selected function, else of everything. */
    makePoints() {
        const {state} = this.selection;
        const points = state.fn >= 0 && this.model.cubeRowsOf(state.fn).length > 0
            ? this.pointsOfFunction(state) : this.pointsOfAll(state);

        return state.order === 'value' ? points.sort((a, b) => b.max - a.max) : points;
    }

    pointsOfAll(state) {
        const {ranks, about, metrics} = this.profile;
        const {bins} = metrics[state.metric];

        return Array.from(bins.mean, (mean, bin) => ({
            ...this.rows(about.rank_bins, bin),
            mean,
            max: bins.max[bin],
            worst: ranks.number[binStart(ranks.count, about.rank_bins, bin) + bins.at[bin]],
        }));
    }

    pointsOfFunction(state) {
        const {about, ranks} = this.profile;

        return this.model.byBin(state, state.fn).map((mean, bin) => {
            const rows = this.rows(about.cube_bins, bin);

            return {...rows, mean, max: mean, worst: ranks.number[rows.first]};
        });
    }

    rows(bins, bin) {
        const {count} = this.profile.ranks;

        return {first: binStart(count, bins, bin), last: binStart(count, bins, bin + 1) - 1};
    }

    /* ---- drawing ---- */

    draw() {
        const {state} = this.selection;

        this.points = this.makePoints();
        this.width = Math.max(this.canvas.parentElement.clientWidth - LEFT - 8, 50);
        this.context = sized(this.canvas, this.width + LEFT + 8, HEIGHT + 20);
        this.context.font = `11px ${this.theme.font}`;
        this.most = this.points.reduce((most, point) => Math.max(most, point.max), 0) || 1;
        this.outliers = new Map(state.fn >= 0 || state.metric !== 0 ? []
            : this.profile.report.outliers.farthest.map(
                (outlier) => [outlier.rank, outlier.score > 0 ? 'alarm' : 'warn']));
        this.paintGrid();
        this.points.forEach((point, i) => this.paintPoint(point, i));
        this.paintMedian();
        this.paintNames();
    }

    y(value) {
        return HEIGHT - (HEIGHT - TOP) * value / this.most;
    }

    /** Narrow points are drawn over each other; the largest of them stays the highest. */
    paintPoint(point, i) {
        const {state} = this.selection;
        const wide = this.width / this.points.length;
        const x = LEFT + i * wide;
        const chosen = !state.ranks || (point.first >= this.shownRows[0] && point.last <= this.shownRows[1]);

        this.context.globalAlpha = chosen ? 1 : 0.3;
        this.context.fillStyle = this.theme.colors['band-wide'];
        this.context.fillRect(x, this.y(point.max), Math.max(wide - (wide > 4 ? 1 : 0), 1),
            HEIGHT - this.y(point.max));
        this.context.fillStyle = this.theme.colors[this.outliers.get(point.worst) ?? 'band'];
        this.context.fillRect(x, this.y(point.mean), Math.max(wide - (wide > 4 ? 1 : 0), 1),
            HEIGHT - this.y(point.mean));
        this.context.globalAlpha = 1;
    }

    get shownRows() {
        return this.model.rowsOf(this.selection.state);
    }

    paintGrid() {
        const {unit, factor} = this.profile.metrics[this.selection.state.metric];
        const {context} = this;

        context.textAlign = 'right';
        context.textBaseline = 'middle';
        for (const value of ticks(this.most * factor, 3)) {
            const y = Math.round(this.y(value / factor)) + 0.5;

            context.fillStyle = this.theme.colors.line;
            context.fillRect(LEFT, y, this.width, 1);
            context.fillStyle = this.theme.colors['text-weak'];
            context.fillText(valueOf(value, unit), LEFT - 6, Math.min(Math.max(y, 6), HEIGHT - 2));
        }
    }

    paintMedian() {
        const sorted = this.points.map((point) => point.mean).sort((a, b) => a - b);
        const y = Math.round(this.y(sorted[Math.floor(sorted.length / 2)])) + 0.5;

        this.context.strokeStyle = this.theme.colors.text;
        this.context.setLineDash([4, 3]);
        this.context.beginPath();
        this.context.moveTo(LEFT, y);
        this.context.lineTo(LEFT + this.width, y);
        this.context.stroke();
        this.context.setLineDash([]);
    }

    paintNames() {
        const step = Math.max(1, Math.ceil(52 / (this.width / this.points.length)));

        this.context.textAlign = 'left';
        this.context.textBaseline = 'top';
        this.context.fillStyle = this.theme.colors['text-weak'];
        for (let i = 0; i < this.points.length; i += step) {
            this.context.fillText(this.profile.ranks.number[this.points[i].first],
                LEFT + i * this.width / this.points.length, HEIGHT + 5);
        }
    }

    /* ---- selecting ---- */

    pointAt(x) {
        const at = Math.floor((x - LEFT) / this.width * this.points.length);

        return Math.max(0, Math.min(this.points.length - 1, at));
    }

    selectPoints(from, to) {
        const {state} = this.selection;
        const chosen = this.points.slice(from, to + 1);
        const ranks = [Math.min(...chosen.map((point) => point.first)),
            Math.max(...chosen.map((point) => point.last))];

        // Sorted by value, neighbours are no neighbours: only a single one can be selected.
        if (state.order === 'rank' || from === to)
            this.selection.set({ranks, node: 0});
    }

    hover(point) {
        const {unit, factor} = this.profile.metrics[this.selection.state.metric];
        const {ranks, about} = this.profile;

        if (!point) {
            this.line.textContent = 'Draw over ranks to select them; the dashed line is the median.';
            return;
        }
        fill(this.line,
            el('strong', {}, point.last > point.first
                ? `ranks ${ranks.number[point.first]}–${ranks.number[point.last]}`
                : `rank ${ranks.number[point.first]}`),
            el('span.weak', {}, about.nodes_names[ranks.node[point.first]] ?? ''),
            el('span', {}, `mean ${valueOf(point.mean * factor, unit)}`),
            point.last > point.first
                ? el('span', {}, `largest ${valueOf(point.max * factor, unit)} on rank ${point.worst}`) : null);
    }

    showOutliers() {
        const {outliers, unit} = this.profile.report;
        const row = (outlier) => [...this.profile.ranks.number].indexOf(outlier.rank);

        byId('outliers-count').textContent = outliers.found === 0
            ? 'No rank is far from the others.'
            : `${plural(outliers.found, 'rank')} far from the others` +
              (outliers.found > outliers.farthest.length ? `; the farthest ${outliers.farthest.length}` : '');
        if (outliers.found === 0)
            return;
        fill(byId('outliers'), table([
            {title: 'rank', number: true, cell: (o) => el('button.link', {
                onclick: () => this.selection.set({ranks: [row(o), row(o)], node: 0})}, String(o.rank))},
            {title: 'node', cell: (o) => o.node},
            {title: 'value', number: true, cell: (o) => valueOf(o.value, unit)},
            {title: 'of the median', number: true, hint: 'by the value of the median rank',
                cell: (o) => `${(o.value / outliers.median).toFixed(2)}×`},
            {title: 'score', number: true, hint: 'modified z-score; from 3.5 on a rank is called far',
                cell: (o) => o.score.toFixed(1)},
            {title: 'differs most in', cell: (o) => el('span', {title: o.differs_in},
                `${o.differs_by > 0 ? '+' : '−'}${valueOf(Math.abs(o.differs_by), unit)} ${cut(o.differs_in, 40)}`)},
        ], outliers.farthest));
    }

    update() {
        const {state} = this.selection;

        this.draw();
        this.hover(null);
        byId('ranks-of').textContent = state.fn >= 0
            ? `self of ${cut(this.profile.functions[state.fn].name, 60)}` : 'everything';
        for (const button of document.querySelectorAll('[data-order]'))
            button.setAttribute('aria-pressed', String(button.dataset.order === state.order));
    }
}
