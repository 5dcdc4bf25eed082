/**
 * An OCSP answer as a source: what it says about a certificate, and who may have signed it.
 * Source: RFC 6960 sections 3.2, 4.1.1 (hashes of the issuer), 4.2.2.2 (authorised responders); ETSI EN 319 102-1 V1.3.1 section 5.2.5.4.
 */
import { createHash } from 'node:crypto';
import { isProblem } from '../../schemas/problems/problem.js';
import { DerReader, onlyElement, tags } from '../asn1/der.js';
import { readOctetBits } from '../asn1/der-values.js';
import { type CertificateView, readCertificate } from './certificate.js';
import { extensionIds, keyUsageBits } from './extensions.js';
import type { PathSearch } from './find-paths.js';
import { nameKey } from './name.js';
import type { OcspCertId, OcspSingleAnswer, OcspView } from './ocsp.js';
import type { Delegate, Path, RevocationSource, Statement } from './revocation-source.js';

/**
 * How long an answer without nextUpdate is current. The standard leaves that to policy: without nextUpdate the responder says that newer
 * answers are always to be had, so one day is generous.
 */
const freshnessMs = 24 * 3600 * 1000;

const ocspSigning = '1.3.6.1.5.5.7.3.9';

/** The key itself: the bits of SubjectPublicKeyInfo without the header. */
export function publicKeyBits({ publicKeyInfo }: CertificateView): Buffer {
  const reader = new DerReader(onlyElement(publicKeyInfo, tags.sequence).content);
  reader.take(tags.sequence);
  return readOctetBits(reader.take(tags.bitString));
}

function isAbout(certId: OcspCertId, certificate: CertificateView, issuer: CertificateView): boolean {
  const { digest, serial, issuerNameHash, issuerKeyHash } = certId;
  if (digest === null || serial !== certificate.serial) return false;
  const hashOf = (bytes: Buffer) => createHash(digest).update(bytes).digest();
  return (
    hashOf(certificate.issuerName.der).equals(issuerNameHash) && hashOf(publicKeyBits(issuer)).equals(issuerKeyHash)
  );
}

function isResponder({ responder }: OcspView, signer: CertificateView): boolean {
  if ('name' in responder) return nameKey(responder.name) === nameKey(signer.subjectName);
  return createHash('sha1').update(publicKeyBits(signer)).digest().equals(responder.keyHash);
}

function isMeantForAnswers({ extendedKeyUsage, keyUsage }: CertificateView): boolean {
  const maySign = keyUsage === null || keyUsage.has(keyUsageBits.digitalSignature);
  return maySign && extendedKeyUsage?.includes(ocspSigning) === true;
}

function readOrPassOver(der: Buffer): CertificateView[] {
  try {
    return [readCertificate(der)];
  } catch (error) {
    if (isProblem(error)) return [];
    throw error;
  }
}

export class OcspSource implements RevocationSource {
  readonly kind = 'ocsp';
  readonly der: Buffer;
  readonly signed: OcspView;
  readonly issuedAt: Date;

  constructor(answer: OcspView) {
    this.der = answer.der;
    this.signed = answer;
    this.issuedAt = answer.producedAt;
  }

  about(certificate: CertificateView, issuer: CertificateView): Statement[] {
    return this.signed.answers
      .filter(({ certId }) => isAbout(certId, certificate, issuer))
      .map((single) => this.#statement(single));
  }

  #statement(single: OcspSingleAnswer): Statement {
    const { status, thisUpdate, nextUpdate, archiveCutoff, unknownCritical } = single;
    const hasUnknown = unknownCritical || this.signed.unknownCritical;
    return {
      source: this,
      status,
      thisUpdate,
      validUntil: nextUpdate ?? new Date(thisUpdate.getTime() + freshnessMs),
      knowsExpiredSince: archiveCutoff,
      obstacle: hasUnknown ? 'its OCSP answer has a critical extension that is not understood' : null,
    };
  }

  isIssuersOwn(issuer: CertificateView): boolean {
    return isResponder(this.signed, issuer);
  }

  /** Responders the issuer itself has certified for answers, with the very key that issued the certificate asked about. */
  *delegates(above: Path, search: PathSearch): Iterable<Delegate> {
    const issuer = above.at(-1);
    const sent = this.signed.certificates.flatMap(readOrPassOver);
    for (const signer of [...sent, ...search.certificates]) {
      if (issuer === undefined || !isMeantForAnswers(signer) || !isResponder(this.signed, signer)) continue;
      if (!search.isIssuedBy(signer, issuer)) continue;
      // Those above are asked about anyway: they are above the certificate in question too.
      const isExempt = signer.extensions.has(extensionIds.ocspNoCheck);
      yield { path: [...above, signer], askFrom: above.length + (isExempt ? 1 : 0) };
    }
  }
}
