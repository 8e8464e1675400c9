// quality.js: how far the profile can be trusted: scores, metrics, what was left out.
// SPDX-License-Identifier: Apache-2.0

import {byId, el, fill, table} from './dom.js';
import {count, percent, valueOf} from './format.js';

const SHARES = {
    stacks_complete: 'stacks followed to their start',
    symbols_resolved: 'samples in code with a name',
    lost: 'samples known to be missing',
    overhead: 'CPU time of the profiler',
    ranks_missing: 'ranks that are not in this profile',
};
const COUNTS = {
    overruns: 'timer expirations merged into one sample',
    refused_contexts: 'samples given to an ancestor, tree full',
    refused_threads: 'threads that could not be sampled',
    refused_processes: 'processes that could not be followed',
    damaged: 'entries left out as damaged',
};

function shares(quality) {
    return table([
        {title: 'share', number: true, cell: ([key]) => percent(quality[key])},
        {title: 'of what', cell: ([, meaning]) => meaning},
    ], Object.entries(SHARES).filter(([key]) => key in quality));
}

function counts(quality) {
    const rows = Object.entries(COUNTS).filter(([key]) => quality[key] > 0);

    return rows.length > 0 ? table([
        {title: 'number', number: true, cell: ([key]) => count(quality[key])},
        {title: 'of what', cell: ([, meaning]) => meaning},
    ], rows) : el('p.weak', {}, 'Nothing was refused, and nothing is damaged.');
}

function metrics(rows) {
    return table([
        {title: 'metric', cell: (row) => row.name},
        {title: 'total', number: true,
            cell: (row) => (row.total === null ? '–' : valueOf(row.total, row.unit))},
        {title: 'source', cell: (row) => row.source},
        {title: 'ranks', number: true, cell: (row) => count(row.counted_ranks)},
        {title: 'remark', cell: (row) => [
            row.refused_ranks > 0 ? `refused on ${count(row.refused_ranks)} ranks` : '',
            row.dead_ranks > 0 ? `dead on ${count(row.dead_ranks)} ranks` : '',
            row.multiplexed_ranks > 0 ? `multiplexed on ${count(row.multiplexed_ranks)} ranks` : '',
            row.reason ?? '',
        ].filter(Boolean).join('; ')},
    ], rows);
}

export class Quality {
    constructor({profile}) {
        const {quality, metrics: rows, remarks} = profile.report;

        fill(byId('quality-shares'), shares(quality), counts(quality));
        fill(byId('quality-metrics'), metrics(rows));
        byId('remarks-card').hidden = remarks.length === 0;
        fill(byId('remarks'), ...remarks.slice(0, 50).map((remark) =>
            el('li', {}, `${remark.path ?? ''}${remark.left_out ? ' was left out: ' : ': '}${remark.text}`)));
        fill(byId('reduced'), reduction(profile));
    }

    update() {}
}

function reduction({about}) {
    return `This page shows ${count(about.nodes)} of ${count(about.nodes_of_profile)} call paths and ` +
        `tabulates ${count(about.tabulated)} functions; what is left out is summed up where it belongs. ` +
        'Everything is in the cluster file.';
}
