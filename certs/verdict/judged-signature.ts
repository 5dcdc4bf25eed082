/**
 * A judged signature with what lies behind its report: what was relied upon, so that it can be archived, and what was missing, so that
 * it can be fetched.
 */
import { hash } from 'node:crypto';
import type { UnknownRevocation } from '../trust/revocation.js';
import type { TrustJudgement } from './judge-trust.js';
import type { SignatureReport } from './report.js';

export interface ReliedUpon {
  readonly kind: 'certificate' | 'crl' | 'ocsp';
  readonly der: Buffer;
}

export interface JudgedSignature {
  readonly report: SignatureReport;
  /** Certificates of the paths (anchors included), revocation lists and answers; each once. */
  readonly reliedUpon: readonly ReliedUpon[];
  /** Certificates of unknown revocation state, and certificates of unknown issuer (DER). */
  readonly missing: readonly UnknownRevocation[];
  readonly withoutIssuer: readonly Buffer[];
}

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
