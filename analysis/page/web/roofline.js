// roofline.js: whether functions are bound by memory or by computing: log by log, area is time.
// SPDX-License-Identifier: Apache-2.0

import {byId, el, fill} from './dom.js';
import {pointerIn, sized, whenWidthChanges} from './canvas.js';
import {cut, digits, percent, seconds} from './format.js';

const GIGA = 1e9;
const HEIGHT = 300;
const LEFT = 58;
const BELOW = 34;
const ABOVE = 14;
const RIGHT = 20;
const LARGEST = 22; // radius of the function with most time
const SMALLEST = 3;
const COLORS = {memory: 'kind-mpi', computing: 'kind-user'}; // by what bounds

/** The whole decades that hold all of the values. */
export function decades(values) {
    const logs = values.filter((value) => value > 0).map(Math.log10);

    return [Math.floor(Math.min(...logs)), Math.ceil(Math.max(...logs) + 1e-9)];
}

/** Operations a second that an intensity allows. */
export function roofAt(intensity, {peak_flops: flops, peak_bandwidth: bandwidth}) {
    return Math.min(flops, intensity * bandwidth);
}

export class Roofline {
    constructor(context) {
        Object.assign(this, context);
        this.roofline = this.profile.report.roofline;
        this.canvas = byId('roofline-canvas');
        const {points, needs} = this.roofline;

        byId('roofline-needs').textContent = points.length > 0 ? ''
            : `Not counted: ${needs ? `rankprof run -e ${needs}` : 'the events of a metric intensity'}, ` +
              'where rankprof events has them.';
        this.canvas.parentElement.hidden = points.length === 0;
        if (points.length === 0)
            return;
        fill(byId('roofline-legend'), ...Object.entries(COLORS).map(([bound, kind]) =>
            el('span.key', {}, el('i', {className: `dot ${kind}`}), bound)));
        this.canvas.addEventListener('pointermove', (event) => this.describe(this.pointAt(event)));
        this.canvas.addEventListener('pointerleave', () => this.describe(null));
        this.canvas.addEventListener('click', (event) => this.choose(this.pointAt(event)));
        whenWidthChanges(this.canvas.parentElement, () => this.draw());
        this.theme.listen(() => this.draw());
    }

    /* ---- places ---- */

    layOut() {
        const {points, peak_flops: flops, peak_bandwidth: bandwidth} = this.roofline;
        const [x0, x1] = decades([...points.map((point) => point.intensity), flops / bandwidth]);
        const [y0, y1] = decades([...points.map((point) => point.flops), flops]);
        const width = this.canvas.parentElement.clientWidth;
        const most = Math.max(...points.map((point) => point.seconds));

        this.x = (intensity) => LEFT + (Math.log10(intensity) - x0) / (x1 - x0) * (width - LEFT - RIGHT);
        this.y = (rate) => HEIGHT - BELOW - (Math.log10(rate) - y0) / (y1 - y0) * (HEIGHT - BELOW - ABOVE);
        this.ends = {x0, x1, y0, y1, width};
        this.dots = points.map((point) => ({
            point, x: this.x(point.intensity), y: this.y(point.flops),
            radius: Math.max(SMALLEST, LARGEST * Math.sqrt(point.seconds / most)),
        }));
    }

    pointAt(event) {
        const {x, y} = pointerIn(this.canvas, event);
        const under = this.dots.filter((dot) => Math.hypot(dot.x - x, dot.y - y) <= dot.radius + 2);

        return under.sort((a, b) => a.radius - b.radius)[0]?.point ?? null;
    }

    /* ---- drawing ---- */

    draw() {
        this.layOut();
        const context = sized(this.canvas, this.ends.width, HEIGHT);

        context.font = `11.5px ${this.theme.font}`;
        this.drawAxes(context);
        this.drawRoof(context);
        [...this.dots].sort((a, b) => b.radius - a.radius).forEach((dot) => this.drawDot(context, dot));
        this.describe(null);
    }

    drawAxes(context) {
        const {x0, x1, y0, y1, width} = this.ends;
        const {colors} = this.theme;

        context.strokeStyle = colors.line;
        context.fillStyle = colors['text-weak'];
        context.lineWidth = 1;
        context.textAlign = 'center';
        for (let power = x0; power <= x1; power++) {
            const x = this.x(10 ** power);

            context.strokeRect(x, ABOVE, 0, HEIGHT - BELOW - ABOVE);
            context.fillText(String(Number((10 ** power).toPrecision(1))), x, HEIGHT - BELOW + 15);
        }
        context.fillText('operations for a byte of memory traffic, at most', (LEFT + width - RIGHT) / 2, HEIGHT - 4);
        context.textAlign = 'right';
        for (let power = y0; power <= y1; power++) {
            const y = this.y(10 ** power);

            context.strokeRect(LEFT, y, width - LEFT - RIGHT, 0);
            context.fillText(`${Number((10 ** power / GIGA).toPrecision(1))} G/s`, LEFT - 6, y + 4);
        }
        context.textAlign = 'left';
    }

    drawRoof(context) {
        const {x0, x1, y0} = this.ends;
        const {peak_bandwidth: bandwidth} = this.roofline;
        const first = Math.max(10 ** x0, 10 ** y0 / bandwidth);

        context.strokeStyle = this.theme.colors.accent;
        context.lineWidth = 2;
        context.beginPath();
        context.moveTo(this.x(first), this.y(roofAt(first, this.roofline)));
        for (const intensity of [this.roofline.peak_flops / bandwidth, 10 ** x1])
            context.lineTo(this.x(intensity), this.y(roofAt(intensity, this.roofline)));
        context.stroke();
    }

    drawDot(context, {point, x, y, radius}) {
        const {colors} = this.theme;
        const {state} = this.selection;

        context.globalAlpha = 0.75;
        context.fillStyle = colors[COLORS[point.bound_by]];
        context.beginPath();
        context.arc(x, y, radius, 0, 2 * Math.PI);
        context.fill();
        context.globalAlpha = 1;
        if (state.fn >= 0 && this.profile.functions[state.fn].name === point.function) {
            context.strokeStyle = colors.hover;
            context.lineWidth = 2;
            context.stroke();
        }
    }

    /* ---- what is under the pointer ---- */

    describe(point) {
        const {peak_flops: flops, peak_bandwidth: bandwidth, flops_given: known, bandwidth_given: told} = this.roofline;
        const peak = (given) => (given ? 'as given' : 'the highest that a function reached');

        this.canvas.style.cursor = point ? 'pointer' : 'default';
        fill(byId('roofline-line'), ...(point ? [
            el('strong', {}, cut(point.function, 90)),
            el('span', {}, `${digits(point.flops / GIGA)} GFLOP/s`),
            el('span', {}, `${digits(point.flops / point.intensity / GIGA)} GB/s`),
            el('span', {}, `${percent(point.flops / point.roof)} of the roof, bound by ${point.bound_by}`),
            el('span.weak', {}, seconds(point.seconds))]
            : [el('span', {}, `of a core: ${digits(flops / GIGA)} GFLOP/s, ${peak(known)}; ` +
                `${digits(bandwidth / GIGA)} GB/s, ${peak(told)}`)]));
    }

    choose(point) {
        const fn = this.profile.functions.findIndex((one) => one.name === point?.function);

        if (fn >= 0)
            this.selection.set({fn: fn === this.selection.state.fn ? -1 : fn, node: 0});
    }

    update() {
        if (this.roofline.points.length > 0)
            this.draw();
    }
}
