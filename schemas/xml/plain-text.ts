/**
 * Whether a well-formed document already is written in the one way that canonical-tree.ts reads, so that the library need not write it
 * anew: what we sealed ourselves is. Says nothing about well-formedness, which the parser has found before; knows only a part of all such
 * documents, and the others merely take longer.
 * Source: XML 1.0 sections 2.3, 2.8, 2.11, 3.1, 3.3.3; Canonical XML 1.0 section 1.3 (relative namespaces have no canonical form).
 */

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

/**
 * Anything that a parser would turn into something else, or that a tag may hold in other places than canonical ones: white space other
 * than single spaces between attributes and words, single quotes, empty-element tags, comments, instructions, CDATA sections, references other
 * than the canonical escapes, a byte order mark, and what stands for octets that are no UTF-8. The same signs in texts are no harm, but
 * telling them apart would cost more than it saves.
 */
const unusual = /[\t\n\r'\uFEFF\uFFFD]| [ =>"]|="? |<[!?]|\/>|&(?!(?:amp|lt|gt|quot|#x9|#xA|#xD);)/;

/** A declared namespace that has no scheme, hence none that is relative or empty. */
const unusualNamespace = / xmlns(?::[^=]*)?="(?![A-Za-z][A-Za-z0-9+.-]*:)/;

/** The text of the root element, or null when the library has to write it. @param bytes a well-formed document without DOCTYPE */
export function plainText(bytes: Uint8Array): string | null {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  const text = whole.startsWith(declaration) ? whole.slice(declaration.length) : whole;
  return unusual.test(text) || unusualNamespace.test(text) ? null : text;
}
