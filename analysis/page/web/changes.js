// changes.js: what changed since the run before: functions, call paths, software and machines.
// SPDX-License-Identifier: Apache-2.0

import {byId, el, fill, table} from './dom.js';
import {changeText} from './change.js';
import {count, plural, seconds, valueOf} from './format.js';

const UNITS = {seconds: 's'}; // of JSON, as format.js calls them

const signed = (value, text) => `${value < 0 ? '−' : '+'}${text}`;

/** Blue and red only where it is more than chance. */
const classOf = (row) => (row.sure ? (row.change > 0 ? 'alarm' : 'gain') : 'weak');

function changes(rows, rest, diff) {
    const value = (number) => valueOf(number, diff.unit in UNITS ? UNITS[diff.unit] : diff.unit);
    const all = rows.filter((row) => row.old > 0 || row.new > 0);

    if (rest.count > 0)
        all.push({name: `${count(rest.count)} more`, old: rest.old, new: rest.new,
            change: rest.new - rest.old, sure: false});
    all.push({name: 'all', old: diff.old.value, new: diff.new.value,
        change: diff.new.value - diff.old.value, sure: false});
    return table([
        {title: 'before', number: true, cell: (row) => (row.old > 0 ? value(row.old) : '–')},
        {title: 'now', number: true, cell: (row) => (row.new > 0 ? value(row.new) : '–')},
        {title: 'change', number: true, cell: (row) => signed(row.change, value(Math.abs(row.change)))},
        {title: '', number: true, cell: (row) =>
            el('span', {className: classOf(row)}, changeText(row.new, row.old))},
        {title: 'what', cell: (row) => el('span', {title: row.module ?? ''}, row.name ?? row.path ?? row.function)},
    ], all);
}

function facts({old: before, new: now}) {
    const one = (name, run) => el('tr', {}, el('th', {scope: 'row'}, name),
        el('td', {}, `${plural(run.ranks, 'rank')} on ${plural(run.nodes, 'node')}`),
        el('td.number', {}, seconds(run.wall_seconds)), el('td.number', {}, `${count(run.samples)} samples`),
        el('td', {}, run.partial ? 'not whole' : '', ' ', el('span.weak', {}, run.path)));

    return el('table', {}, one('before', before), one('now', now));
}

function different(rows) {
    return table([
        {title: 'what', cell: (row) => row.key},
        {title: 'before', cell: (row) => row.old ?? '(not there)'},
        {title: 'now', cell: (row) => row.new ?? '(not there)'},
    ], rows);
}

export class Changes {
    constructor({profile}) {
        const {diff} = profile.report;

        byId('changes').hidden = !diff;
        if (!diff)
            return;
        fill(byId('changes-of'), `exclusive ${diff.metric}, mean of the ranks`);
        fill(byId('changes-runs'), facts(diff));
        fill(byId('changes-functions'), changes(diff.functions, diff.functions_rest, diff));
        fill(byId('changes-paths'), changes(diff.paths, diff.paths_rest, diff));
        fill(byId('changes-different'), diff.different.length > 0
            ? different(diff.different) : el('p.weak', {}, 'nothing that is known'));
    }

    update() {}
}
