/**
 * Reads a suite of the shared vectors: its `cases.tsv` (file, expect, detail, source; tab separated, no quoting).
 * Does not judge anything. A suite that is not there is an error that names it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Expectation = 'valid' | 'invalid' | 'indeterminate' | 'parse' | 'reject' | 'unknown';

export interface VectorCase {
  readonly suite: string;
  /** As in cases.tsv, possibly with `#id`. */
  readonly file: string;
  /** Absolute path of the file, without `#id`. */
  readonly path: string;
  readonly expect: Expectation;
  readonly detail: string;
}

/** @throws Error naming the suite when its cases.tsv is missing */
export function readCases(vectorsFolder: string, suite: string): VectorCase[] {
  const table = join(vectorsFolder, suite, 'cases.tsv');
  if (!existsSync(table)) throw new Error(`the vector suite "${suite}" is missing: ${table}`);
  return readFileSync(table, 'utf8')
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => {
      const [file = '', expect = '', detail = ''] = line.split('\t');
      return {
        suite,
        file,
        path: join(vectorsFolder, suite, file.replace(/#.*$/, '')),
        expect: expect as Expectation,
        detail,
      };
    });
}
