/**
 * `congvan countersign FILE.asice --key FILE --cert FILE --out X.asice`: one more signature over what a container holds, without a gateway.
 * Countersigns nothing that is broken already; whose signatures stand there and whether they are trusted is for `congvan verify` to say.
 */
import { verifyFile } from '../../certs/verdict/verify-file.js';
import { countersignContainer } from '../../certs/xades/countersign-container.js';
import { openFileSource } from '../../schemas/asice/file-source.js';
import { openContainer } from '../../schemas/asice/open-container.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { TextOutput } from '../command-output.js';
import { readSigner, type SigningOptions, signAndTell, writeContainer } from './sign-container.js';

export interface CountersignOptions extends SigningOptions {
  readonly file: string;
}

type FileSource = Awaited<ReturnType<typeof openFileSource>>;

/** @throws Problem: the first thing that is wrong with the file; `file_unknown`, `signature_unsupported` when it is no ASiC-E container */
async function requireIntact(source: FileSource): Promise<void> {
  const { format, indication, problems, signatures } = await verifyFile(source, { policy: 'core', anchors: [] });
  if (format !== 'asice')
    throw new Problem('signature_unsupported', { detail: 'Only ASiC-E containers are countersigned' });
  if (indication === 'TOTAL-PASSED') return;
  const [fault] = [...problems, ...signatures.flatMap((signature) => signature.problems)];
  throw new Problem(fault?.code ?? 'signature_wrong', fault === undefined ? {} : { detail: fault.message });
}

/**
 * Signs what the container holds and writes a copy with the signature added; `out` appears complete, or not at all.
 * @returns the exit code, as `signAndTell`
 */
export function countersignFile(options: CountersignOptions, output: TextOutput): Promise<number> {
  return signAndTell('countersign', options, output, async () => {
    const signer = await readSigner(options);
    const source = await openFileSource(options.file);
    try {
      await requireIntact(source);
      const container = await openContainer(source);
      return await writeContainer(options.out, (writer) =>
        countersignContainer(container, writer, { signer, signingTime: new Date() }),
      );
    } finally {
      await source.close();
    }
  });
}
