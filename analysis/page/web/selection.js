// selection.js: what is selected: one state for all views, kept in the address of the page.
// SPDX-License-Identifier: Apache-2.0

/** Nothing is selected. `ranks` and `time` are [first, last] of rows and columns; fn a number. */
export const NOTHING = Object.freeze({
    metric: 0,
    ranks: null,
    time: null,
    fn: -1,
    node: 0,
    search: '',
    view: 'down', // down, callers, callees
    color: 'usual', // kind, imbalance, change; usual: change where there is a run before, else kind
    cell: 'max', // max, mean
    layer: -1, // -1: that of the metric
    order: 'rank', // rank, value
});

const isRange = /^(\d+)-(\d+)$/;

const toRange = (text) => {
    const match = isRange.exec(text);

    return match && Number(match[1]) <= Number(match[2])
        ? [Number(match[1]), Number(match[2])]
        : null;
};

/** How each member is written in the address, and read; readers return null for what is wrong. */
const fields = {
    metric: {write: (n, names) => names.metrics[n], read: (t, names) => names.metrics.indexOf(t)},
    ranks: {write: (range) => range.join('-'), read: toRange},
    time: {write: (range) => range.join('-'), read: toRange},
    fn: {write: (n, names) => names.functions[n], read: (t, names) => names.functions.indexOf(t)},
    node: {write: String, read: (t) => (/^\d+$/.test(t) ? Number(t) : null)},
    search: {write: String, read: String},
    view: {write: String, read: (t) => (['down', 'callers', 'callees'].includes(t) ? t : null)},
    color: {write: String, read: (t) => (['kind', 'imbalance', 'change'].includes(t) ? t : null)},
    cell: {write: String, read: (t) => (['max', 'mean'].includes(t) ? t : null)},
    layer: {write: String, read: (t) => (/^\d+$/.test(t) ? Number(t) : null)},
    order: {write: String, read: (t) => (['rank', 'value'].includes(t) ? t : null)},
};

/** "#metric=cycles&ranks=0-15": what differs from nothing selected. */
export function toHash(state, names) {
    const parts = Object.keys(fields)
        .filter((key) => JSON.stringify(state[key]) !== JSON.stringify(NOTHING[key]))
        .map((key) => `${key}=${encodeURIComponent(fields[key].write(state[key], names))}`);

    return parts.length > 0 ? `#${parts.join('&')}` : '';
}

function decoded(text) {
    try {
        return decodeURIComponent(text);
    } catch {
        return '';
    }
}

/** The state that an address tells; what it does not know or cannot be is left out. */
export function fromHash(hash, names) {
    const state = {...NOTHING};

    for (const part of hash.replace(/^#/, '').split('&')) {
        const [key, value = ''] = part.split('=');
        const read = Object.hasOwn(fields, key) ? fields[key].read(decoded(value), names) : null;

        if (read !== null && read !== -1)
            state[key] = read;
    }
    return state;
}

/** Tells its listeners of each change, with the old state. */
export class Selection {
    constructor(state) {
        this.state = state;
        this.listeners = [];
    }

    listen(listener) {
        this.listeners.push(listener);
    }

    /** @param {Partial<typeof NOTHING>} change */
    set(change) {
        const before = this.state;

        this.state = {...before, ...change};
        if (JSON.stringify(before) !== JSON.stringify(this.state))
            this.listeners.forEach((listener) => listener(this.state, before));
    }

    clear() {
        const {metric, color, cell, order, layer} = this.state;

        this.set({...NOTHING, metric, color, cell, order, layer});
    }
}
