/**
 * A MIME entity: header fields and body, kept octet for octet, because signatures are over the octets.
 * Reads one level; does not look into the body (multipart.ts) and knows nothing of signatures.
 * Source: RFC 5322 section 2.2 (header fields, folding), RFC 2045 sections 5 and 6.
 */
import { Problem } from '../problems/problem.js';
import { type FieldValue, readFieldValue } from './header-field.js';

export interface HeaderField {
  /** Lower case. */
  readonly name: string;
  /** Unfolded, each octet one character (Latin-1), without the white space around it. */
  readonly value: string;
}

export interface MimeEntity {
  readonly fields: readonly HeaderField[];
  /** `text/plain` when the entity does not say. */
  readonly contentType: FieldValue;
  readonly body: Buffer;
}

const maxHeaderBytes = 256 * 1024;
const maxFields = 1000;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

const malformed = (detail: string) => new Problem('mail_malformed', { detail });

/** Where the line that starts at `start` ends: without and with its line break. */
export function lineAt(bytes: Buffer, start: number): { end: number; next: number } {
  const found = bytes.indexOf(lineFeed, start);
  if (found < 0) return { end: bytes.length, next: bytes.length };
  const end = found > start && bytes[found - 1] === carriageReturn ? found - 1 : found;
  return { end, next: found + 1 };
}

/** Lines of the header, and where the body starts. */
function headerLines(bytes: Buffer): { lines: string[]; bodyStart: number } {
  const lines: string[] = [];
  let start = 0;
  while (start < bytes.length) {
    const { end, next } = lineAt(bytes, start);
    if (end === start) return { lines, bodyStart: next };
    if (end > maxHeaderBytes) throw malformed('The header of a part is larger than 256 KB');
    lines.push(bytes.toString('latin1', start, end));
    start = next;
  }
  return { lines, bodyStart: bytes.length };
}

function readField(text: string): HeaderField {
  const [, name, value] = /^([!-9;-~]+):(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw malformed('A line of a header is no header field');
  return { name: name.toLowerCase(), value: value.trim() };
}

function unfold(lines: readonly string[]): HeaderField[] {
  const fields: string[] = [];
  for (const line of lines) {
    const last = fields.length - 1;
    if (!/^[ \t]/.test(line)) fields.push(line);
    else if (last < 0) throw malformed('A header begins with a continued line');
    else fields[last] += line;
  }
  if (fields.length > maxFields) throw malformed(`A header has more than ${maxFields} fields`);
  return fields.map(readField);
}

/** The one field of this name; undefined when there is none. @throws Problem `mail_malformed` when there are two */
export function onlyField(fields: readonly HeaderField[], name: string): string | undefined {
  const found = fields.filter((field) => field.name === name);
  if (found.length > 1) throw malformed(`The header field "${name}" stands twice`);
  return found[0]?.value;
}

/** @throws Problem `mail_malformed` when the header is none, or says twice what the content is */
export function readEntity(bytes: Buffer): MimeEntity {
  const { lines, bodyStart } = headerLines(bytes);
  const fields = unfold(lines);
  const contentType = readFieldValue(onlyField(fields, 'content-type') ?? 'text/plain');
  return { fields, contentType, body: bytes.subarray(bodyStart) };
}

const [space, tab, equals] = [0x20, 0x09, 0x3d];
const hexDigits = /^[0-9A-Fa-f]{2}$/;

/** Where the white space that begins at `at` ends. */
function afterBlanks(body: Buffer, at: number): number {
  let end = at;
  while (body[end] === space || body[end] === tab) end += 1;
  return end;
}

/** Length of the line break at `at`, 0 when there is none; the end of the body counts as one of no length. */
function lineBreakAt(body: Buffer, at: number): number | undefined {
  if (body[at] === lineFeed) return 1;
  if (body[at] === carriageReturn && body[at + 1] === lineFeed) return 2;
  return at >= body.length ? 0 : undefined;
}

/** What stands at `at`: how many octets to pass over, and the ones they mean. */
function quotedAt(body: Buffer, at: number): { passed: number; meant: Buffer } {
  const isEscape = body[at] === equals;
  const digits = isEscape ? body.toString('latin1', at + 1, at + 3) : '';
  if (hexDigits.test(digits)) return { passed: 3, meant: Buffer.from(digits, 'hex') };
  const end = afterBlanks(body, isEscape ? at + 1 : at);
  const lineBreak = lineBreakAt(body, end);
  if (lineBreak === undefined) return { passed: end - at, meant: body.subarray(at, end) };
  return { passed: end - at + (isEscape ? lineBreak : 0), meant: Buffer.alloc(0) };
}

/** Source: RFC 2045 section 6.7. What is no escape stays as it is; white space at the end of a line does not. */
function decodeQuotedPrintable(body: Buffer): Buffer {
  const decoded = Buffer.alloc(body.length);
  let length = 0;
  for (let at = 0; at < body.length; ) {
    const octet = body[at];
    if (octet !== equals && octet !== space && octet !== tab) {
      decoded[length++] = octet ?? 0;
      at += 1;
      continue;
    }
    const { passed, meant } = quotedAt(body, at);
    length += meant.copy(decoded, length);
    at += passed;
  }
  return decoded.subarray(0, length);
}

/** How the body is encoded for transport, in lower case. @throws Problem `mail_malformed` when it is said twice */
export function transferEncoding(entity: MimeEntity): string {
  return (onlyField(entity.fields, 'content-transfer-encoding') ?? '7bit').toLowerCase();
}

/** The body without its transfer encoding; as it is when nobody knows that encoding. @throws Problem `mail_malformed` */
export function decodeBody(entity: MimeEntity): Buffer {
  switch (transferEncoding(entity)) {
    case 'base64':
      return Buffer.from(entity.body.toString('latin1'), 'base64');
    case 'quoted-printable':
      return decodeQuotedPrintable(entity.body);
    default:
      return entity.body;
  }
}
