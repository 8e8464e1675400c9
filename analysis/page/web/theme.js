// theme.js: dark and light, and the colours of both for what is drawn on a canvas.
// SPDX-License-Identifier: Apache-2.0

const NAMES = ['text', 'text-weak', 'line', 'panel', 'back', 'accent', 'warn', 'alarm', 'hover',
    'empty', 'kind-user', 'kind-library', 'kind-mpi', 'kind-gpu', 'kind-io', 'kind-python',
    'kind-region', 'kind-system', 'kind-none', 'flame-text', 'band', 'band-wide', 'less', 'more'];

/** Lighter is more, in even steps, and no two steps differ in red and green alone. */
const NIGHT = ['#101c3c', '#133a67', '#125f88', '#16859a', '#2fa99b', '#6cc98d', '#b4e077', '#f6ec72'];
/** The same for a light page, where darker is more: from paper to ink. */
const PAPER = ['#f4f6fb', '#dbe5f4', '#b9d0ec', '#8fb7e0', '#6099d0', '#3d7abb', '#2a5d9f', '#1f437c',
    '#162a55'];

const toRgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

/** 256 colours between the steps. */
export function ramp(steps) {
    const rgb = steps.map(toRgb);

    return Array.from({length: 256}, (_, i) => {
        const place = (i / 255) * (rgb.length - 1);
        const low = Math.min(Math.floor(place), rgb.length - 2);

        return rgb[low].map((value, channel) =>
            Math.round(value + (rgb[low + 1][channel] - value) * (place - low)));
    });
}

export class Theme {
    constructor(root) {
        this.root = root;
        this.listeners = [];
        this.media = matchMedia('(prefers-color-scheme: dark)');
        this.media.addEventListener('change', () => this.update());
        this.update();
    }

    get isDark() {
        return this.root.dataset.theme ? this.root.dataset.theme === 'dark' : this.media.matches;
    }

    toggle() {
        this.root.dataset.theme = this.isDark ? 'light' : 'dark';
        this.update();
    }

    listen(listener) {
        this.listeners.push(listener);
    }

    update() {
        const style = getComputedStyle(this.root);

        this.colors = Object.fromEntries(
            NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
        this.font = style.getPropertyValue('--font').trim();
        this.ramp = ramp(this.isDark ? NIGHT : PAPER);
        this.listeners.forEach((listener) => listener());
    }
}
