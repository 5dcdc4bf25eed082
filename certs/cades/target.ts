/** What a signature or timestamp of a container is over, and which files it thereby covers. */
import type { DigestAlgorithm } from '../../schemas/asice/open-container.js';
import type { SignatureFinding } from '../signature/signature-finding.js';

export type DigestOf = (algorithm: DigestAlgorithm) => Promise<Buffer>;

export interface Target {
  /** Of the manifest, or of the one data file. */
  readonly digest: DigestOf;
  /** Of the one file a manifest names, else null: timestamps of X-Road are over that file instead of the manifest. */
  readonly onlyFile: DigestOf | null;
  /** Names of the data files that are as they were. */
  readonly covers: readonly string[];
  /** What is wrong with the files named. */
  readonly findings: readonly SignatureFinding[];
}
