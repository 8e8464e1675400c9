// change.js: how much a value changed since the run before, whether chance makes as much, its colour.
// SPDX-License-Identifier: Apache-2.0

import {mix} from './flame_draw.js';

const SURE = 3; // standard errors, as in rankprof diff
const WHOLE_COLOUR = 1; // doubled, or halved

/**
 * `period` is what one sample stands for: a value of n samples has the standard error
 * sqrt(n) periods.
 * @returns {{octaves: number, sure: boolean}} octaves: log2 of now by before; Infinity: it is new
 */
export function changeOf(now, before, period) {
    const error = Math.sqrt(now * period.now + before * period.before);

    return {octaves: Math.log2(now / before), sure: Math.abs(now - before) > SURE * error};
}

/** Red is more, blue is less, and grey what chance makes as well; never red and green. */
export function changeColor({octaves, sure}, colors) {
    const share = Math.min(1, 0.25 + 0.75 * Math.abs(octaves) / WHOLE_COLOUR);

    return sure ? mix(colors['kind-none'], octaves > 0 ? colors.more : colors.less, share)
        : colors['kind-none'];
}

/** "+12.5 %", "new", "gone" */
export function changeText(now, before) {
    if (before <= 0)
        return now > 0 ? 'new' : '–';
    if (now <= 0)
        return 'gone';
    const change = Math.round(1000 * (now / before - 1)) / 10;

    return `${change < 0 ? '−' : '+'}${Math.abs(change).toFixed(1)} %`;
}
