/**
 * What an RFC 3161 timestamp token says and carries, before anything of it is believed.
 * Verifies nothing: check-token.ts does, and certs/verdict judges the authority.
 * Source: RFC 3161 section 2.4.2; RFC 5816 (signing certificate by any digest).
 */
import type { DigestAlgorithm } from '../../schemas/asice/open-container.js';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import { DerError } from '../asn1/der.js';
import { evidenceFor } from '../cms/carried-evidence.js';
import { findSigners } from '../cms/find-signer.js';
import { contentTypes } from '../cms/identifiers.js';
import { readSignedData, type SignedData } from '../cms/signed-data.js';
import type { SignerInfo } from '../cms/signer-info.js';
import { signingCertificateReferences } from '../cms/signing-certificate.js';
import { digestIdentifiers } from '../signature/algorithm-identifiers.js';
import { type SignatureFinding, signatureFinding } from '../signature/signature-finding.js';
import { isWeakDigest } from '../signature/signature-method.js';
import { readTstInfo, type TstInfo } from './tst-info.js';

export interface TimestampToken {
  readonly genTime: Date;
  /** How far `genTime` may be off, in milliseconds; null when the authority does not say. */
  readonly accuracyMs: number | null;
  readonly policy: string;
  /** Content octets of the integer, hex. */
  readonly serial: string;
  readonly imprint: {
    /** Null for an algorithm that is not supported (MD5 is none). */
    readonly algorithm: DigestAlgorithm | null;
    readonly digest: Buffer;
  };
  /** Content octets of the integer. */
  readonly nonce: Buffer | null;
  readonly ordering: boolean;
  /** The authority's signing certificate, DER; null when it is not inside or not certain. */
  readonly certificate: Buffer | null;
  readonly otherCertificates: readonly Buffer[];
  readonly crls: readonly Buffer[];
  readonly ocsps: readonly Buffer[];
  /** What is wrong with what it says. */
  readonly findings: readonly SignatureFinding[];
}

/** A token and its structure, for those who go on to verify it. */
export interface OpenToken {
  readonly token: TimestampToken;
  readonly signedData: SignedData;
}

function imprintAlgorithm({ imprintAlgorithm: oid }: TstInfo): DigestAlgorithm | null {
  const digest = digestIdentifiers[oid];
  return digest === undefined || digest === 'md5' ? null : digest;
}

function findingsOf(info: TstInfo): SignatureFinding[] {
  const digest = digestIdentifiers[info.imprintAlgorithm];
  const findings: SignatureFinding[] = [];
  if (info.hasUnknownCritical)
    findings.push(signatureFinding('timestamp_malformed', 'The timestamp has a critical extension nobody understands'));
  if (digest === undefined)
    findings.push(
      signatureFinding('algorithm_unsupported', `The digest algorithm ${info.imprintAlgorithm} is not supported`),
    );
  else if (isWeakDigest(digest))
    findings.push(signatureFinding('algorithm_weak', `${digest.toUpperCase()} is too weak to prove anything today`));
  return findings;
}

function signerCertificate(signer: SignerInfo, certificates: readonly Buffer[]): Buffer | null {
  const references = signingCertificateReferences(signer.signedAttributes ?? []);
  return findSigners(certificates, signer.identifier, references).proven[0] ?? null;
}

/** @throws DerError */
function open(bytes: Buffer): OpenToken {
  const signedData = readSignedData(bytes);
  const [signer, another] = signedData.signers;
  if (signedData.contentType !== contentTypes.tstInfo || signedData.content === null)
    throw new DerError('its content is no TSTInfo');
  if (signer === undefined || another !== undefined) throw new DerError('it must have exactly one signer');
  const info = readTstInfo(signedData.content);
  const evidence = evidenceFor(signedData, signer);
  const certificate = signerCertificate(signer, evidence.certificates);
  const { genTime, accuracyMs, policy, serial, nonce, ordering } = info;
  const token: TimestampToken = {
    ...{ genTime, accuracyMs, policy, serial, nonce, ordering },
    imprint: { algorithm: imprintAlgorithm(info), digest: info.imprint },
    certificate,
    otherCertificates: evidence.certificates.filter((der) => der !== certificate),
    crls: evidence.crls,
    ocsps: evidence.ocsps,
    findings: findingsOf(info),
  };
  return { token, signedData };
}

/** @throws Problem `timestamp_malformed` */
export function openToken(bytes: Buffer): OpenToken {
  try {
    return open(bytes);
  } catch (error) {
    const isBad = error instanceof DerError || isProblem(error, 'cms_malformed');
    if (!isBad) throw error;
    const why = isProblem(error) ? error.detail : error.message;
    throw new Problem('timestamp_malformed', { detail: `The timestamp cannot be read: ${why}`, cause: error });
  }
}

/**
 * Reads a token (ContentInfo with SignedData, DER or BER) without verifying it.
 * @throws Problem `timestamp_malformed`
 */
export function readToken(token: Buffer): TimestampToken {
  return openToken(token).token;
}
