/**
 * What of an XML file is refused before a parser sees it: too many bytes, a DOCTYPE (hence every entity), an encoding whose markup we
 * cannot recognise, and more markup than the tree may have. A parser builds its whole tree before anybody can count it, and memory it
 * took once it keeps; counting the bytes first costs a thousandth of that.
 * Says nothing about well-formedness; the count may only be too high (markup inside comments and CDATA sections), never too low.
 * Source: XML 1.0 sections 2.8 (prologue), 4.3.3 and appendix F (encodings).
 */
import { Problem } from '../problems/problem.js';

export interface XmlLimits {
  readonly maxBytes: number;
  /** Levels of nested elements; the library itself stops at 256. */
  readonly maxDepth: number;
  /** Elements, attributes, namespace declarations, texts, comments and processing instructions together. */
  readonly maxNodes: number;
}

/** Families in which each octet (or UTF-16 unit) that is `<` in ASCII is `<`. */
const readableEncoding = /^(?:utf-?8|utf-?16(?:le|be)?|(?:us-)?ascii|iso-8859-\d{1,2}|(?:windows-|cp)125\d)$/i;

/** @throws Problem `xml_too_large`, `xml_doctype`, `xml_malformed` for an encoding we do not read */
export function refuseOctets(bytes: Uint8Array, { maxBytes, maxNodes }: XmlLimits): void {
  if (bytes.length > maxBytes) {
    throw new Problem('xml_too_large', { detail: `${bytes.length} bytes; ${maxBytes} are allowed` });
  }
  const units = unitsOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  refuseEncoding(units);
  refusePrototype(units);
  refuseDoctype(units);
  refuseMarkup(units, maxNodes);
}

/** One character per octet, or per unit of UTF-16: markup can be seen, other letters may look strange. */
function unitsOf(bytes: Buffer): string {
  const start = bytes.toString('hex', 0, 2);
  if (start === 'fffe' || start === '3c00') return bytes.toString('utf16le');
  if (start === 'feff' || start === '003c')
    return Buffer.from(bytes.subarray(0, bytes.length & ~1))
      .swap16()
      .toString('utf16le');
  return bytes.toString('latin1');
}

function refuseEncoding(units: string): void {
  const declaration = /^[^<]{0,3}<\?xml\s/.test(units) ? units.slice(0, units.indexOf('?>') + 1) : '';
  const declared = /\sencoding\s*=\s*["']([^"']*)/.exec(declaration)?.[1] ?? 'UTF-8';
  const isWide = units.slice(0, 4).includes('\0');
  if (isWide || !readableEncoding.test(declared)) {
    const name = isWide ? 'UTF-32' : declared.slice(0, 40);
    throw new Problem('xml_malformed', { detail: `Line 1: the encoding ${name} is not read; UTF-8 is expected` });
  }
}

/** The library lists an element's namespaces as members of an object, where this prefix would vanish. */
function refusePrototype(units: string): void {
  if (units.includes('xmlns:__proto__')) {
    throw new Problem('xml_malformed', { detail: 'The namespace prefix __proto__ is not accepted' });
  }
}

/** Only the prologue can hold one: processing instructions and comments are stepped over. */
function refuseDoctype(units: string): void {
  let at = units.indexOf('<');
  while (at >= 0) {
    const end = units.startsWith('<?', at) ? '?>' : units.startsWith('<!--', at) ? '-->' : undefined;
    if (end === undefined) break;
    const closed = units.indexOf(end, at + 2);
    at = closed < 0 ? -1 : units.indexOf('<', closed);
  }
  if (at >= 0 && /^<!doctype/i.test(units.slice(at, at + 9))) throw new Problem('xml_doctype');
}

/**
 * Every node but a text begins with `<`, every attribute and namespace declaration has its `=`; texts stand between those. A file of fewer
 * characters than nodes allowed need not be counted.
 */
function refuseMarkup(units: string, maxNodes: number): void {
  if (units.length <= maxNodes) return;
  const elements = occurrences(units, '<', maxNodes, (at) => units[at + 1] !== '/');
  const attributes = occurrences(units, '=', maxNodes);
  if (elements + attributes > maxNodes) throw tooManyNodes(maxNodes);
}

/** How often the character stands there; stops counting above `most`. */
function occurrences(units: string, character: string, most: number, counts = (_at: number) => true): number {
  let found = 0;
  for (let at = units.indexOf(character); at >= 0 && found <= most; at = units.indexOf(character, at + 1)) {
    if (counts(at)) found += 1;
  }
  return found;
}

export function tooManyNodes(maxNodes: number): Problem {
  return new Problem('xml_too_large', {
    detail: `More than ${maxNodes} elements, attributes, texts, comments and processing instructions`,
  });
}
