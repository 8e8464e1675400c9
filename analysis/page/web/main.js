// main.js: reads the page's data, makes the views, and keeps them and the address on one selection.
// SPDX-License-Identifier: Apache-2.0

import {readSections} from './sections.js';
import {makeProfile} from './data.js';
import {Selection, fromHash, toHash} from './selection.js';
import {Model} from './model.js';
import {Theme} from './theme.js';
import {Controls} from './controls.js';
import {Flame} from './flame.js';
import {Changes} from './changes.js';
import {Hotspots} from './hotspots.js';
import {Heat} from './heat.js';
import {Bands} from './bands.js';
import {Ranks} from './ranks.js';
import {Overview} from './overview.js';
import {Findings} from './findings.js';
import {Mpi} from './mpi.js';
import {Matrix} from './matrix.js';
import {Gpu} from './gpu.js';
import {Roofline} from './roofline.js';
import {Quality} from './quality.js';
import {Keys} from './keys.js';

const VIEWS = [Overview, Findings, Flame, Hotspots, Changes, Heat, Bands, Ranks, Mpi, Matrix, Gpu, Roofline, Quality, Controls];

/** The address follows the selection, and the selection an address that the user goes to. */
function keepAddress(selection, names) {
    selection.listen((state) => {
        const hash = toHash(state, names);

        history.replaceState(null, '', hash || location.pathname + location.search);
    });
    window.addEventListener('hashchange', () => selection.set(fromHash(location.hash, names)));
}

/** Links of the navigation go to a place of the page and leave the address to the selection. */
function scrollTo(event) {
    const target = document.getElementById(event.currentTarget.dataset.to);

    event.preventDefault();
    target.scrollIntoView({behavior: 'smooth', block: 'start'});
}

function show(profile) {
    const names = {
        metrics: profile.metrics.map((metric) => metric.name),
        functions: profile.functions.map((fn) => fn.name),
    };
    const selection = new Selection(fromHash(location.hash, names));
    const context = {profile, selection, model: new Model(profile), theme: new Theme(document.documentElement)};

    document.getElementById('page').hidden = false;
    document.getElementById('static').hidden = true;
    const views = VIEWS.map((View) => new View(context));
    const flame = views.find((view) => view instanceof Flame);
    const update = () => views.forEach((view) => view.update());

    views.push(new Keys({...context, flame}));
    keepAddress(selection, names);
    selection.listen(update);
    update();
    document.querySelectorAll('[data-to]').forEach((link) => {
        link.hidden = document.getElementById(link.dataset.to).hidden;
        link.addEventListener('click', scrollTo);
    });
}

export async function main() {
    const root = document.documentElement;

    try {
        show(makeProfile(await readSections(document)));
        root.dataset.ready = 'yes';
    } catch (error) {
        // The static tables stay: this browser may be too old for DecompressionStream.
        root.dataset.ready = 'failed';
        document.getElementById('failure').textContent =
            `The views cannot be drawn here (${error.message}); these are the most important numbers.`;
        throw error;
    }
}
