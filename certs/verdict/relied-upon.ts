/**
 * What a verdict on a signature was built from, gathered from how each of its certificates was judged.
 */
import { hash } from 'node:crypto';
import type { TrustJudgement } from './judge-trust.js';
import type { JudgedSignature, ReliedUpon } from './judged-signature.js';
import type { SignatureReport } from './report.js';

export const digestOf = (der: Buffer) => hash('sha256', der, 'base64');

/** Certificates of the paths, revocation lists and answers; each once. */
export function reliedUpon(judgements: readonly TrustJudgement[]): ReliedUpon[] {
  const all = judgements.flatMap(({ path, evidence }) => [
    ...path.map((der): ReliedUpon => ({ kind: 'certificate', der })),
    ...evidence.map(({ kind, der }): ReliedUpon => ({ kind, der })),
  ]);
  return [...new Map(all.map((item) => [digestOf(item.der), item])).values()];
}

/** @param judgements of the signer's certificate and of every authority behind a timestamp */
export function judgedSignature(report: SignatureReport, judgements: readonly TrustJudgement[]): JudgedSignature {
  return {
    report,
    reliedUpon: reliedUpon(judgements),
    missing: judgements.flatMap(({ missing }) => missing),
    withoutIssuer: judgements.flatMap(({ withoutIssuer }) => withoutIssuer),
  };
}
