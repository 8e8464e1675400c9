// mpi.js: the tables of MPI: calls, sizes of messages, collectives by communicator, files.
// SPDX-License-Identifier: Apache-2.0

import {bar, byId, el, fill, table} from './dom.js';
import {binary, bytes, count, percent, seconds} from './format.js';

const SHOWN = 15;

function calls(rows, ranks) {
    const whole = rows.reduce((sum, row) => sum + row.seconds, 0);

    return table([
        {title: 'share', number: true, hint: 'of the time in MPI',
            cell: (row) => bar(row.seconds / whole, percent(row.seconds / whole), 'mpi')},
        {title: 'a rank', number: true, cell: (row) => seconds(row.seconds / ranks)},
        {title: 'calls', number: true, cell: (row) => count(row.count)},
        {title: 'mean', number: true, cell: (row) => seconds(row.seconds / row.count)},
        {title: 'sent', number: true, cell: (row) => bytes(row.sent_bytes)},
        {title: 'received', number: true, cell: (row) => bytes(row.received_bytes)},
        {title: 'max/mean', number: true, hint: 'time of the rank with the most, by the mean',
            cell: (row) => el('span', {title: `rank ${row.worst_rank}`},
                `${(row.max_seconds * ranks / row.seconds || 0).toFixed(2)}×`)},
        {title: 'function', cell: (row) => row.call},
    ], rows.slice(0, SHOWN));
}

function sizes(rows) {
    const most = Math.max(...rows.map((row) => row.messages));

    return table([
        {title: 'from', number: true, cell: (row) => binary(row.from_bytes)},
        {title: 'messages', number: true,
            cell: (row) => bar(row.messages / most, count(row.messages), 'mpi')},
        {title: 'bytes', number: true, cell: (row) => bytes(row.bytes)},
    ], rows);
}

function groups(rows) {
    return table([
        {title: 'time', number: true, cell: (row) => seconds(row.seconds)},
        {title: 'calls', number: true, cell: (row) => count(row.count)},
        {title: 'sent', number: true, cell: (row) => bytes(row.sent_bytes)},
        {title: 'received', number: true, cell: (row) => bytes(row.received_bytes)},
        {title: 'name', cell: (row) => (row.communicator ? `${row.name} on ${row.communicator}` : row.name)},
    ], rows.slice(0, SHOWN));
}

function show(id, rows, make) {
    byId(`${id}-card`).hidden = rows.length === 0;
    if (rows.length > 0)
        fill(byId(id), make(rows), rows.length > SHOWN && id !== 'sizes'
            ? el('p.weak', {}, `${rows.length - SHOWN} more: rankprof report --view mpi`) : null);
}

export class Mpi {
    constructor({profile}) {
        const {report} = profile;
        const {sizes: sizeRows, collectives, files} = report.mpi_traffic;

        byId('mpi').hidden = report.mpi.length === 0;
        show('calls', report.mpi, (rows) => calls(rows, report.ranks));
        show('sizes', sizeRows, sizes);
        show('collectives', collectives, groups);
        show('files', files, groups);
    }

    update() {}
}
