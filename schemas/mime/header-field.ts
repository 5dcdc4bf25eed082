/**
 * The value of a MIME header field taken apart: `type/subtype; name=value; …`, with the forms in which text outside ASCII is written.
 * Source: RFC 2045 section 5.1 (parameters), RFC 2231 sections 3 and 4 (continued and extended parameters), RFC 2047 (encoded words).
 */

export interface FieldValue {
  /** Lower case, e.g. `multipart/signed` or `attachment`. */
  readonly value: string;
  /** By name in lower case; decoded; the first one of a name counts. */
  readonly parameters: ReadonlyMap<string, string>;
}

const maxParameters = 64;
const parameter = /;\s*([!#$%&'*+\-.^_`{|}~0-9A-Za-z]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;"]*)/gy;

const unquoted = (text: string) => (text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text);

/** Text in a charset that the platform knows; null otherwise. */
function decode(bytes: Buffer, charset: string): string | null {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

const percentBytes = (text: string) =>
  Buffer.from(
    text.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    'latin1',
  );

function wordBytes(encoding: string, text: string): Buffer {
  if (encoding.toUpperCase() === 'B') return Buffer.from(text, 'base64');
  return Buffer.from(
    text
      .replaceAll('_', ' ')
      .replace(/=([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    'latin1',
  );
}

/** Encoded words in readable form; what cannot be decoded stays as it is. White space between two of them means nothing. */
export function decodeWords(text: string): string {
  return text
    .replace(/(=\?[^?\s]+\?[BbQq]\?[^?\s]*\?=)\s+(?==\?[^?\s]+\?[BbQq]\?)/g, '$1')
    .replace(
      /=\?([^?*\s]+)(?:\*[^?\s]*)?\?([BbQq])\?([^?\s]*)\?=/g,
      (word, charset: string, encoding: string, inside: string) => decode(wordBytes(encoding, inside), charset) ?? word,
    );
}

/** `charset'language'text` of the first piece; the others have only the text. */
function decodeExtended(pieces: readonly { text: string; isExtended: boolean }[]): string {
  const [, charset = 'utf-8', first] = /^([^']*)'[^']*'(.*)$/s.exec(pieces[0]?.text ?? '') ?? [];
  const bytes = pieces.map(({ text, isExtended }, index) => {
    const own = index === 0 && first !== undefined ? first : text;
    return isExtended ? percentBytes(own) : Buffer.from(own, 'latin1');
  });
  const whole = Buffer.concat(bytes);
  return decode(whole, charset === '' ? 'utf-8' : charset) ?? whole.toString('latin1');
}

/** Header fields come as octets; those who write UTF-8 into them mean it (RFC 6532). */
const asUtf8 = (text: string) => decode(Buffer.from(text, 'latin1'), 'utf-8') ?? text;

/** Parameters `name*0*`, `name*1` … are pieces of one. */
function joinPieces(raw: ReadonlyMap<string, string>): Map<string, string> {
  const parameters = new Map<string, string>();
  const pieces = new Map<string, { order: number; text: string; isExtended: boolean }[]>();
  for (const [name, text] of raw) {
    const [, base = name, order, extended] = /^([^*]+)(?:\*(\d{1,3}))?(\*)?$/.exec(name) ?? [];
    if (order === undefined && extended === undefined) parameters.set(name, decodeWords(asUtf8(text)));
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
    if (raw.size < maxParameters && !raw.has(key)) raw.set(key, unquoted(text));
  }
  return { value: value.toLowerCase(), parameters: joinPieces(raw) };
}
