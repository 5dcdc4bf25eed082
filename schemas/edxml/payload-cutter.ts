/**
 * Cuts the content of attachments out of an edXML file as it streams by, so that the rest is small enough to parse.
 * Understands just enough markup for that: tags, comments, CDATA sections, processing instructions. Each content is
 * replaced by a token no sender can guess; the parsed tree must show every token where an attachment's content belongs,
 * or the two readings of the file disagree.
 * Source: XML 1.0, sections 2.4 to 2.7 and 3.1.
 */
import { randomUUID } from 'node:crypto';
import { Problem } from '../problems/problem.js';

/** Local name of the element that holds base64. */
const payloadElement = /^<(?:[^\s:/>]+:)?ContentTransferEncoded(?:[\s>]|$)/;

export type PayloadEvent =
  | { readonly kind: 'start'; readonly index: number; readonly line: number }
  | { readonly kind: 'data'; readonly bytes: Buffer }
  | { readonly kind: 'end' };

const less = 0x3c;
const greater = 0x3e;
const slash = 0x2f;
const ampersand = 0x26;
const question = 0x3f;
const exclamation = 0x21;
const newline = 0x0a;
const quotes: readonly number[] = [0x22, 0x27];
const cdataStart = '<![CDATA[';
const cdataEnd = ']]>';
/** Character references for white space, as some serialisers write line ends. */
const whiteSpaceReference = /^&#(?:13|10|9|x0?[dDaA9]);$/;

type State = 'text' | 'markup' | 'payload' | 'payload-markup' | 'payload-cdata' | 'payload-special';
type MarkupKind = 'tag' | 'comment' | 'cdata' | 'instruction';

export class PayloadCutter {
  readonly #secret = randomUUID().replaceAll('-', '');
  readonly #maxBytes: number;
  #rest = Buffer.allocUnsafe(64 * 1024);
  #length = 0;
  #line = 1;
  #state: State = 'text';
  #markupStart = 0;
  #quote: number | undefined;
  #kind: MarkupKind | undefined;
  #special = '';
  #payloads = 0;

  /** @param maxBytes how long the file without attachments' content may be */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** What stands in the rest instead of the content with this index: base64 itself, so that the rest fits the schema. */
  token(index: number): string {
    return `Payload${this.#secret}${String(index).padStart(5, '0')}`;
  }

  /** Everything but the contents; complete after the last `cut`. */
  rest(): Buffer {
    return this.#rest.subarray(0, this.#length);
  }

  /** Takes the next bytes of the file. @throws Problem `xml_too_large` */
  *cut(chunk: Buffer): Generator<PayloadEvent> {
    let at = 0;
    while (at < chunk.length) {
      if (this.#state === 'text') at = this.#copyText(chunk, at);
      else if (this.#state === 'payload' || this.#state === 'payload-cdata') at = yield* this.#takePayload(chunk, at);
      else {
        yield* this.#takeByte(chunk[at] ?? 0);
        at += 1;
      }
    }
  }

  #copyText(chunk: Buffer, at: number): number {
    const found = chunk.indexOf(less, at);
    const end = found < 0 ? chunk.length : found;
    this.#keep(chunk.subarray(at, end));
    if (found >= 0) this.#beginMarkup('markup');
    return end;
  }

  *#takePayload(chunk: Buffer, at: number): Generator<PayloadEvent, number> {
    const inCdata = this.#state === 'payload-cdata';
    const end = endOfPayload(chunk, at, inCdata);
    const bytes = chunk.subarray(at, end);
    this.#keepNewlines(bytes);
    if (bytes.length > 0) yield { kind: 'data', bytes };
    if (end === chunk.length) return end;
    if (chunk[end] === less) this.#beginMarkup('payload-markup');
    else {
      // A reference, or in a CDATA section its end: base64 has no bracket.
      this.#special = '';
      this.#state = 'payload-special';
    }
    return end;
  }

  *#takeByte(byte: number): Generator<PayloadEvent> {
    if (this.#state === 'payload-special') yield* this.#takeSpecial(byte);
    else {
      this.#keep(Buffer.of(byte));
      this.#learnKind(byte);
      if (this.#state === 'payload-markup' && this.#kind === 'cdata') {
        this.#length = this.#markupStart;
        this.#state = 'payload-cdata';
      } else if (this.#closesMarkup(byte)) yield* this.#leaveMarkup();
    }
  }

  /** `&#13;` inside content, or the `]]>` of a CDATA section. Anything else is handed on, to be found wrong. */
  *#takeSpecial(byte: number): Generator<PayloadEvent> {
    this.#special += String.fromCharCode(byte);
    const text = this.#special;
    const isPending = cdataEnd.startsWith(text) ? text !== cdataEnd : /^&#?\w{0,5}$/.test(text);
    if (isPending) return;
    if (text !== cdataEnd && !whiteSpaceReference.test(text))
      yield { kind: 'data', bytes: Buffer.from(text, 'latin1') };
    this.#state = 'payload';
  }

  /** The first bytes of markup tell what ends it. */
  #learnKind(byte: number): void {
    const length = this.#length - this.#markupStart;
    if (length === 2) this.#kind = byte === question ? 'instruction' : byte === exclamation ? undefined : 'tag';
    if (this.#kind !== undefined || (length !== 4 && length !== 9)) return;
    const start = this.#rest.toString('latin1', this.#markupStart, this.#length);
    if (start === '<!--') this.#kind = 'comment';
    if (length === 9) this.#kind = start === cdataStart ? 'cdata' : 'tag';
  }

  /** Whether this byte ends the tag, comment, section or instruction that is being read. */
  #closesMarkup(byte: number): boolean {
    if (this.#kind === 'comment') return byte === greater && this.#endsWith('-->', 7);
    if (this.#kind === 'cdata') return byte === greater && this.#endsWith(cdataEnd, 12);
    if (this.#kind === 'instruction') return byte === greater && this.#endsWith('?>', 4);
    if (this.#quote !== undefined) {
      if (byte === this.#quote) this.#quote = undefined;
      return false;
    }
    if (quotes.includes(byte)) this.#quote = byte;
    return byte === greater;
  }

  *#leaveMarkup(): Generator<PayloadEvent> {
    const wasInPayload = this.#state === 'payload-markup';
    const markup = this.#rest.toString('latin1', this.#markupStart, Math.min(this.#length, this.#markupStart + 200));
    const selfClosing = this.#rest[this.#length - 2] === slash;
    if (wasInPayload && /^<[!?]/.test(markup)) {
      this.#state = 'payload';
      return;
    }
    if (wasInPayload) yield { kind: 'end' };
    this.#state = 'text';
    if (!payloadElement.test(markup) || selfClosing) return;
    this.#state = 'payload';
    yield { kind: 'start', index: this.#payloads, line: this.#line };
    this.#keep(Buffer.from(this.token(this.#payloads)));
    this.#payloads += 1;
  }

  #beginMarkup(state: State): void {
    this.#markupStart = this.#length;
    this.#quote = undefined;
    this.#kind = undefined;
    this.#state = state;
  }

  #endsWith(text: string, minLength: number): boolean {
    const start = this.#length - text.length;
    return this.#length - this.#markupStart >= minLength && this.#rest.toString('latin1', start, this.#length) === text;
  }

  /** Line numbers of what follows stay those of the file. */
  #keepNewlines(bytes: Buffer): void {
    for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) this.#keep(Buffer.of(newline));
  }

  #keep(bytes: Buffer): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#maxBytes) {
      throw new Problem('xml_too_large', {
        detail: `Without attachments the file may have ${this.#maxBytes} bytes; it has more`,
      });
    }
    if (needed > this.#rest.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#rest.length * 2));
      this.#rest.copy(larger, 0, 0, this.#length);
      this.#rest = larger;
    }
    bytes.copy(this.#rest, this.#length);
    this.#length = needed;
    for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) this.#line += 1;
  }
}

/** Where content stops being base64: at markup or a reference, in a CDATA section at its first bracket. */
function endOfPayload(chunk: Buffer, at: number, inCdata: boolean): number {
  const stops = inCdata ? [0x5d] : [less, ampersand];
  const found = stops.map((stop) => chunk.indexOf(stop, at)).filter((index) => index >= 0);
  return Math.min(chunk.length, ...found);
}
