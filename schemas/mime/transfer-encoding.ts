/**
 * The octets a body stands for, without its transfer encoding. What is in bad shape is read as far as it goes, never refused.
 * Source: RFC 2045 section 6.
 */
import { type MimeEntity, onlyField } from './entity.js';
import { type Complain, refuse } from './faults.js';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
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

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const digitOf = Int8Array.from({ length: 256 }, (_, octet) => alphabet.indexOf(String.fromCharCode(octet)));

/** Padding ends a piece and begins the next one; letters that do not belong are passed over. */
function decodeGluedBase64(body: Buffer): Buffer {
  const decoded = Buffer.alloc(Math.ceil((body.length * 3) / 4));
  let [length, bits, held] = [0, 0, 0];
  for (const octet of body) {
    const digit = digitOf[octet] ?? -1;
    if (octet === equals) held = 0;
    if (digit < 0) continue;
    bits = ((bits << 6) | digit) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    decoded[length++] = (bits >> held) & 0xff;
  }
  return decoded.subarray(0, length);
}

/** Mails glued together from pieces have padding in the middle, where Node's decoder stops (RFC 2045 section 6.8). */
function isGlued(body: Buffer): boolean {
  const padding = body.indexOf(equals);
  return padding >= 0 && !/^[=\s]*$/.test(body.toString('latin1', padding));
}

/** Octets read at a time: as one text the body would be in memory once more. */
const pieceBytes = 256 * 1024;
const noDigits = /[^A-Za-z0-9+/_-]+/g;

function* base64Pieces(body: Buffer): Generator<Buffer> {
  if (isGlued(body)) return yield decodeGluedBase64(body);
  if (body.length <= pieceBytes) return yield Buffer.from(body.toString('latin1'), 'base64');
  let rest = '';
  for (let at = 0; at < body.length; at += pieceBytes) {
    const digits = rest + body.toString('latin1', at, at + pieceBytes).replace(noDigits, '');
    const whole = digits.length - (digits.length % 4);
    yield Buffer.from(digits.slice(0, whole), 'base64');
    rest = digits.slice(whole);
  }
  yield Buffer.from(rest, 'base64');
}

function decodeBase64(body: Buffer): Buffer {
  const decoded = Buffer.alloc(Math.ceil((body.length * 3) / 4));
  let length = 0;
  for (const piece of base64Pieces(body)) length += piece.copy(decoded, length);
  return decoded.subarray(0, length);
}

/** How the body is encoded for transport, in lower case. */
export function transferEncoding(entity: MimeEntity, complain: Complain = refuse): string {
  return (onlyField(entity.fields, 'content-transfer-encoding', complain) ?? '7bit').toLowerCase();
}

/** The body without its transfer encoding; as it is when nobody knows that encoding. */
export function decodeBody(entity: MimeEntity, complain: Complain = refuse): Buffer {
  switch (transferEncoding(entity, complain)) {
    case 'base64':
      return decodeBase64(entity.body);
    case 'quoted-printable':
      return decodeQuotedPrintable(entity.body);
    default:
      return entity.body;
  }
}

/** As `decodeBody`, piece by piece: for what is only hashed or handed on, and would be in memory once more. */
export function decodedPieces(entity: MimeEntity, complain: Complain = refuse): Iterable<Buffer> {
  return transferEncoding(entity, complain) === 'base64' ? base64Pieces(entity.body) : [decodeBody(entity, complain)];
}
