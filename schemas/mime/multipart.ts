/**
 * The parts of a multipart body, octet for octet: the line break before a delimiter belongs to the delimiter.
 * Strict where readers differ: a line that begins like the delimiter and goes on is refused, and so is a missing end.
 * Source: RFC 2046 section 5.1.1; RFC 1847 section 2.1 (what exactly is signed).
 */
import { Problem } from '../problems/problem.js';
import { lineAt, type MimeEntity } from './entity.js';

const maxParts = 1000;
const maxBoundaryLength = 70;

const malformed = (detail: string) => new Problem('mail_malformed', { detail });

function boundaryOf({ contentType }: MimeEntity): string {
  const boundary = contentType.parameters.get('boundary') ?? '';
  if (boundary === '' || boundary.length > maxBoundaryLength || !/^[ -~]*[!-~]$/.test(boundary))
    throw malformed('A multipart has no usable boundary');
  return boundary;
}

/** The last octet before a delimiter line that starts at `start`: its line break is not content. */
function contentEnd(body: Buffer, start: number): number {
  const end = start - 1;
  return body[end - 1] === 0x0d ? end - 1 : end;
}

const isLineStart = (body: Buffer, at: number) => at === 0 || body[at - 1] === 0x0a;

/** Whether the delimiter at `at` begins another part or ends the last one. */
function isClosing(body: Buffer, at: number, delimiter: Buffer): boolean {
  const { end } = lineAt(body, at);
  const rest = body.toString('latin1', at + delimiter.length, end).trimEnd();
  if (rest !== '' && rest !== '--') throw malformed('A line is nearly, but not quite, a boundary');
  return rest === '--';
}

/** The parts of a multipart entity, each with its own header. @throws Problem `mail_malformed` */
export function partsOf(entity: MimeEntity): Buffer[] {
  const { body } = entity;
  const delimiter = Buffer.from(`--${boundaryOf(entity)}`, 'latin1');
  const parts: Buffer[] = [];
  let partStart: number | undefined;
  for (let at = body.indexOf(delimiter); at >= 0; at = body.indexOf(delimiter, at + 1)) {
    if (!isLineStart(body, at)) continue;
    if (partStart !== undefined) parts.push(body.subarray(partStart, Math.max(partStart, contentEnd(body, at))));
    if (parts.length > maxParts) throw malformed(`A multipart has more than ${maxParts} parts`);
    if (isClosing(body, at, delimiter)) {
      if (partStart === undefined) throw malformed('A multipart ends before it begins');
      return parts;
    }
    partStart = lineAt(body, at).next;
  }
  throw malformed('A multipart does not end');
}
