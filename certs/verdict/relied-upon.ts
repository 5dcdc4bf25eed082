/**
 * What a verdict on a signature was built from, gathered from how each of its certificates was judged.
 */
import { hash } from 'node:crypto';
import type { ProvenTimes } from './judge-times.js';
import type { TrustJudgement } from './judge-trust.js';
import type { JudgedSignature, ReliedUpon } from './judged-signature.js';

export const digestOf = (der: Buffer) => hash('sha256', der, 'base64');

/** Certificates of the paths, revocation lists and answers; each once. */
export function reliedUpon(judgements: readonly TrustJudgement[]): ReliedUpon[] {
  const all = judgements.flatMap(({ path, evidence }) => [
    ...path.map((der): ReliedUpon => ({ kind: 'certificate', der })),
    ...evidence.map(({ kind, der }): ReliedUpon => ({ kind, der })),
  ]);
  return [...new Map(all.map((item) => [digestOf(item.der), item])).values()];
}

export interface SignatureJudgement extends Pick<JudgedSignature, 'report' | 'certificate'> {
  readonly times: ProvenTimes;
  /** Of the signer's certificate and of every authority behind a timestamp. */
  readonly judgements: readonly TrustJudgement[];
}

export function judgedSignature({ report, certificate, times, judgements }: SignatureJudgement): JudgedSignature {
  return {
    report,
    certificate,
    tokens: times.tokens,
    reliedUpon: reliedUpon(judgements),
    missing: judgements.flatMap(({ missing }) => missing),
    withoutIssuer: judgements.flatMap(({ withoutIssuer }) => withoutIssuer),
  };
}
