// hotspots.js: the table of functions: sorted, filtered by the search, with what is left out.
// SPDX-License-Identifier: Apache-2.0

import {bar, byId, el, fill} from './dom.js';
import {baseName, count, percent, valueOf} from './format.js';

const SHOWN = 60; // rows, until more are asked for

export class Hotspots {
    constructor(context) {
        Object.assign(this, context);
        this.sort = {key: 'self', falling: true};
        this.shown = SHOWN;
        byId('hotspots-more').addEventListener('click', () => {
            this.shown *= 4;
            this.update();
        });
    }

    columns() {
        const {unit, factor} = this.profile.metrics[this.selection.state.metric];
        const ranks = this.model.rankCount(this.selection.state);
        const {value} = this.model.table(this.selection.state);

        return [
            {key: 'self', title: 'self', hint: 'share of everything, in the function itself', number: true,
                cell: (row) => bar(row.self / value, percent(row.self / value))},
            {key: 'total', title: 'total', hint: 'with what it calls', number: true,
                cell: (row) => percent(row.total / value)},
            {key: 'mean', title: 'a rank', hint: 'mean self of a rank', number: true,
                cell: (row) => valueOf(row.self * factor / ranks, unit)},
            {key: 'imbalance', title: 'max/mean', hint: 'self of the worst rank by the mean', number: true,
                cell: (row) => imbalanceCell(row, ranks)},
            {key: 'name', title: 'function', cell: (row) => this.nameCell(row.fn)},
        ];
    }

    nameCell(fn) {
        const where = fn.line ? `${fn.module}\n${fn.file}:${fn.line}` : fn.module;

        return el('span.name', {title: `${fn.name}\n${where}`},
            el('i', {className: `dot kind-${this.model.kinds[fn.number]}`}),
            el('span.long', {}, fn.name),
            fn.module ? el('span.weak', {}, ` ${baseName(fn.module)}`) : null);
    }

    sorted(rows) {
        const keys = {
            self: (row) => row.self,
            mean: (row) => row.self,
            total: (row) => row.total,
            imbalance: (row) => row.imbalance,
            name: (row) => row.fn.name,
        };
        const key = keys[this.sort.key];
        const sign = this.sort.falling ? -1 : 1;

        return [...rows].sort((a, b) => {
            const [left, right] = [key(a), key(b)];

            return left === right ? b.self - a.self : sign * (left < right ? -1 : 1);
        });
    }

    head(column) {
        const active = this.sort.key === column.key;
        const button = el('button.sort', {
            title: column.hint ?? '',
            onclick: () => {
                this.sort = {key: column.key, falling: active ? !this.sort.falling : column.key !== 'name'};
                this.update();
            },
        }, column.title, active ? (this.sort.falling ? ' ▾' : ' ▴') : '');

        return el('th', {
            scope: 'col',
            className: column.number ? 'number' : '',
            ariaSort: active ? (this.sort.falling ? 'descending' : 'ascending') : 'none',
        }, button);
    }

    row(row, columns) {
        const {state} = this.selection;
        const chosen = row.fn.number === state.fn;

        return el('tr', {
            className: chosen ? 'chosen' : '',
            tabIndex: 0,
            onclick: () => this.choose(row.fn.number),
            onkeydown: (event) => event.key === 'Enter' && this.choose(row.fn.number),
        }, ...columns.map((column) =>
            el('td', {className: column.number ? 'number' : ''}, column.cell(row))));
    }

    choose(fn) {
        const {state} = this.selection;

        this.selection.set({fn: fn === state.fn ? -1 : fn, node: 0});
    }

    update() {
        const {state} = this.selection;
        const {rows, rest, value} = this.model.table(state);
        const found = this.model.found(state);
        const columns = this.columns();
        const matching = this.sorted(rows.filter((row) => !found || found[row.fn.number]));
        const shown = matching.slice(0, this.shown);
        const left = matching.slice(this.shown);
        const hidden = left.reduce((sum, row) => sum + row.self, 0) + (found ? 0 : rest.self);
        const others = left.length + (found ? 0 : rest.functions);

        fill(byId('hotspots-table'),
            el('thead', {}, el('tr', {}, ...columns.map((column) => this.head(column)))),
            el('tbody', {}, ...shown.map((row) => this.row(row, columns))));
        byId('hotspots-rest').textContent = others > 0
            ? `${count(others)} more: ${percent(hidden / value)}` : '';
        byId('hotspots-more').hidden = left.length === 0;
    }
}

function imbalanceCell(row, ranks) {
    if (ranks < 2 || row.imbalance === 0)
        return '–';
    const mark = row.imbalance >= 1.9 ? 'alarm' : row.imbalance >= 1.5 ? 'warn' : '';

    return el('span', {className: mark, title: `largest on rank ${row.worst}`},
        `${row.imbalance.toFixed(2)}×`, el('span.weak', {}, ` r${row.worst}`));
}
