// overview.js: the job in numbers, how well it works in parallel, and where its time goes by kind.
// SPDX-License-Identifier: Apache-2.0

import {bar, byId, el, fill} from './dom.js';
import {count, digits, percent, plural, seconds} from './format.js';
import {KINDS} from './kinds.js';
import {byFunction} from './tree.js';

const GOOD = 0.8; // what the POP methodology calls acceptable
const FAIR = 0.6;

function fact(what, value, note) {
    return el('div.fact', {}, el('dt', {}, what), el('dd', {}, value),
        note ? el('dd.weak', {}, note) : null);
}

function facts({report, about}) {
    const expected = report.ranks_expected;
    const overhead = report.quality.overhead;

    return [
        fact('wall time', seconds(report.wall_seconds),
            report.start_unix_seconds ? new Date(report.start_unix_seconds * 1000).toISOString().slice(0, 16).replace('T', ' ') + ' UTC' : null),
        fact('ranks', count(report.ranks), expected > report.ranks ? `of ${count(expected)}` : null),
        fact('nodes', count(report.nodes), `${plural(report.ranks / Math.max(report.nodes, 1), 'rank')} each`),
        fact('samples', count(report.samples), `at ${report.rate_hertz} Hz, ${count(report.lost)} lost`),
        fact('profiler', percent(overhead), 'of the CPU time'),
        fact('quality', ['unusable', 'poor', 'weak', 'fair', 'good'][report.quality.score],
            `${report.quality.score} of 4`),
        about.metrics.length > 0 ? fact(about.metrics[0].name,
            about.metrics[0].unit === 's' ? seconds(report.value / report.ranks) : count(report.value),
            'mean of a rank') : null,
    ];
}

const grade = (value) => (value >= GOOD ? 'good' : value >= FAIR ? 'fair' : 'bad');

function efficiencyRow(depth, what, value, meaning) {
    return el('tr', {}, el('th', {scope: 'row', className: `depth-${depth}`}, what),
        el('td.number', {}, bar(value, percent(value), grade(value))), el('td.weak', {}, meaning));
}

function parts(known, rows) {
    return known ? rows.map((row) => efficiencyRow(2, ...row)) : [];
}

function efficiency(run, ranks) {
    const rank = el('button.link', {}, `rank ${run.slowest_rank}`);

    rank.addEventListener('click', () => ranks.select(run.slowest_rank));
    return el('table', {},
        efficiencyRow(0, 'parallel efficiency', run.parallel,
            `${seconds(run.useful_mean_seconds)} of ${seconds(run.seconds)} outside MPI`),
        efficiencyRow(1, 'load balance', run.load_balance, el('span', {}, rank,
            ` works longest: ${seconds(run.useful_max_seconds)}`)),
        ...parts(run.among_nodes < 1, [
            ['among nodes', run.among_nodes, 'of the node whose ranks do most'],
            ['within nodes', run.in_nodes, 'its ranks, of the one that does most']]),
        efficiencyRow(1, 'communication', run.communication, 'what the longest does not spend in MPI'),
        ...parts(run.serialisation !== null, [
            ['serialisation', run.serialisation, 'not lost by ranks that work in turn, slice by slice'],
            ['transfer', run.transfer, 'moving data, and turns within slices']]));
}

/** Parts of a whole side by side, each with its name where there is room. */
function stack(parts, whole) {
    const shown = parts.filter((part) => part.value > 0.0005 * whole);
    const bars = shown.map((part) => {
        const piece = el('span', {className: `piece ${part.className}`,
            title: `${part.name}: ${percent(part.value / whole)}`},
        part.value > 0.09 * whole ? `${part.name} ${percent(part.value / whole)}` : '');

        piece.style.width = `${100 * part.value / whole}%`;
        return piece;
    });

    return el('div', {}, el('div.stack', {role: 'img', ariaLabel: 'shares'}, ...bars),
        el('div.legend', {}, ...shown.map((part) =>
            el('span.key', {}, el('i', {className: `dot ${part.className}`}),
                `${part.name} ${percent(part.value / whole)}`))));
}

/** Where the time of the cores went: the efficiencies as parts that are all of it. */
function coreHours({cores, total, parts}) {
    const pieces = parts.map((part, i) => ({
        name: part.what, value: part.share,
        className: part.what === 'useful' ? 'kind-user' : `class-${(i - 1) % 6}`,
    }));

    return [el('p.weak', {}, `${digits(total)} core-hours, of ${count(cores)} CPUs that ranks might use:`),
        stack(pieces, 1)];
}

/** Exact where a function is in the table, else what the tree has of it. */
function byKind({functions, metrics, about, tree}, model) {
    const [{table, self, value}] = metrics;
    const shown = byFunction(tree, self, self, model.outermost, functions.length).self;
    const sums = {};
    let others = value;

    for (const {number} of functions) {
        const own = number < about.tabulated ? table.self[number] : shown[number];

        sums[model.kinds[number]] = (sums[model.kinds[number]] ?? 0) + own;
        others -= own;
    }
    const parts = Object.keys(KINDS).map((kind) =>
        ({name: KINDS[kind], value: sums[kind] ?? 0, className: `kind-${kind}`}));

    return stack([...parts, {name: 'others', value: others, className: 'kind-none'}], value);
}

/** The time from MPI_Init to MPI_Finalize, exact. */
function byClass(classes) {
    const span = classes.find((one) => one.class.startsWith('from MPI_Init'));
    const parts = classes.filter((one) => one !== span && one.class !== 'processes').map((one, i) => ({
        name: one.class,
        value: one.seconds,
        className: one.class === 'outside MPI' ? 'kind-user' : `class-${i % 6}`,
    }));

    return span && stack(parts.sort((a, b) => b.value - a.value), span.seconds);
}

export class Overview {
    constructor({profile, model, selection}) {
        const {report} = profile;
        const ranks = {
            select: (number) => {
                const row = profile.ranks.number.indexOf(number);

                selection.set({ranks: [row, row], node: 0});
            },
        };

        fill(byId('command'), report.command || report.path);
        fill(byId('job'), report.job ? `job ${report.job}` : '');
        fill(byId('facts'), ...facts(profile));
        byId('partial').hidden = !report.partial;
        if (report.efficiency)
            fill(byId('efficiency'), efficiency(report.efficiency, ranks), ...coreHours(report.core_hours));
        byId('efficiency-card').hidden = !report.efficiency;
        fill(byId('kinds'), byKind(profile, model));
        fill(byId('kinds-of'), `${profile.metrics[0].name} of ${plural(report.ranks, 'rank')}`);
        const classes = byClass(report.mpi_classes);

        byId('classes-card').hidden = !classes;
        fill(byId('classes'), classes);
    }

    update() {}
}
