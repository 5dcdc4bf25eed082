/** Containers, a PDF and mails with their complete private trust. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCertificates } from '../../../certs/keys/file-key.js';
import type { VectorCase } from '../cases.js';
import { type Suite, verdict } from '../suite.js';

const isXadesContainer = (vector: VectorCase) => /\.(asice|bdoc)$/.test(vector.file);

export const anchored: Suite = {
  name: 'anchored',
  question: 'policy full with the given anchors and CRL, at 2026-11-23T12:00:00Z',
  includes: isXadesContainer,
  judge: (vector, folder) =>
    verdict(vector, 'full', {
      anchors: ['ica.crt', 'tsa.crt', 'root.crt'].flatMap((name) =>
        readCertificates(readFileSync(join(folder, 'anchored/pki', name))),
      ),
      crls: [],
      at: new Date('2026-11-23T12:00:00Z'),
    }),
};
