// tree.js: call trees as columns in preorder: totals, layout, callers and callees of a function.
// SPDX-License-Identifier: Apache-2.0
//
// A parent stands before its children, so totals are one loop from the end and places one loop from
// the start; the descendants of node i are i + 1 to end[i] - 1.

const FAR = 64; // callers further away than this are not told apart

/**
 * @param {Uint32Array} parent of each node; of the root itself
 * @param {Int32Array} fn function of each node; -1: nodes too small to be shown, merged
 * @param {Uint32Array} hidden how many nodes a merged one stands for
 */
export function makeTree(parent, fn, hidden) {
    const count = parent.length;
    const end = new Uint32Array(count);
    const depth = new Uint16Array(count);
    let deepest = 0;

    for (let i = 1; i < count; i++) {
        depth[i] = depth[parent[i]] + 1;
        deepest = Math.max(deepest, depth[i]);
    }
    for (let i = count - 1; i >= 0; i--) {
        end[i] = Math.max(end[i], i + 1);
        if (i > 0)
            end[parent[i]] = Math.max(end[parent[i]], end[i]);
    }
    return {count, parent, fn, hidden, end, depth, deepest};
}

/** Inclusive values of all nodes. */
export function totalsOf(tree, self) {
    const total = Float64Array.from(self);

    for (let i = tree.count - 1; i > 0; i--)
        total[tree.parent[i]] += total[i];
    return total;
}

/** Where each node begins, in the unit of the totals: children in their order, own value last. */
export function placesOf(tree, total) {
    const place = new Float64Array(tree.count);
    const next = new Float64Array(tree.count);

    for (let i = 1; i < tree.count; i++) {
        const parent = tree.parent[i];

        place[i] = next[parent];
        next[i] = place[i];
        next[parent] += total[i];
    }
    return place;
}

/** For each node whether no ancestor has its function: those count for an inclusive value. */
export function outermostOf(tree) {
    const outermost = new Uint8Array(tree.count);
    const active = new Map();
    const path = [];

    for (let i = 0; i < tree.count; i++) {
        while (path.length > 0 && tree.end[path[path.length - 1]] <= i) {
            const left = path.pop();

            active.set(tree.fn[left], active.get(tree.fn[left]) - 1);
        }
        outermost[i] = active.get(tree.fn[i]) ? 0 : 1;
        active.set(tree.fn[i], (active.get(tree.fn[i]) ?? 0) + 1);
        path.push(i);
    }
    return outermost;
}

/** Values by function, exclusive and inclusive. */
export function byFunction(tree, self, total, outermost, functions) {
    const sums = {self: new Float64Array(functions), total: new Float64Array(functions)};

    for (let i = 0; i < tree.count; i++) {
        const fn = tree.fn[i];

        if (fn < 0)
            continue;
        sums.self[fn] += self[i];
        if (outermost[i])
            sums.total[fn] += total[i];
    }
    return sums;
}

/** What of everything lies in nodes that `matches` says yes to, or beneath them: counted once. */
export function matchedTotal(tree, total, matches) {
    let sum = 0;

    for (let i = 0; i < tree.count; i++) {
        if (tree.fn[i] >= 0 && matches(tree.fn[i])) {
            sum += total[i];
            i = tree.end[i] - 1;
        }
    }
    return sum;
}

/* ---- other trees made of the same nodes ---- */

/** A tree that grows: nodes by (parent, function), in any order. */
class Growing {
    constructor(fn) {
        this.nodes = [{fn, self: 0, hidden: 0, children: new Map()}];
    }

    child(parent, fn) {
        const children = this.nodes[parent].children;

        if (!children.has(fn)) {
            children.set(fn, this.nodes.length);
            this.nodes.push({fn, self: 0, hidden: 0, children: new Map()});
        }
        return children.get(fn);
    }

    totals() {
        const total = this.nodes.map((node) => node.self);

        for (let i = this.nodes.length - 1; i >= 0; i--) {
            for (const child of this.nodes[i].children.values())
                total[i] += total[child];
        }
        return total;
    }

    /** The tree in preorder, the largest children first, and its exclusive values. */
    finish() {
        const total = this.totals();
        const parent = [];
        const order = [];
        const stack = [[0, 0]];

        while (stack.length > 0) {
            const [node, above] = stack.pop();
            const place = order.length;

            order.push(node);
            parent.push(above);
            [...this.nodes[node].children.values()]
                .sort((a, b) => total[a] - total[b])
                .forEach((child) => stack.push([child, place]));
        }
        const column = (name) => order.map((node) => this.nodes[node][name]);

        return {
            tree: makeTree(Uint32Array.from(parent), Int32Array.from(column('fn')),
                Uint32Array.from(column('hidden'))),
            self: Float64Array.from(column('self')),
        };
    }
}

/** Who calls `fn`: from the function up; a node's value is what the function used for it. */
export function callersOf(tree, total, outermost, fn) {
    const growing = new Growing(fn);

    for (let i = 1; i < tree.count; i++) {
        if (tree.fn[i] !== fn || !outermost[i])
            continue;
        let node = 0;
        let above = tree.parent[i];

        for (let far = 0; above !== 0 && far < FAR; far++) {
            node = growing.child(node, tree.fn[above]);
            above = tree.parent[above];
        }
        growing.nodes[node].self += total[i];
    }
    return growing.finish();
}

/** What `fn` calls: the subtrees of all its outermost nodes as one. */
export function calleesOf(tree, self, outermost, fn) {
    const growing = new Growing(fn);

    for (let i = 1; i < tree.count; i++) {
        if (tree.fn[i] !== fn || !outermost[i])
            continue;
        const place = new Map([[i, 0]]);

        growing.nodes[0].self += self[i];
        for (let below = i + 1; below < tree.end[i]; below++) {
            const node = growing.child(place.get(tree.parent[below]), tree.fn[below]);

            place.set(below, node);
            growing.nodes[node].self += self[below];
            growing.nodes[node].hidden += tree.hidden[below];
        }
    }
    return growing.finish();
}
