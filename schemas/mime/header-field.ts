/**
 * The value of a MIME header field taken apart: `type/subtype; name=value; …`, with the forms in which text outside ASCII is written.
 * Source: RFC 2045 section 5.1 (parameters), RFC 2231 sections 3 and 4 (continued and extended parameters); encoded words, which RFC 2047
 * forbids in parameters and everybody writes there.
 */
import { decodeText } from './charset.js';
import { decodeWords } from './encoded-words.js';

export interface FieldValue {
  /** Lower case, e.g. `multipart/signed` or `attachment`. */
  readonly value: string;
  /** By name in lower case; decoded; the first one of a name counts. */
  readonly parameters: ReadonlyMap<string, string>;
}

const maxParameters = 64;
/** Between two parameters may stand anything that is no semicolon: comments, and what broken senders leave. */
const parameter = /;[;\s]*([!#$%&'*+\-.^_`{|}~0-9A-Za-z]+)\s*=\s*("(?:[^"\\]|\\.)*"|"[^"]*$|[^;"]*)[^;]*/gy;

const unescaped = (text: string) => text.replace(/"$/, '').slice(1).replace(/\\(.)/gs, '$1');

/** File names are written with spaces and without quotation marks, other values end at the first space. */
function plainValue(name: string, text: string): string {
  if (text.startsWith('"')) return unescaped(text);
  return /^(?:file)?name/.test(name) ? text.trim() : (/^\S*/.exec(text)?.[0] ?? '');
}

const percentBytes = (text: string) =>
  Buffer.from(
    text.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    'latin1',
  );

/** `charset'language'text` of the first piece; the others have only the text. */
function decodeExtended(pieces: readonly { text: string; isExtended: boolean }[]): string {
  const [, charset = 'utf-8', first] = /^([^']*)'[^']*'(.*)$/s.exec(pieces[0]?.text ?? '') ?? [];
  const bytes = pieces.map(({ text, isExtended }, index) => {
    const own = index === 0 && first !== undefined ? first : text;
    return isExtended ? percentBytes(own) : Buffer.from(own, 'latin1');
  });
  return decodeText(Buffer.concat(bytes), charset);
}

/** Parameters `name*0*`, `name*1` … are pieces of one. */
function joinPieces(raw: ReadonlyMap<string, string>): Map<string, string> {
  const parameters = new Map<string, string>();
  const pieces = new Map<string, { order: number; text: string; isExtended: boolean }[]>();
  for (const [name, text] of raw) {
    const [, base = name, order, extended] = /^([^*]+)(?:\*(\d{1,3}))?(\*)?$/.exec(name) ?? [];
    if (order === undefined && extended === undefined)
      // Encoded words in a boundary are no words: it is compared octet for octet.
      parameters.set(name, name === 'boundary' ? text : decodeWords(text));
    else
      pieces.set(base, [
        ...(pieces.get(base) ?? []),
        { order: Number(order ?? 0), text, isExtended: extended === '*' },
      ]);
  }
  for (const [name, list] of pieces)
    parameters.set(name, decodeExtended(list.sort((one, other) => one.order - other.order)));
  return parameters;
}

/** @param field unfolded, each octet one character (Latin-1) */
export function readFieldValue(field: string): FieldValue {
  const value = /^[^;\s]*/.exec(field.trim())?.[0] ?? '';
  const rest = field.trim().slice(value.length).trimStart();
  const raw = new Map<string, string>();
  for (const [, name = '', text = ''] of rest.matchAll(parameter)) {
    const key = name.toLowerCase();
    if (raw.size < maxParameters && !raw.has(key)) raw.set(key, plainValue(key, text));
  }
  return { value: value.toLowerCase(), parameters: joinPieces(raw) };
}
