// findings.js: what to look at first, and what differs between nodes that should be equal.
// SPDX-License-Identifier: Apache-2.0

import {byId, el, fill, table} from './dom.js';
import {percent} from './format.js';

/** A finding: {text, share, ranks, function, evidence, hint}; only the text must be there. */
function findingOf(finding, select) {
    const evidence = [finding.evidence ?? []].flat();

    return el('li', {},
        el('div', {},
            finding.share === undefined || finding.share === null ? null
                : el('strong.share', {}, `up to ${percent(finding.share)}`),
            el('span', {}, finding.text)),
        ...evidence.map((line) => el('div.weak', {}, String(line))),
        finding.hint ? el('div.weak', {}, `→ ${finding.hint}`) : null,
        finding.ranks || finding.function
            ? el('button.link', {onclick: () => select(finding)}, 'show') : null);
}

/** A discrepancy: {what, value, ranks, nodes, usual}. */
function discrepancies(rows) {
    return table([
        {title: 'what', cell: (row) => String(row.what ?? '')},
        {title: 'here', cell: (row) => String(row.value ?? '')},
        {title: 'elsewhere', cell: (row) => String(row.usual ?? '')},
        {title: 'ranks', cell: (row) => String(row.ranks ?? '')},
        {title: 'nodes', cell: (row) => String(row.nodes ?? '')},
    ], rows);
}

export class Findings {
    constructor({profile, selection}) {
        const {findings, discrepancies: differences} = profile.report;
        const select = (finding) => selection.set(selectionOf(finding, profile));

        byId('findings-card').hidden = findings.length === 0;
        fill(byId('findings'), ...findings.map((finding) => findingOf(finding, select)));
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
    const first = profile.ranks.number.indexOf(Number.parseInt(finding.ranks, 10));

    if (fn >= 0)
        change.fn = fn;
    if (first >= 0)
        change.ranks = [first, first];
    return change;
}
