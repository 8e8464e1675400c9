// gpu.js: kernels and copies of GPUs, where the profile holds any.
// SPDX-License-Identifier: Apache-2.0

import {byId, fill, table} from './dom.js';

/** Any list of equal objects as a table: the keys are its columns. */
export function tableOf(rows) {
    return table(Object.keys(rows[0]).map((key) => ({
        title: key.replaceAll('_', ' '),
        number: typeof rows[0][key] === 'number',
        cell: (row) => (typeof row[key] === 'number' ? String(Number(row[key].toPrecision(6)))
            : String(row[key] ?? '')),
    })), rows);
}

export class Gpu {
    constructor({profile}) {
        const rows = profile.report.gpu;
        const isList = Array.isArray(rows) && rows.length > 0;

        byId('gpu').hidden = !isList;
        if (isList)
            fill(byId('gpu-table'), tableOf(rows.slice(0, 50)));
    }

    update() {}
}
