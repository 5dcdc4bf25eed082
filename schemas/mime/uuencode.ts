/**
 * Files written into the text of a mail, as was done before MIME, and still is by some programs.
 * Only what has its beginning and its end is one: text that merely looks like a beginning stays text.
 * Source: POSIX.1-2017, uuencode, "OUTPUT FILES" (both algorithms).
 */
import { decodeText } from './charset.js';

export interface UuencodedFile {
  /** As written, NFC, not cleaned. */
  readonly name: string;
  readonly content: Buffer;
  /** Where it stands in the text: from its first line to the end of its last. */
  readonly start: number;
  readonly end: number;
}

const firstLine = /^begin(-base64)? [0-7]{3,4} ([^\r\n]{1,200})\r?\n/gm;

interface Line {
  readonly text: string;
  readonly next: number;
}

function lineAt(text: string, start: number): Line | null {
  if (start >= text.length) return null;
  const found = text.indexOf('\n', start);
  const end = found < 0 ? text.length : found;
  return { text: text.slice(start, end).replace(/\r$/, ''), next: found < 0 ? end : end + 1 };
}

/** The octets of one line; null when it is none. Blanks that were cut off from its end count as written. */
function decodeLine(line: string): Buffer | null {
  const length = (line.charCodeAt(0) - 32) & 63;
  const groups = Math.ceil(length / 3);
  const digits = line.slice(1).padEnd(groups * 4, ' ');
  if (!/^[ -`]*$/.test(line) || digits.length > groups * 4 + 2) return null;
  const octets = Buffer.alloc(groups * 3);
  for (let group = 0; group < groups; group += 1) {
    let bits = 0;
    for (let digit = 0; digit < 4; digit += 1) bits = (bits << 6) | ((digits.charCodeAt(group * 4 + digit) - 32) & 63);
    octets.writeUIntBE(bits, group * 3, 3);
  }
  return octets.subarray(0, length);
}

function decodeBase64Line(line: string): Buffer | null {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(line) ? Buffer.from(line, 'base64') : null;
}

/** The body from `start` to its last line; null when it does not get there. */
function readBody(text: string, start: number, isBase64: boolean): { content: Buffer; end: number } | null {
  const decode = isBase64 ? decodeBase64Line : decodeLine;
  const last = isBase64 ? '====' : 'end';
  const octets: Buffer[] = [];
  for (let line = lineAt(text, start); line !== null; line = lineAt(text, line.next)) {
    if (line.text === last) return { content: Buffer.concat(octets), end: line.next };
    const decoded = line.text === '' ? Buffer.alloc(0) : decode(line.text);
    if (decoded === null) return null;
    octets.push(decoded);
  }
  return null;
}

/** @param text without transfer encoding. Takes time in proportion to it: no line of a body can be a first line. */
export function readUuencoded(text: Buffer): UuencodedFile[] {
  const files: UuencodedFile[] = [];
  const letters = text.includes('begin') ? text.toString('latin1') : '';
  for (const { index, 0: line, 1: base64, 2: name = '' } of letters.matchAll(firstLine)) {
    const body = readBody(letters, index + line.length, base64 !== undefined);
    if (body === null) continue;
    files.push({ name: decodeText(Buffer.from(name, 'latin1'), ''), start: index, ...body });
  }
  return files;
}

/** The text without the files in it. */
export function withoutUuencoded(text: Buffer): Buffer {
  const files = readUuencoded(text);
  if (files.length === 0) return text;
  const starts = [0, ...files.map(({ end }) => end)];
  return Buffer.concat(starts.map((start, index) => text.subarray(start, files[index]?.start ?? text.length)));
}
