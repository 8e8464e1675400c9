// canvas.js: a canvas as sharp as the screen, drawn again when its size changes.
// SPDX-License-Identifier: Apache-2.0

/** Sets the size in CSS pixels and clears it; returns a context in which they are the unit. */
export function sized(canvas, width, height) {
    const ratio = window.devicePixelRatio || 1;
    const context = canvas.getContext('2d');
    const across = Math.max(1, Math.round(width * ratio));
    const down = Math.max(1, Math.round(height * ratio));

    if (canvas.width !== across || canvas.height !== down) {
        canvas.width = across; // makes new memory, so it is done when it must be
        canvas.height = down;
        canvas.style.height = `${height}px`;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    return context;
}

/** Calls `draw` with the width of the element, now and whenever it becomes another. */
export function whenWidthChanges(element, draw) {
    let last = 0;

    new ResizeObserver(() => {
        const width = element.clientWidth;

        if (width > 0 && width !== last) {
            last = width;
            draw(width);
        }
    }).observe(element);
}

/** Where the pointer is in the element, in CSS pixels. */
export function pointerIn(element, event) {
    const box = element.getBoundingClientRect();

    return {x: event.clientX - box.left, y: event.clientY - box.top};
}

/**
 * Lets the user draw a rectangle. `moved` gets {x0, y0, x1, y1} while it is drawn, `done` at its
 * end, `clicked` the place when there is none.
 */
export function brush(element, {moved, done, clicked}) {
    let start = null;

    const box = (event) => {
        const at = pointerIn(element, event);

        return {
            x0: Math.min(start.x, at.x), x1: Math.max(start.x, at.x),
            y0: Math.min(start.y, at.y), y1: Math.max(start.y, at.y),
        };
    };

    element.addEventListener('pointerdown', (event) => {
        if (event.button !== 0)
            return;
        start = pointerIn(element, event);
        element.setPointerCapture(event.pointerId);
    });
    element.addEventListener('pointermove', (event) => start && moved(box(event)));
    element.addEventListener('pointerup', (event) => {
        if (!start)
            return;
        const drawn = box(event);

        start = null;
        if (drawn.x1 - drawn.x0 < 4 && drawn.y1 - drawn.y0 < 4)
            clicked({x: drawn.x0, y: drawn.y0});
        else
            done(drawn);
    });
    element.addEventListener('pointercancel', () => {
        start = null;
    });
}
