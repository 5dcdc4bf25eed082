/**
 * What is looked at while a file passes by, once, in bounded memory: PDF signatures, valid UTF-8, a secrecy stamp.
 * Checks no signature (that is `certs`) and reads no text inside PDF, office files, images or archives.
 * Source: ISO 32000-1 section 12.8.1 (ByteRange).
 */
import { maxStampLine, secretStampIn } from '../../../schemas/directory/secrecy.js';
import { Problem } from '../../../schemas/problems/problem.js';

const byteRange = Buffer.from('/ByteRange');

/** Sees every chunk of a file in order. */
export interface ContentInspector {
  see(chunk: Buffer): void;
  /** Called once behind the last chunk. @throws Problem as `see` may: the file is not what it must be */
  end(): void | Promise<void>;
}

/** Counts signature dictionaries in a PDF by their /ByteRange entries. */
export class PdfSignatureCounter implements ContentInspector {
  count = 0;
  #carried: Buffer = Buffer.alloc(0);

  see(chunk: Buffer): void {
    const edge = byteRange.length - 1;
    // Both ends of the seam are shorter than the word, so nothing is counted twice.
    const seam = Buffer.concat([this.#carried, chunk.subarray(0, edge)]);
    this.count += occurrences(seam) + occurrences(chunk);
    const tail = chunk.length >= edge ? chunk : Buffer.concat([this.#carried, chunk]);
    this.#carried = Buffer.from(tail.subarray(Math.max(0, tail.length - edge)));
  }

  end(): void {}
}

function occurrences(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(byteRange); at >= 0; at = bytes.indexOf(byteRange, at + byteRange.length)) count += 1;
  return count;
}

/** Insists on UTF-8 and finds a secrecy mark that stands alone on its line; "mật độ dân số" is none. */
export class TextInspector implements ContentInspector {
  /** The mark as it stood there, if any. */
  secretMark: string | undefined;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #line = '';

  /** @param name the file's name, for the problem */
  constructor(private readonly name: string) {}

  see(chunk: Buffer): void {
    this.#take(this.#decode(chunk, true));
  }

  end(): void {
    this.#take(this.#decode(undefined, false));
    this.#judge(this.#line);
  }

  #decode(chunk: Buffer | undefined, stream: boolean): string {
    try {
      return this.#decoder.decode(chunk, { stream });
    } catch (cause) {
      throw new Problem('file_type', { detail: 'Text files must be UTF-8', field: this.name, cause });
    }
  }

  #take(text: string): void {
    const [first = '', ...others] = text.split(/\r\n|[\n\r\u2028\u2029]/);
    this.#line = this.#grow(first);
    for (const line of others) {
      this.#judge(this.#line);
      this.#line = line.slice(0, maxStampLine + 1);
    }
  }

  #grow(more: string): string {
    return (this.#line + more).slice(0, maxStampLine + 1);
  }

  #judge(line: string): void {
    if (this.secretMark !== undefined || line.length > maxStampLine) return;
    if (secretStampIn(line) !== undefined) this.secretMark = line.normalize('NFC').trim();
  }
}
