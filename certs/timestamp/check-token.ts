/**
 * Whether a timestamp token is right: signed by the certificate it is tied to, and over the very data it is said to cover.
 * Whether that authority is trusted, and was when it signed, is for certs/verdict to judge.
 * Source: RFC 3161 section 2.4.2 (one signer, signing certificate attribute); RFC 5652 section 5; ETSI EN 319 102-1 V1.3.1 section 5.4.
 */
import type { DigestAlgorithm } from '../../schemas/asice/open-container.js';
import { isProblem } from '../../schemas/problems/problem.js';
import { checkSignedData } from '../cms/check-cms.js';
import { type SignatureFinding, signatureFinding } from '../signature/signature-finding.js';
import { type OpenToken, openToken, type TimestampToken } from './read-token.js';

export interface CheckedTimestamp {
  /** Null when the token cannot be read. */
  readonly genTime: Date | null;
  /** The authority's certificate, DER; null when it is not inside or not certain. */
  readonly certificate: Buffer | null;
  readonly otherCertificates: readonly Buffer[];
  readonly crls: readonly Buffer[];
  readonly ocsps: readonly Buffer[];
  /** Of the authority's signature, e.g. `RSA-SHA256`. */
  readonly algorithm: string | null;
  /** Everything that is wrong; none: the data existed at `genTime`, if the authority can be trusted. */
  readonly findings: readonly SignatureFinding[];
}

/** Digest of what the token must cover; null when that cannot be told. */
export type ExpectedImprint = (algorithm: DigestAlgorithm) => Promise<Buffer | null>;

function openOrFinding(bytes: Buffer): OpenToken | SignatureFinding {
  try {
    return openToken(bytes);
  } catch (error) {
    if (isProblem(error)) return signatureFinding(error.code, error.detail);
    throw error;
  }
}

async function checkImprint({ imprint }: TimestampToken, expected: ExpectedImprint): Promise<SignatureFinding[]> {
  if (imprint.algorithm === null) return []; // said already, and reason enough
  const digest = await expected(imprint.algorithm);
  if (digest === null) return [unknownImprint];
  return digest.equals(imprint.digest) ? [] : [signatureFinding('timestamp_wrong', 'The timestamp is over other data')];
}

const unknownImprint: SignatureFinding = {
  code: 'timestamp_unsupported',
  message: 'It cannot be told what the timestamp covers',
  indication: 'INDETERMINATE',
  subIndication: 'SIGNED_DATA_NOT_FOUND',
};

const unreadable = (finding: SignatureFinding): CheckedTimestamp => ({
  genTime: null,
  certificate: null,
  otherCertificates: [],
  crls: [],
  ocsps: [],
  algorithm: null,
  findings: [finding],
});

/** Never throws for bad input: what is wrong is in the findings. */
export async function checkToken(bytes: Buffer, expected: ExpectedImprint): Promise<CheckedTimestamp> {
  const opened = openOrFinding(bytes);
  if ('code' in opened) return unreadable(opened);
  const { token, signedData } = opened;
  const [signature] = await checkSignedData(signedData, null, { requireSigningCertificate: true });
  const { genTime, certificate, otherCertificates, crls, ocsps } = token;
  return {
    ...{ genTime, certificate, otherCertificates, crls, ocsps },
    algorithm: signature?.algorithm ?? null,
    findings: [...token.findings, ...(signature?.findings ?? []), ...(await checkImprint(token, expected))],
  };
}
