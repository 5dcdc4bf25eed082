/** Containers, a PDF and mails with their complete private trust. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCertificates } from '../../../certs/keys/file-key.js';
import { derOf } from '../../support/pem.js';
import type { VectorCase } from '../cases.js';
import { type Suite, verdict } from '../suite.js';

const isJudged = (vector: VectorCase) => /\.(asice|bdoc|eml|pdf)$/.test(vector.file);

/** Containers bring their own revocation data or are meant to have none; mails and PDFs carry none. */
const crlsFor = (vector: VectorCase, pki: string) =>
  /\.(eml|pdf)$/.test(vector.file) ? [derOf(readFileSync(join(pki, 'ica.crl.pem'), 'latin1'))] : [];

export const anchored: Suite = {
  name: 'anchored',
  question: 'policy full with the given anchors and CRL, at 2026-11-23T12:00:00Z',
  includes: isJudged,
  judge: (vector, folder) => {
    const pki = join(folder, 'anchored/pki');
    return verdict(vector, 'full', {
      anchors: ['ica.crt', 'tsa.crt', 'root.crt'].flatMap((name) => readCertificates(readFileSync(join(pki, name)))),
      crls: crlsFor(vector, pki),
      at: new Date('2026-11-23T12:00:00Z'),
    });
  },
};
