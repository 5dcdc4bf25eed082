/** Containers, a PDF and mails with their complete private trust. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCertificates } from '../../../certs/keys/file-key.js';
import type { VectorCase } from '../cases.js';
import { type Suite, verdict } from '../suite.js';

const isPdf = ({ file }: VectorCase) => file.endsWith('.pdf');
const isJudged = (vector: VectorCase) => isPdf(vector) || /\.(asice|bdoc)$/.test(vector.file);
const read = (folder: string, name: string) => readFileSync(join(folder, 'anchored/pki', name));

const derOf = (pem: Buffer) => Buffer.from(pem.toString().replace(/-----[^-]+-----|\s/g, ''), 'base64');

export const anchored: Suite = {
  name: 'anchored',
  question: 'policy full with the given anchors and CRL, at 2026-11-23T12:00:00Z',
  includes: isJudged,
  judge: (vector, folder) =>
    verdict(vector, 'full', {
      anchors: ['ica.crt', 'tsa.crt', 'root.crt'].flatMap((name) => readCertificates(read(folder, name))),
      // Containers carry their revocation answers themselves, or are to be undecided.
      crls: isPdf(vector) ? [derOf(read(folder, 'ica.crl.pem'))] : [],
      at: new Date('2026-11-23T12:00:00Z'),
    }),
};
