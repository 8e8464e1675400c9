// controls.js: the bar on top: metric, search, what is selected, and how to get rid of it.
// SPDX-License-Identifier: Apache-2.0

import {byId, el, fill} from './dom.js';
import {clock} from './scale.js';
import {cut, percent} from './format.js';
import {layerOf} from './heat.js';

export class Controls {
    constructor(context) {
        Object.assign(this, context);
        this.metric = byId('metric');
        this.layer = byId('layer');
        this.search = byId('search');
        fill(this.metric, ...this.profile.metrics.map((metric, i) =>
            el('option', {value: String(i)}, metric.name)));
        fill(this.layer, ...this.profile.layers.map((layer, i) =>
            el('option', {value: String(i)}, layer.metric)));
        this.listen();
    }

    listen() {
        const {selection} = this;

        this.metric.addEventListener('change',
            () => selection.set({metric: Number(this.metric.value), layer: -1}));
        this.layer.addEventListener('change', () => selection.set({layer: Number(this.layer.value)}));
        this.search.addEventListener('input', () => selection.set({search: this.search.value}));
        byId('reset').addEventListener('click', () => selection.clear());
        byId('theme').addEventListener('click', () => this.theme.toggle());
        byId('help').addEventListener('click', () => byId('keys').showModal());
        byId('keys-close').addEventListener('click', () => byId('keys').close());
        this.buttons('view', (view) => ({view, node: 0}));
        this.buttons('color', (color) => ({color}));
        this.buttons('cell', (cell) => ({cell}));
        this.buttons('order', (order) => ({order}));
        byId('print').addEventListener('click', () => window.print());
    }

    buttons(name, change) {
        for (const button of document.querySelectorAll(`[data-${name}]`))
            button.addEventListener('click', () => this.selection.set(change(button.dataset[name])));
    }

    chip(text, change) {
        return el('span.chip', {}, text, el('button', {
            ariaLabel: `do not select ${text}`, onclick: () => this.selection.set(change),
        }, '×'));
    }

    chips() {
        const {state} = this.selection;
        const {ranks, about, functions, report} = this.profile;
        const chips = [];

        if (state.ranks) {
            const [first, last] = this.model.rowsOf(state).map((row) => ranks.number[row]);

            chips.push(this.chip(first === last ? `rank ${first}` : `ranks ${first}–${last}`, {ranks: null, node: 0}));
        }
        if (state.time) {
            const [from, to] = [state.time[0], state.time[1] + 1].map((column) =>
                clock(Math.min(column * about.column_seconds, report.wall_seconds), report.wall_seconds));

            chips.push(this.chip(`time ${from}–${to}${report.wall_seconds < 120 ? ' s' : ''}`, {time: null}));
        }
        if (state.fn >= 0)
            chips.push(this.chip(cut(functions[state.fn].name, 44), {fn: -1, view: 'down', node: 0}));
        return chips;
    }

    update() {
        const {state} = this.selection;
        const share = this.model.foundShare(state);

        this.metric.value = String(state.metric);
        if (this.profile.layers.length > 0)
            this.layer.value = String(this.profile.layers.indexOf(layerOf(this.profile, state)));
        if (this.search.value !== state.search)
            this.search.value = state.search;
        byId('found').textContent = share === null ? '' : `${percent(share)} found`;
        fill(byId('chips'), ...this.chips());
        byId('reset').hidden = byId('chips').childElementCount === 0 && !state.search && state.node === 0;
    }
}
