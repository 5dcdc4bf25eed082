/**
 * How much work one file may cause: every part that reads, parses or inflates pays here, so that no file, however twisted, takes longer
 * than its budget. Counts work, not time: the same file gives the same answer on every machine.
 */
import { Problem } from '../../../schemas/problems/problem.js';

/** Bytes looked at one by one; about two seconds of work. Nobody's signed document comes near it. */
const maxParsedBytes = 128 * 1024 * 1024;
const maxInflatedBytes = 128 * 1024 * 1024;
/** Objects are cheap to declare and dear to hold. */
const maxObjects = 500_000;

export class WorkLimit {
  #parsed = 0;
  #inflated = 0;
  #objects = 0;

  /** @throws Problem `pdf_too_complex` */
  parse(bytes: number): void {
    this.#parsed += bytes;
    if (this.#parsed > maxParsedBytes) throw tooComplex(`more than ${maxParsedBytes} bytes of objects to look at`);
  }

  /** Bytes that may still come out of compressed streams. */
  get inflatable(): number {
    return maxInflatedBytes - this.#inflated;
  }

  /** @throws Problem `pdf_too_complex` */
  inflate(bytes: number): void {
    this.#inflated += bytes;
    if (this.#inflated > maxInflatedBytes)
      throw tooComplex(`more than ${maxInflatedBytes} bytes of compressed objects`);
  }

  /** @throws Problem `pdf_too_complex` */
  declare(objects: number): void {
    this.#objects += objects;
    if (this.#objects > maxObjects) throw tooComplex(`more than ${maxObjects} objects`);
  }
}

export const tooComplex = (detail: string) => new Problem('pdf_too_complex', { detail: `The PDF has ${detail}` });
