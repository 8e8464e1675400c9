// flame.js: the view of call paths: a flame graph from the top down, callers and callees.
// SPDX-License-Identifier: Apache-2.0

import {byId, el, fill} from './dom.js';
import {pointerIn, sized, whenWidthChanges} from './canvas.js';
import {changeColor, changeOf, changeText} from './change.js';
import {ROW, boxAt, boxesOf, imbalanceColor, rowsOf, shade} from './flame_draw.js';
import {baseName, cut, percent, plural, valueOf} from './format.js';
import {KINDS} from './kinds.js';

const PAD = 5;

export class Flame {
    constructor(context) {
        Object.assign(this, context); // profile, model, selection, theme
        this.canvas = byId('flame-canvas');
        this.over = byId('flame-over');
        this.line = byId('flame-line');
        this.scroller = this.canvas.closest('.scroll');
        this.colors = new Map();
        this.hovered = null;
        this.listen();
    }

    listen() {
        whenWidthChanges(this.canvas.parentElement, () => this.draw());
        this.over.addEventListener('pointermove', (event) => this.hover(pointerIn(this.over, event)));
        this.over.addEventListener('pointerleave', () => this.hover(null));
        this.over.addEventListener('click', (event) => this.click(pointerIn(this.over, event)));
        this.over.addEventListener('keydown', (event) => this.key(event));
        this.scroller.addEventListener('scroll', () => this.paintRows(...this.rowsInView()));
        window.addEventListener('beforeprint', () => this.paintRows(0, this.rows.length));
        this.theme.listen(() => {
            this.colors.clear();
            this.draw();
        });
    }

    /* ---- drawing ---- */

    get zoomed() {
        const {node} = this.selection.state;

        return node < this.flame.tree.count ? node : 0;
    }

    draw() {
        const start = performance.now();
        const width = this.canvas.parentElement.clientWidth;

        this.flame = this.model.flame(this.selection.state);
        this.boxes = boxesOf(this.flame, this.zoomed, width);
        this.rows = rowsOf(this.boxes);
        this.paint(width);
        this.canvas.dataset.milliseconds = (performance.now() - start).toFixed(2);
        this.canvas.dataset.boxes = this.boxes.length;
        this.hover(null);
    }

    paint(width) {
        const height = Math.max(this.rows.length, 3) * ROW;

        this.context = sized(this.canvas, width, height);
        sized(this.over, width, height);
        this.context.font = `11.5px ${this.theme.font}`;
        this.context.textBaseline = 'middle';
        this.letter = this.context.measureText('abcdefghijklmnopqrstuvwxyz_:').width / 28;
        this.found = this.model.found(this.selection.state);
        this.paintRows(...this.rowsInView());
    }

    /** Deep trees are higher than what is seen of them: the rest is painted when it comes. */
    rowsInView() {
        const first = Math.floor(this.scroller.scrollTop / ROW);

        return [first, first + Math.ceil(this.scroller.clientHeight / ROW) + 1];
    }

    paintRows(first, end) {
        this.context.clearRect(0, first * ROW, this.canvas.clientWidth, (end - first) * ROW);
        for (const row of this.rows.slice(first, end))
            row?.forEach((box) => this.paintBox(this.context, box));
    }

    paintBox(context, box) {
        const fn = this.flame.tree.fn[box.node];
        const y = box.depth * ROW;
        const dim = this.found && (box.merged > 0 || !this.found[fn]);

        context.globalAlpha = dim ? 0.22 : 1;
        context.fillStyle = box.merged > 0 ? this.theme.colors['kind-none'] : this.colorOf(box);
        context.fillRect(box.x, y, Math.max(box.width - 0.6, 0.8), ROW - 1);
        if (fn >= 0 && fn === this.selection.state.fn && box.merged === 0) {
            context.strokeStyle = this.theme.colors.accent;
            context.lineWidth = 2;
            context.strokeRect(box.x + 1, y + 1, Math.max(box.width - 2.6, 0.5), ROW - 3);
        }
        if (box.width > 26)
            this.paintText(context, box, y);
        context.globalAlpha = 1;
    }

    paintText(context, box, y) {
        const room = Math.floor((box.width - 2 * PAD) / this.letter);

        context.fillStyle = this.theme.colors['flame-text'];
        context.fillText(cut(this.nameOf(box), room), box.x + PAD, y + ROW / 2);
    }

    colorOf(box) {
        const fn = this.flame.tree.fn[box.node];
        const color = this.model.colorOf(this.selection.state);

        if (color === 'change' && this.flame.before)
            return changeColor(this.changeOf(box), this.theme.colors);
        if (color === 'imbalance' && this.knowsPeaks())
            return imbalanceColor(this.imbalanceOf(box.node), this.theme.colors['kind-user'],
                this.theme.colors['kind-mpi']);
        if (!this.colors.has(fn)) {
            const base = this.theme.colors[`kind-${this.model.kinds[fn]}`];
            const {module, name} = this.profile.functions[fn];

            this.colors.set(fn, shade(base, `${module} ${name}`));
        }
        return this.colors.get(fn);
    }

    changeOf(box) {
        return changeOf(box.total, this.flame.before[box.node],
            this.model.periodsOf(this.selection.state.metric));
    }

    /** The largest value of a rank at a node is known of the first metric and all ranks. */
    knowsPeaks() {
        const {state} = this.selection;

        return state.metric === 0 && !state.ranks && this.flame.view === 'down';
    }

    imbalanceOf(node) {
        const total = this.flame.total[node];

        return total > 0 ? this.profile.peaks.max[node] * this.profile.ranks.count / total : 1;
    }

    nameOf(box) {
        const fn = this.flame.tree.fn[box.node];

        return box.merged > 0 ? `${box.merged} merged` : this.profile.functions[fn].name;
    }

    /* ---- what is under the pointer ---- */

    hover(at) {
        const box = at && boxAt(this.rows, at.x, at.y);
        const context = this.over.getContext('2d');

        context.clearRect(0, 0, this.over.width, this.over.height);
        this.hovered = box;
        this.over.style.cursor = box ? 'pointer' : 'default';
        if (box)
            this.mark(context, box);
        this.describe(box ?? this.rowOfZoomed());
    }

    /** Outlines the box, and all others of its function. */
    mark(context, box) {
        const fn = this.flame.tree.fn[box.node];

        context.strokeStyle = this.theme.colors.hover;
        for (const other of this.boxes) {
            if (other !== box && (box.merged > 0 || other.merged > 0 || this.flame.tree.fn[other.node] !== fn))
                continue;
            context.lineWidth = other === box ? 2 : 1;
            context.strokeRect(other.x + 0.5, other.depth * ROW + 0.5, Math.max(other.width - 1.6, 1),
                ROW - 2);
        }
    }

    rowOfZoomed() {
        return this.boxes.find((box) => box.node === this.zoomed) ?? null;
    }

    describe(box) {
        if (!box) {
            fill(this.line, 'No value of this metric here.');
            return;
        }
        const {unit, factor} = this.profile.metrics[this.selection.state.metric];
        const ranks = this.model.rankCount(this.selection.state);
        const mean = valueOf(box.total * factor / ranks, unit);

        fill(this.line,
            el('strong', {}, box.merged > 0 ? `${plural(box.merged, 'call path')} merged` : this.nameOf(box)),
            el('span', {}, `${percent(box.total / this.flame.whole)} of all`),
            el('span', {}, ranks > 1 ? `${mean} a rank` : mean),
            ...this.details(box));
    }

    details(box) {
        const fn = this.profile.functions[this.flame.tree.fn[box.node]];

        if (box.merged > 0)
            return [el('span.weak', {}, 'too narrow to draw, or less than 0.01 %')];
        return [
            ...this.detailsBefore(box),
            box.total > 0 && this.flame.self[box.node] > 0
                ? el('span', {}, `self ${percent(this.flame.self[box.node] / this.flame.whole)}`) : null,
            this.knowsPeaks() && this.profile.ranks.count > 1
                ? el('span', {}, `max/mean ${this.imbalanceOf(box.node).toFixed(2)} on rank ` +
                    `${this.profile.peaks.worst[box.node]}`) : null,
            fn.module ? el('span.weak', {}, baseName(fn.module)) : null,
            fn.line ? el('span.weak', {}, `${baseName(fn.file)}:${fn.line}`) : null,
        ];
    }

    detailsBefore(box) {
        const {unit, factor} = this.profile.metrics[this.selection.state.metric];
        const before = this.flame.before?.[box.node];

        if (before === undefined)
            return [];
        return [
            el('span', {}, `${valueOf(before * factor / this.profile.ranks.count, unit)} before, ` +
                changeText(box.total, before)),
            this.changeOf(box).sure ? null : el('span.weak', {}, 'no more than counting samples makes'),
        ];
    }

    /* ---- what is chosen ---- */

    /** One click zooms and selects; one more on the same box goes back up. */
    click(at) {
        const box = boxAt(this.rows, at.x, at.y);

        if (box && box.merged === 0)
            this.choose(box.node === this.zoomed ? this.flame.tree.parent[box.node] : box.node);
    }

    choose(node) {
        const fn = this.flame.tree.fn[node];

        // Callers and callees are of the selected function: going elsewhere in them keeps it.
        this.selection.set(this.flame.view === 'down' && fn >= 0
            ? {node, fn: node === 0 ? -1 : fn}
            : {node});
    }

    up() {
        this.choose(this.flame.tree.parent[this.zoomed]);
    }

    /** Arrows walk through the tree. */
    key(event) {
        const {tree} = this.flame;
        const at = this.zoomed;
        const to = {
            ArrowUp: tree.parent[at],
            ArrowDown: at + 1 < tree.end[at] ? at + 1 : at,
            ArrowRight: tree.end[at] < tree.end[tree.parent[at]] ? tree.end[at] : at,
            ArrowLeft: this.before(at),
        }[event.key];

        if (to === undefined)
            return;
        event.preventDefault();
        if (tree.fn[to] >= 0)
            this.choose(to);
    }

    before(node) {
        const {tree} = this.flame;
        let at = node - 1;

        if (node === 0 || at === tree.parent[node])
            return node;
        while (tree.parent[at] !== tree.parent[node])
            at = tree.parent[at];
        return at;
    }

    legend() {
        const {state} = this.selection;

        const color = this.model.colorOf(state);

        if (color === 'change' && this.flame.before)
            return [el('span.weak', {}, 'half'), el('span.ramp.change'), el('span.weak', {}, 'twice of before'),
                el('span.key', {}, el('i.dot.kind-none'), 'no more than counting samples makes')];
        if (color === 'imbalance' && this.knowsPeaks())
            return [el('span.weak', {}, 'even'), el('span.ramp'), el('span.weak', {}, 'max/mean 3')];
        const used = new Set(this.boxes.filter((box) => box.merged === 0)
            .map((box) => this.model.kinds[this.flame.tree.fn[box.node]]));

        return Object.keys(KINDS).filter((kind) => used.has(kind))
            .map((kind) => el('span.key', {}, el('i', {className: `dot kind-${kind}`}), KINDS[kind]));
    }

    update() {
        const {state} = this.selection;
        const fn = state.fn >= 0 ? cut(this.profile.functions[state.fn].name, 60) : '';

        this.draw();
        fill(byId('flame-legend'), ...this.legend());
        byId('flame-of').textContent = {
            down: 'from the top down',
            callers: `callers of ${fn}`,
            callees: `what ${fn} calls`,
        }[this.flame.view];
        for (const button of document.querySelectorAll('[data-view]')) {
            button.setAttribute('aria-pressed', String(button.dataset.view === this.flame.view));
            button.disabled = button.dataset.view !== 'down' && state.fn < 0;
        }
        for (const button of document.querySelectorAll('[data-color]')) {
            button.setAttribute('aria-pressed', String(button.dataset.color === this.model.colorOf(state)));
            button.hidden = button.dataset.color === 'change' && !this.profile.report.diff;
        }
    }
}
