/** pdfsig of poppler as an independent reader of signatures in PDFs: integrity only, certificates are not asked for. */
import { spawnSync } from 'node:child_process';

export interface PopplerSignature {
  /** Digest and signature value are right. */
  readonly valid: boolean;
  /** False for kinds poppler does not judge, such as document timestamps. */
  readonly judged: boolean;
  readonly total: boolean;
  readonly field: string;
  /** Common name. */
  readonly signer: string;
}

/** What poppler says of each signature: whose it is, whether the signed bytes are intact, and whether all of the file is signed. */
export function askPdfsig(path: string): PopplerSignature[] {
  const { stdout } = spawnSync('pdfsig', ['-nocert', path], { encoding: 'utf8' });
  return stdout
    .split(/^Signature #\d+:$/m)
    .slice(1)
    .map((part) => ({
      valid: part.includes('Signature is Valid'),
      judged: !part.includes('Signature has not yet been verified'),
      total: part.includes('Total document signed'),
      field: /Field Name: (.*)/.exec(part)?.[1] ?? '',
      signer: /Certificate Common Name: (.*)/.exec(part)?.[1] ?? '',
    }));
}
