/**
 * A MIME entity: header fields and body, kept octet for octet, because signatures are over the octets.
 * Reads one level; does not look into the body (multipart.ts) and knows nothing of signatures.
 * Source: RFC 5322 section 2.2 (header fields, folding), RFC 2045 sections 5 and 6.
 */
import { type Complain, malformed, refuse } from './faults.js';
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

function readField(text: string, complain: Complain): HeaderField[] {
  const [, name, value] = fieldForm.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [{ name: name.toLowerCase(), value: value.trim() }];
  complain('header_line_odd');
  return [];
}

/** Some programs fold parameters and forget the space: what is no field after a semicolon still belongs to the field. */
function isForgottenFold(before: string | undefined, line: string, complain: Complain): boolean {
  if (before === undefined || !/;\s*$/.test(before) || fieldForm.test(line)) return false;
  complain('header_line_odd');
  return true;
}

const fieldForm = /^([!-9;-~]+)[ \t]*:(.*)$/s;

/** Lines joined that belong together. Lists of pieces, because a field may be folded thousands of times. */
function unfold(lines: readonly string[], complain: Complain): string[] {
  const fields: string[][] = [];
  for (const line of lines) {
    const last = fields.at(-1);
    const isFolded = /^[ \t]/.test(line) || isForgottenFold(last?.at(-1), line, complain);
    if (!isFolded) fields.push([line]);
    else if (last === undefined) complain('header_fold_first');
    else last.push(line);
  }
  if (fields.length > maxFields) throw malformed(`A header has more than ${maxFields} fields`);
  return fields.map((pieces) => pieces.join(''));
}

/** The first field of this name, which should be the only one; undefined when there is none. */
export function onlyField(
  fields: readonly HeaderField[],
  name: string,
  complain: Complain = refuse,
): string | undefined {
  const found = fields.filter((field) => field.name === name);
  if (found.length > 1) complain('field_twice');
  return found[0]?.value;
}

/** @throws Problem `mail_malformed` when the header is over a limit, or `complain` wants it refused */
export function readEntity(bytes: Buffer, complain: Complain = refuse): MimeEntity {
  const { lines, bodyStart } = headerLines(bytes);
  const fields = unfold(lines, complain).flatMap((text) => readField(text, complain));
  const contentType = readFieldValue(onlyField(fields, 'content-type', complain) ?? 'text/plain');
  return { fields, contentType, body: bytes.subarray(bodyStart) };
}
