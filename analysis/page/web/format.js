// format.js: numbers and names as people read them.
// SPDX-License-Identifier: Apache-2.0

const PREFIXES = ['', ' k', ' M', ' G', ' T', ' P', ' E'];
const SMALL = [[1, 's'], [1e-3, 'ms'], [1e-6, 'µs'], [1e-9, 'ns']];

export function seconds(value) {
    const size = Math.abs(value);

    if (size >= 3600)
        return `${Math.floor(size / 3600)} h ${String(Math.floor(size / 60) % 60).padStart(2, '0')} min`;
    if (size >= 60)
        return `${Math.floor(size / 60)} min ${String(Math.floor(size % 60)).padStart(2, '0')} s`;
    const [factor, unit] = SMALL.find(([least]) => size >= least) ?? (size ? SMALL[3] : SMALL[0]);

    return `${digits(value / factor)} ${unit}`;
}

/** Three digits that mean something. */
export function digits(value) {
    const size = Math.abs(value);

    if (size === 0)
        return '0';
    return size >= 100 ? value.toFixed(0) : size >= 10 ? value.toFixed(1) : value.toFixed(2);
}

export function count(value) {
    let prefix = 0;

    while (Math.abs(value) >= 9999.5 && prefix + 1 < PREFIXES.length) {
        value /= 1000;
        prefix++;
    }
    return prefix === 0 && Number.isInteger(value)
        ? String(value)
        : `${digits(value)}${PREFIXES[prefix]}`;
}

export function bytes(value) {
    return `${count(value)}B`.replace(/(\d)B$/, '$1 B');
}

/** A size that is a power of two. */
export function binary(value) {
    const prefixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
    const power = value >= 1024 ? Math.floor(Math.log2(value) / 10) : 0;

    return `${value / 1024 ** power} ${prefixes[power]}B`;
}

/** A value of a metric, in its own unit. */
export function valueOf(value, unit) {
    if (unit === 's')
        return seconds(value);
    return unit === 'bytes' ? bytes(value) : count(value);
}

/** What a metric is in one second: CPU seconds a second are how many cores were busy. */
export function rateOf(value, unit) {
    if (unit === 's')
        return `${digits(value)} s/s`;
    if (unit === 'share')
        return percent(value);
    return `${valueOf(value, unit)}/s`;
}

export function percent(share) {
    if (!Number.isFinite(share))
        return '–';
    const size = Math.abs(share);

    return `${(100 * share).toFixed(size > 0 && size < 0.0005 ? 3 : size < 0.1 ? 2 : 1)} %`;
}

/** "0-63, 137" of rising numbers. */
export function numbers(list) {
    const runs = [];

    for (const number of list) {
        const last = runs[runs.length - 1];

        if (last && number === last[1] + 1)
            last[1] = number;
        else
            runs.push([number, number]);
    }
    return runs.map(([from, to]) => from === to ? `${from}` : `${from}-${to}`).join(', ');
}

/** "16 ranks", "1 rank". */
export function plural(number, word) {
    return `${count(number)} ${word}${number === 1 ? '' : 's'}`;
}

export function baseName(path) {
    return path.slice(path.lastIndexOf('/') + 1);
}

/** A name in at most `room` characters: its middle is left out. */
export function cut(name, room) {
    if (name.length <= room)
        return name;
    if (room < 4)
        return name.slice(0, Math.max(room, 0));
    const front = Math.ceil((room - 1) / 2);

    return `${name.slice(0, front)}…${name.slice(name.length - (room - 1 - front))}`;
}
