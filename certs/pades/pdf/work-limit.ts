/**
 * How much work a file may cause: every part that reads, parses, inflates or hashes pays here, so that no file, however twisted, takes
 * longer than its budget. Counts work, not time: the same file gives the same answer on every machine.
 */
import { Problem } from '../../../schemas/problems/problem.js';

export interface WorkLimits {
  /** Bytes looked at one by one; a hundred million take about two seconds. */
  readonly parsedBytes: number;
  readonly inflatedBytes: number;
  /** Bytes hashed or searched: the whole file once, and the signed part once for each signature. */
  readonly digestedBytes: number;
  /** Entries of cross-references, once for each revision that was signed: cheap to declare and dear to hold. */
  readonly objects: number;
}

/** Nobody's signed document comes near them. */
const defaultWorkLimits: WorkLimits = {
  parsedBytes: 128 * 1024 * 1024,
  inflatedBytes: 128 * 1024 * 1024,
  digestedBytes: 16 * 1024 * 1024 * 1024,
  objects: 1_000_000,
};

export class WorkLimit {
  readonly #done = { parsedBytes: 0, inflatedBytes: 0, digestedBytes: 0, objects: 0 };

  constructor(private readonly limits: WorkLimits = defaultWorkLimits) {}

  /** @throws Problem `pdf_too_complex` */
  spend(kind: keyof WorkLimits, amount: number): void {
    this.#done[kind] += amount;
    const limit = this.limits[kind];
    if (this.#done[kind] > limit) throw tooComplex(`more than ${limit} ${words[kind]}`);
  }

  /** Bytes that may still come out of compressed streams. */
  get inflatable(): number {
    return this.limits.inflatedBytes - this.#done.inflatedBytes;
  }
}

const words: Readonly<Record<keyof WorkLimits, string>> = {
  parsedBytes: 'bytes of objects to look at',
  inflatedBytes: 'bytes of compressed objects',
  digestedBytes: 'signed bytes to look at',
  objects: 'objects',
};

export const tooComplex = (detail: string) => new Problem('pdf_too_complex', { detail: `The PDF has ${detail}` });
