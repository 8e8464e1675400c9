// scale.js: round numbers along an axis.
// SPDX-License-Identifier: Apache-2.0

/** At most `most` round numbers from 0 to `end`. */
export function ticks(end, most) {
    if (!(end > 0))
        return [0];
    const raw = end / Math.max(most, 1);
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].find((factor) => factor * power >= raw * 0.999) * power;
    const found = [];

    for (let i = 0; i * step <= end * (1 + 1e-9); i++)
        found.push(Number((i * step).toPrecision(12)));
    return found;
}

/** Round times: from a minute on in steps of a clock. */
export function timeTicks(end, most) {
    const steps = [60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400];
    const step = steps.find((candidate) => end / candidate <= most);

    if (end < 120 || !step)
        return ticks(end, most);
    return Array.from({length: Math.floor(end / step) + 1}, (_, i) => i * step);
}

/** "1:30:00", "12:30", "7.5": a time on an axis that ends at `end`. */
export function clock(time, end) {
    if (end < 120)
        return String(Number(time.toPrecision(6)));
    const whole = Math.round(time);
    const pad = (number) => String(number).padStart(2, '0');
    const minutes = Math.floor(whole / 60);

    return end < 3600
        ? `${minutes}:${pad(whole % 60)}`
        : `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(whole % 60)}`;
}
