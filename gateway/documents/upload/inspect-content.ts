/**
 * What is looked at while a text file passes by, once, in bounded memory: valid UTF-8, a secrecy stamp.
 * Reads no text inside PDF, office files, images or archives.
 */
import { maxStampLine, secretStampIn } from '../../../schemas/directory/secrecy.js';
import { Problem } from '../../../schemas/problems/problem.js';

/** Insists on UTF-8 and finds a secrecy mark that stands alone on its line; "mật độ dân số" is none. */
export class TextInspector {
  /** The mark as it stood there, if any. */
  secretMark: string | undefined;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #line = '';

  /** @param name the file's name, for the problem */
  constructor(private readonly name: string) {}

  /** Takes every chunk of the file in order. */
  see(chunk: Buffer): void {
    this.#take(this.#decode(chunk, true));
  }

  /** Called once behind the last chunk. */
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
