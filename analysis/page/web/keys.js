// keys.js: what keys do, in one table that the help shows too.
// SPDX-License-Identifier: Apache-2.0

import {byId, el, fill} from './dom.js';

const KEYS = [
    ['/', 'search functions and modules'],
    ['Esc', 'select nothing'],
    ['u', 'one call up'],
    ['m', 'the next metric'],
    ['c', 'callers of the selected function; again: what it calls; again: from the top'],
    ['i', 'colour by kind, imbalance or change'],
    ['s', 'ranks sorted by value, or in their order'],
    ['t', 'dark or light'],
    ['?', 'this help'],
    ['arrows', 'walk through the flame graph when it has the focus'],
];
const VIEWS = ['down', 'callers', 'callees'];

export class Keys {
    constructor(context) {
        Object.assign(this, context);
        fill(byId('keys-list'), ...KEYS.flatMap(([key, meaning]) =>
            [el('dt', {}, el('kbd', {}, key)), el('dd', {}, meaning)]));
        document.addEventListener('keydown', (event) => this.press(event));
    }

    actions() {
        const {selection, profile, flame} = this;
        const {state} = selection;

        return {
            '/': () => byId('search').focus(),
            Escape: () => selection.clear(),
            u: () => flame.up(),
            m: () => selection.set({metric: (state.metric + 1) % profile.metrics.length, layer: -1}),
            c: () => state.fn >= 0 &&
                selection.set({view: VIEWS[(VIEWS.indexOf(state.view) + 1) % VIEWS.length], node: 0}),
            i: () => selection.set({color: this.nextColor()}),
            s: () => selection.set({order: state.order === 'rank' ? 'value' : 'rank'}),
            t: () => this.theme.toggle(),
            '?': () => byId('keys').showModal(),
        };
    }

    nextColor() {
        const known = this.profile.report.diff ? ['kind', 'imbalance', 'change'] : ['kind', 'imbalance'];
        const at = known.indexOf(this.model.colorOf(this.selection.state));

        return known[(at + 1) % known.length];
    }

    press(event) {
        const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;

        if (event.ctrlKey || event.altKey || event.metaKey || byId('keys').open)
            return;
        if (typing && event.key === 'Escape')
            event.target.blur();
        const action = (!typing || event.key === 'Escape') && this.actions()[event.key];

        if (action) {
            event.preventDefault();
            action();
        }
    }

    update() {}
}
