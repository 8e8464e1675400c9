// cube.js: the call tree of some ranks only: the largest nodes, and what lies beneath each together.
// SPDX-License-Identifier: Apache-2.0

import {makeTree} from './tree.js';

/**
 * The tree whose nodes have rows in the cube, and the row of each. A node with two rows gets a leaf
 * for its second one after its children, which stands for all that has no row beneath it.
 * @param {Uint8Array} ownRows how many rows each node of `tree` has
 */
export function cubeOf(tree, ownRows) {
    const made = {parent: [], fn: [], hidden: [], row: []};
    const open = []; // nodes with rows that are not ended: {end, place, row, has two, how many beneath}
    let row = 0;

    const add = (parent, fn, hidden, ofRow) => {
        made.parent.push(parent);
        made.fn.push(fn);
        made.hidden.push(hidden);
        made.row.push(ofRow);
        return made.row.length - 1;
    };
    const close = (until) => {
        while (open.length > 0 && open.at(-1).end <= until) {
            const {place, row: own, two, beneath} = open.pop();

            if (two)
                add(place, -1, beneath, own + 1);
        }
    };

    for (let i = 0; i < tree.count; i++) {
        close(i);
        if (ownRows[i] === 0) {
            open.at(-1).beneath += tree.hidden[i] || 1;
            continue;
        }
        const place = add(open.at(-1)?.place ?? 0, tree.fn[i], 0, row);

        open.push({end: tree.end[i], place, row, two: ownRows[i] === 2, beneath: 0});
        row += ownRows[i];
    }
    close(tree.count);
    return {
        tree: makeTree(Uint32Array.from(made.parent), Int32Array.from(made.fn),
            Uint32Array.from(made.hidden)),
        row: Uint32Array.from(made.row),
    };
}

/** Exclusive values of the cube's tree in bins `first` to `last`. */
export function selfOfBins(rows, cells, bins, first, last) {
    return Float64Array.from(rows, (row) => {
        let sum = 0;

        for (let bin = first; bin <= last; bin++)
            sum += cells[row * bins + bin];
        return sum;
    });
}
