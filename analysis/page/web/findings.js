// findings.js: what to look at first, and what differs between nodes that should be equal.
// SPDX-License-Identifier: Apache-2.0

import {byId, el, fill, table} from './dom.js';
import {numbers, percent} from './format.js';

/** A finding of the report: {text, recoverable, ranks, function, evidence, hint}. */
function findingOf(finding, select) {
    return el('li', {},
        el('div', {},
            finding.recoverable === null ? null
                : el('strong.share', {}, `up to ${percent(finding.recoverable)}`),
            el('span', {}, finding.text)),
        ...finding.evidence.map((line) => el('div.weak', {}, line)),
        finding.hint ? el('div.weak', {}, `→ ${finding.hint}`) : null,
        finding.ranks.length > 0 || finding.function
            ? el('button.link', {onclick: () => select(finding)}, 'show') : null);
}

/** A discrepancy: {kind, what, value, usual, ranks, nodes}. */
function discrepancies(rows) {
    return table([
        {title: 'kind', cell: (row) => row.kind},
        {title: 'what', cell: (row) => row.what},
        {title: 'here', cell: (row) => row.value},
        {title: 'elsewhere', cell: (row) => row.usual},
        {title: 'ranks', cell: (row) => numbers(row.ranks)},
        {title: 'nodes', cell: (row) => row.nodes.join(', ')},
    ], rows);
}

export class Findings {
    constructor({profile, selection}) {
        const {findings, discrepancies: differences, looked_for: looked} = profile.report;
        const select = (finding) => selection.set(selectionOf(finding, profile));

        fill(byId('findings'), ...findings.map((finding) => findingOf(finding, select)));
        fill(byId('noise'), findings.length > 0 ? '' : `Nothing found at this noise; ${looked.noise}.`);
        byId('differences').hidden = differences.length === 0;
        if (differences.length > 0)
            fill(byId('differences-table'), discrepancies(differences));
    }

    update() {}
}

/** What a finding is about, as a selection. */
export function selectionOf(finding, profile) {
    const change = {node: 0};
    const fn = profile.functions.findIndex((one) => one.name === finding.function);
    const first = profile.ranks.number.indexOf(finding.ranks[0]);

    if (fn >= 0)
        change.fn = fn;
    if (first >= 0)
        change.ranks = [first, first];
    return change;
}
