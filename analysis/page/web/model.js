// model.js: what the views show of the profile under the selection; computed once for each change.
// SPDX-License-Identifier: Apache-2.0

import {byFunction, calleesOf, callersOf, matchedTotal, outermostOf, placesOf, totalsOf} from './tree.js';
import {selfOfBins} from './cube.js';
import {kindOf} from './kinds.js';

/** Bins of `bins` neighbours among `count`: where bin `bin` begins, as in page_ranks.c. */
export function binStart(count, bins, bin) {
    return Math.floor(bin * count / bins);
}

/** The bin of row `row`. */
export function binOf(count, bins, row) {
    let bin = Math.floor(row * bins / count);

    while (binStart(count, bins, bin + 1) <= row)
        bin++;
    return bin;
}

export class Model {
    constructor(profile) {
        this.profile = profile;
        this.outermost = outermostOf(profile.tree);
        this.kinds = profile.functions.map(kindOf);
        this.cache = new Map();
    }

    /** What `make` returned for this key the last time. */
    once(name, key, make) {
        const text = JSON.stringify(key);
        const known = this.cache.get(name);

        if (known?.text === text)
            return known.value;
        const value = make();

        this.cache.set(name, {text, value});
        return value;
    }

    /** The bins of the cube that the selected ranks lie in: whole bins, so that sums are right. */
    binsOf(state) {
        const {about, ranks} = this.profile;

        return state.ranks && [
            binOf(ranks.count, about.cube_bins, Math.min(state.ranks[0], ranks.count - 1)),
            binOf(ranks.count, about.cube_bins, Math.min(state.ranks[1], ranks.count - 1)),
        ];
    }

    /** The rows of ranks, widened to whole bins; of all ranks when none are selected. */
    rowsOf(state) {
        const {about, ranks} = this.profile;
        const bins = this.binsOf(state);

        return bins
            ? [binStart(ranks.count, about.cube_bins, bins[0]),
                binStart(ranks.count, about.cube_bins, bins[1] + 1) - 1]
            : [0, ranks.count - 1];
    }

    rankCount(state) {
        const [first, last] = this.rowsOf(state);

        return last - first + 1;
    }

    /** A tree with exclusive and inclusive values: of the selected metric and ranks. */
    values(state) {
        const bins = this.binsOf(state);

        return this.once('values', [state.metric, bins], () => {
            const {tree, outermost, self} = bins
                ? this.treeOfBins(state, bins)
                : {tree: this.profile.tree, outermost: this.outermost,
                    self: this.profile.metrics[state.metric].self};

            return {tree, outermost, self, total: totalsOf(tree, self),
                before: bins ? null : this.beforeOf(state.metric)};
        });
    }

    /** Inclusive values of the run before, what is gone with them; null: it did not count this. */
    beforeOf(metric) {
        const {before} = this.profile.metrics[metric];

        return before && totalsOf(this.profile.tree, before.self.map((value, i) => value + before.gone[i]));
    }

    /** What one sample stands for, in this run and the one before. */
    periodsOf(metric) {
        const {value} = this.profile.metrics[metric];
        const {old: before, new: now} = this.profile.report.diff;

        return {now: value / now.samples, before: this.profile.about.before[metric] / before.samples};
    }

    /** By what the flame graph is coloured, as far as it is known. */
    colorOf(state) {
        const isDiff = this.profile.report.diff !== undefined;
        const color = state.color === 'usual' ? (isDiff ? 'change' : 'kind') : state.color;

        return color === 'change' && !isDiff ? 'kind' : color;
    }

    treeOfBins(state, [first, last]) {
        const {cube, metrics, about} = this.profile;

        this.cubeOutermost ??= outermostOf(cube.tree);
        return {
            tree: cube.tree,
            outermost: this.cubeOutermost,
            self: selfOfBins(cube.row, metrics[state.metric].cells, about.cube_bins, first, last),
        };
    }

    /** Rows of the table of functions, unsorted, and what the others are together. */
    table(state) {
        return this.once('table', [state.metric, this.binsOf(state)], () =>
            (state.ranks ? this.tableOfBins(state) : this.tableOfAll(state)));
    }

    tableOfAll(state) {
        const {metrics, functions, about, ranks} = this.profile;
        const {table, rest, value} = metrics[state.metric];
        const rows = functions.slice(0, about.tabulated)
            .filter((fn) => table.total[fn.number] > 0)
            .map((fn) => ({
                fn,
                self: table.self[fn.number],
                total: table.total[fn.number],
                imbalance: table.self[fn.number] > 0
                    ? table.max[fn.number] * ranks.count / table.self[fn.number] : 0,
                worst: table.worst[fn.number],
            }));

        return {rows, rest, value};
    }

    tableOfBins(state) {
        const {functions, about} = this.profile;
        const {tree, outermost, self, total} = this.values(state);
        const sums = byFunction(tree, self, total, outermost, functions.length);
        const rows = functions.filter((fn) => sums.total[fn.number] > 0)
            .map((fn) => ({
                fn,
                self: sums.self[fn.number],
                total: sums.total[fn.number],
                ...this.worstBin(state, fn.number),
            }));
        const shown = rows.reduce((sum, row) => sum + row.self, 0);

        return {
            rows,
            rest: {functions: Math.max(0, about.functions - rows.length), self: total[0] - shown},
            value: total[0],
        };
    }

    /** The largest mean of a bin by the mean of the selected ones. */
    worstBin(state, fn) {
        const {about, ranks} = this.profile;
        const [first, last] = this.binsOf(state);
        const values = this.byBin(state, fn).slice(first, last + 1);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const max = Math.max(...values);

        return {
            imbalance: mean > 0 ? max / mean : 0,
            worst: ranks.number[binStart(ranks.count, about.cube_bins, first + values.indexOf(max))],
        };
    }

    /** The exclusive value of a function in each bin of ranks, as the mean of a rank. */
    byBin(state, fn) {
        const rows = this.cubeRowsOf(fn);
        const {metrics, about, ranks} = this.profile;
        const {cells} = metrics[state.metric];

        return Array.from({length: about.cube_bins}, (_, bin) => {
            const size = binStart(ranks.count, about.cube_bins, bin + 1) -
                binStart(ranks.count, about.cube_bins, bin);

            return rows.reduce((sum, row) => sum + cells[row * about.cube_bins + bin], 0) / size;
        });
    }

    cubeRowsOf(fn) {
        this.rowsByFunction ??= this.indexCube();
        return this.rowsByFunction.get(fn) ?? [];
    }

    indexCube() {
        const {tree, row} = this.profile.cube;
        const index = new Map();

        for (let i = 0; i < tree.count; i++) {
            if (!index.has(tree.fn[i]))
                index.set(tree.fn[i], []);
            index.get(tree.fn[i]).push(row[i]);
        }
        return index;
    }

    /** The tree that the flame graph draws: all, or callers or callees of the function. */
    flame(state) {
        const view = state.fn < 0 ? 'down' : state.view;

        return this.once('flame', [state.metric, this.binsOf(state), view, view !== 'down' && state.fn],
            () => {
                const {tree, outermost, self, total, before} = this.values(state);

                if (view === 'down')
                    return {...this.placed({tree, self}, total, view), before};
                const made = view === 'callers'
                    ? callersOf(tree, total, outermost, state.fn)
                    : calleesOf(tree, self, outermost, state.fn);

                return this.placed(made, totalsOf(made.tree, made.self), view);
            });
    }

    placed({tree, self}, total, view) {
        return {tree, self, total, place: placesOf(tree, total), whole: this.wholeOf(view, total), view,
            before: null};
    }

    /** What shares of the flame graph are of. */
    wholeOf(view, total) {
        return view === 'down' ? total[0] : this.cache.get('values').value.total[0];
    }

    /** Which functions the search finds; null when nothing is searched for. */
    found(state) {
        return this.once('found', state.search, () => {
            const pattern = patternOf(state.search);

            return pattern && Uint8Array.from(this.profile.functions,
                (fn) => (pattern.test(fn.name) || pattern.test(fn.module) ? 1 : 0));
        });
    }

    /** The share of everything that is found, counted once. */
    foundShare(state) {
        const found = this.found(state);
        const {tree, total} = this.values(state);

        return found && matchedTotal(tree, total, (fn) => found[fn]) / total[0];
    }
}

/** A search is a regular expression where it is one, else the text itself; capitals do not matter. */
export function patternOf(search) {
    if (!search)
        return null;
    try {
        return new RegExp(search, 'i');
    } catch {
        return new RegExp(search.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i');
    }
}
