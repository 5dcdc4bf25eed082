/**
 * The text of a header field: encoded words, and the octets outside ASCII that many write instead.
 * Not for addresses (addresses.ts) and parameters (header-field.ts).
 * Source: RFC 2047; RFC 2231 section 5 (language); RFC 6532 (UTF-8 in header fields).
 */
import { composeText, decodeText, isKnownCharset } from './charset.js';

/** Spaces inside are forbidden, and written nevertheless. */
const encodedWord = /=\?([^?*\s]{1,60})(?:\*[^?\s]{0,60})?\?([BbQq])\?([^?]*)\?=/g;

interface Piece {
  /** Null: octets of no stated charset. */
  readonly charset: string | null;
  readonly bytes: Buffer;
}

const hexByte = /=([0-9A-Fa-f]{2})/g;

function wordBytes(encoding: string, text: string): Buffer {
  if (encoding.toUpperCase() === 'B') return Buffer.from(text, 'base64');
  const octets = text
    .replaceAll('_', ' ')
    .replace(hexByte, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return Buffer.from(octets, 'latin1');
}

function piecesOf(field: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  let isAfterWord = false;
  const addPlain = (text: string) => {
    if (text !== '') pieces.push({ charset: null, bytes: Buffer.from(text, 'latin1') });
  };
  for (const { index, 0: word, 1: charset = '', 2: encoding = '', 3: inside = '' } of field.matchAll(encodedWord)) {
    if (!isKnownCharset(charset)) continue;
    const between = field.slice(end, index);
    // White space between two encoded words means nothing.
    if (!isAfterWord || between.trim() !== '') addPlain(between);
    pieces.push({ charset: charset.toLowerCase(), bytes: wordBytes(encoding, inside) });
    end = index + word.length;
    isAfterWord = true;
  }
  addPlain(field.slice(end));
  return pieces;
}

/** Some senders cut a letter in two: neighbours in one charset are decoded together. */
function joinNeighbours(pieces: readonly Piece[]): Piece[] {
  const runs: { charset: string | null; bytes: Buffer[] }[] = [];
  for (const { charset, bytes } of pieces) {
    const last = runs.at(-1);
    if (last?.charset === charset) last.bytes.push(bytes);
    else runs.push({ charset, bytes: [bytes] });
  }
  return runs.map(({ charset, bytes }) => ({ charset, bytes: Buffer.concat(bytes) }));
}

/**
 * The text in readable form (NFC); a word in an unknown charset stays as it is.
 * @param field unfolded, each octet one character (Latin-1)
 */
export function decodeWords(field: string): string {
  const texts = joinNeighbours(piecesOf(field)).map(({ charset, bytes }) => decodeText(bytes, charset ?? ''));
  return composeText(texts.join(''));
}
