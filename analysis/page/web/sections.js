// sections.js: takes the sections out of the page: base64, deflate, bytes.
// SPDX-License-Identifier: Apache-2.0

/** @returns {Uint8Array} */
export function fromBase64(text) {
    if (Uint8Array.fromBase64)
        return Uint8Array.fromBase64(text);
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);

    for (let i = 0; i < binary.length; i++)
        bytes[i] = binary.charCodeAt(i);
    return bytes;
}

/** @returns {Promise<Uint8Array>} */
export async function inflate(packed) {
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));

    return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** All sections of the document by name; their elements are emptied, for the text is not needed. */
export async function readSections(document) {
    const elements = [...document.querySelectorAll('script[id^="section-"]')];
    const entries = elements.map(async (element) => {
        const packed = fromBase64(element.textContent);

        element.textContent = '';
        return [element.id.slice('section-'.length), await inflate(packed)];
    });

    return new Map(await Promise.all(entries));
}
