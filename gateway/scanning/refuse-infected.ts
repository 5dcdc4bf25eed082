/**
 * Keeps harmful files out of documents: asked when the files of a submission are stored and nothing is numbered yet. What could not be
 * scanned is not taken either: an agency would pass it on in good faith.
 */
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import type { ScanResult } from './virus-scanner.js';

export interface ScannedFile {
  readonly name: string;
  open(): Promise<AsyncIterable<Buffer>>;
}

function problemOf(result: Exclude<ScanResult, { kind: 'clean' }>, field: string): Problem {
  if (result.kind === 'infected')
    return new Problem('file_infected', { detail: `The virus scanner found "${result.name}"`, field });
  // Where our scanner is and what it said is nobody else's business.
  return new Problem(result.why === 'too-large' ? 'file_not_scannable' : 'scanner_unavailable', { field });
}

/**
 * Nothing is asked when no scanner is configured.
 * @throws Problem `file_infected`, `file_not_scannable` (over the scanner's limit), `scanner_unavailable`
 */
export async function refuseInfected(
  { scanner, log }: Pick<GatewayContext, 'scanner' | 'log'>,
  files: readonly ScannedFile[],
): Promise<void> {
  if (scanner === null) return;
  for (const { name, open } of files) {
    const result = await scanner.scan(await open());
    if (result.kind === 'clean') continue;
    log.warn({ ...result, file: name }, 'a file was refused by the virus scan');
    throw problemOf(result, name);
  }
}
