/**
 * The parts of a multipart body, octet for octet: the line break before a delimiter belongs to the delimiter.
 * Complains where readers differ: of a line that begins like the delimiter and goes on, and of a missing end. Read over, such a line
 * is content, and the last part goes on to the end.
 * Source: RFC 2046 section 5.1.1; RFC 1847 section 2.1 (what exactly is signed).
 */
import { lineAt, type MimeEntity } from './entity.js';
import { type Complain, malformed, refuse } from './faults.js';

const maxParts = 1000;
const maxBoundaryLength = 70;

/** Null when there is none at all. */
function boundaryOf({ contentType }: MimeEntity, complain: Complain): string | null {
  const boundary = contentType.parameters.get('boundary') ?? '';
  if (boundary === '' || boundary.length > maxBoundaryLength || !/^[ -~]*[!-~]$/.test(boundary))
    complain('boundary_unusable');
  return boundary === '' ? null : boundary.trimEnd();
}

/** The last octet before a delimiter line that starts at `start`: its line break is not content. */
function contentEnd(body: Buffer, start: number): number {
  const end = start - 1;
  return body[end - 1] === 0x0d ? end - 1 : end;
}

const isLineStart = (body: Buffer, at: number) => at === 0 || body[at - 1] === 0x0a;

type DelimiterKind = 'part' | 'end' | 'content';

/** What a line is that begins with the delimiter at `at`. */
function kindOf(body: Buffer, at: number, delimiter: Buffer, complain: Complain): DelimiterKind {
  const { end } = lineAt(body, at);
  const rest = body.toString('latin1', at + delimiter.length, end).trimEnd();
  if (rest === '') return 'part';
  if (rest === '--') return 'end';
  complain('boundary_nearly');
  return 'content';
}

interface Delimiter {
  readonly at: number;
  readonly isEnd: boolean;
}

function* delimitersIn(body: Buffer, boundary: string, complain: Complain): Generator<Delimiter> {
  const delimiter = Buffer.from(`--${boundary}`, 'latin1');
  for (let at = body.indexOf(delimiter); at >= 0; at = body.indexOf(delimiter, at + 1)) {
    const kind = isLineStart(body, at) ? kindOf(body, at, delimiter, complain) : 'content';
    if (kind !== 'content') yield { at, isEnd: kind === 'end' };
  }
}

/**
 * The parts of a multipart entity, each with its own header; none when it has no boundary, or none of it is found.
 * @throws Problem `mail_malformed` when there are too many, or `complain` wants it refused
 */
export function partsOf(entity: MimeEntity, complain: Complain = refuse): Buffer[] {
  const { body } = entity;
  const boundary = boundaryOf(entity, complain);
  const parts: Buffer[] = [];
  let partStart: number | undefined;
  for (const { at, isEnd } of boundary === null ? [] : delimitersIn(body, boundary, complain)) {
    if (partStart !== undefined) parts.push(body.subarray(partStart, Math.max(partStart, contentEnd(body, at))));
    if (parts.length > maxParts) throw malformed(`A multipart has more than ${maxParts} parts`);
    if (isEnd && partStart === undefined) complain('multipart_empty');
    if (isEnd) return parts;
    partStart = lineAt(body, at).next;
  }
  complain('multipart_open');
  return partStart === undefined ? parts : [...parts, body.subarray(partStart)];
}
