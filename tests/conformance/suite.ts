/** What a suite of the shared vectors is, and the ways its files are put before the product. */
import { readFileSync } from 'node:fs';
import type { Policy } from '../../certs/verdict/report.js';
import { verifyFile } from '../../certs/verdict/verify-file.js';
import type { ByteSource } from '../../schemas/asice/byte-source.js';
import { bufferSource } from '../../schemas/asice/file-source.js';
import { openContainer } from '../../schemas/asice/open-container.js';
import type { Expectation, VectorCase } from './cases.js';
import type { Outcome } from './outcome.js';

export interface Suite {
  readonly name: string;
  /** The folder of the vectors, where several suites ask different questions of the same ones; default: the name. */
  readonly vectors?: string;
  /** What is asked of our code, for the report. */
  readonly question: string;
  readonly includes?: (vector: VectorCase) => boolean;
  /** What the question makes of the suite's expectation: any of these agrees; default: the expectation itself. */
  readonly expected?: (vector: VectorCase) => readonly Expectation[];
  readonly judge: (vector: VectorCase, folder: string) => Promise<Outcome> | Outcome;
}

export const read = (why: string): Outcome => ({ said: 'read', why });

export const source = (vector: VectorCase): ByteSource => bufferSource(readFileSync(vector.path));

export async function drain(file: ByteSource): Promise<Outcome> {
  const container = await openContainer(file);
  for (const entry of container.entries) for await (const _chunk of container.stream(entry));
  return read(`${container.entries.length} entries`);
}

interface Trust {
  readonly anchors: Buffer[];
  readonly crls: Buffer[];
  readonly at?: Date;
}

/** A container that is refused as a whole, before any signature of it was judged, counts as `reject`. */
export async function verdict(vector: VectorCase, policy: Policy, trust: Trust): Promise<Outcome> {
  const report = await verifyFile(source(vector), { policy, ...trust });
  const problems = [...report.problems, ...report.signatures.flatMap((signature) => signature.problems)];
  const why = [report.subIndication, ...problems.map(({ code }) => code)].join(' ');
  if (report.indication === 'TOTAL-FAILED' && report.signatures.length === 0) return { said: 'reject', why };
  const said = { 'TOTAL-PASSED': 'valid', 'TOTAL-FAILED': 'invalid', INDETERMINATE: 'indeterminate' } as const;
  return { said: said[report.indication], why };
}
