// dom.js: makes elements; text is only ever set as text, so that no name can become markup.
// SPDX-License-Identifier: Apache-2.0

/**
 * @param {string} tag "div", or "div.class.other"
 * @param {Record<string, unknown>} properties of the element; `data` sets data attributes
 * @param {...(Node|string|null|undefined)} children
 */
export function el(tag, properties = {}, ...children) {
    const [name, ...classes] = tag.split('.');
    const element = document.createElement(name);

    element.className = classes.join(' ');
    for (const [key, value] of Object.entries(properties)) {
        if (key === 'data')
            Object.assign(element.dataset, value);
        else if (key.startsWith('aria') || key === 'role' || key === 'for' || key === 'scope')
            element.setAttribute(key.replace(/[A-Z]/g, (big) => `-${big.toLowerCase()}`), value);
        else
            element[key] = value;
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
}

export const byId = (id) => document.getElementById(id);

/** Puts the children in the place of what was there. */
export function fill(element, ...children) {
    element.replaceChildren(...children.filter((child) => child !== null && child !== undefined));
}

/**
 * A table.
 * @param {{title: string, number?: boolean, hint?: string, cell: (row) => Node|string}[]} columns
 */
export function table(columns, rows) {
    const head = columns.map((column) =>
        el('th', {scope: 'col', title: column.hint ?? '', className: column.number ? 'number' : ''},
            column.title));
    const body = rows.map((row) => el('tr', {}, ...columns.map((column) =>
        el('td', {className: column.number ? 'number' : ''}, column.cell(row)))));

    return el('div.scroll', {},
        el('table', {}, el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...body)));
}

/** A number with a bar behind it; share from 0 to 1. */
export function bar(share, text, className = '') {
    const inner = el('span.bar-fill');

    inner.style.width = `${100 * Math.max(0, Math.min(1, share || 0))}%`;
    return el('span', {className: `bar ${className}`}, inner, el('span.bar-text', {}, text));
}
