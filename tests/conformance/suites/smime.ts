/** CMS and S/MIME: the examples of RFC 4134. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { berToDer } from '../../../certs/asn1/ber-to-der.js';
import { checkCms } from '../../../certs/cms/check-cms.js';
import type { CmsContent } from '../../../certs/cms/signed-content.js';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import type { VectorCase } from '../cases.js';
import type { Outcome } from '../outcome.js';
import { read, type Suite, source } from '../suite.js';

/** Enveloped, encrypted and digested data (chapters 5 to 7) carry no signature, and nobody sends us anything encrypted. */
const isSigned = (vector: VectorCase) => /rfc4134\/[34]\./.test(vector.file);

/** Everything in these examples is too weak today; the question is whether the mathematics is right. */
function outcomeOf(codes: readonly string[]): Outcome {
  const wrong = codes.filter((code) => code !== 'algorithm_weak' && code !== 'sender_mismatch');
  const why = codes.join(' ');
  return { said: wrong.length === 0 ? 'valid' : 'invalid', why };
}

async function judgeMail(vector: VectorCase): Promise<Outcome> {
  const report = await verifyFile(source(vector), { policy: 'core', anchors: [] });
  const problems = [...report.problems, ...report.signatures.flatMap((signature) => signature.problems)];
  return outcomeOf(problems.map(({ code }) => code));
}

/** The content of detached signatures lies beside them. */
function contentBeside(vector: VectorCase): CmsContent | null {
  const path = join(dirname(vector.path), 'ExContent.bin');
  if (!vector.detail.includes('detached') || !existsSync(path)) return null;
  const bytes = readFileSync(path);
  return { digest: async (algorithm) => createHash(algorithm).update(bytes).digest(), read: async () => bytes };
}

async function judgeCms(vector: VectorCase): Promise<Outcome> {
  const signatures = await checkCms(readFileSync(vector.path), contentBeside(vector));
  if (signatures.length === 0) return read('nobody signed');
  return outcomeOf(signatures.flatMap(({ findings }) => findings.map(({ code }) => code)));
}

function judgePlainData(vector: VectorCase): Outcome {
  return read(`${berToDer(readFileSync(vector.path)).length} octets in DER`);
}

export const smime: Suite = {
  name: 'smime',
  question:
    'checkCms and policy core on mails: what is signed is right, too weak or not; what is encrypted or only digested is left out',
  includes: isSigned,
  judge: (vector) => {
    if (vector.file.endsWith('.eml')) return judgeMail(vector);
    return vector.file.startsWith('rfc4134/3.') ? judgePlainData(vector) : judgeCms(vector);
  },
};
