/**
 * Which certificate the signer has signed to be its own: the ESS attributes signing-certificate and signing-certificate-v2.
 * Without one of them, somebody may put another certificate with the same key in the place of the signer's.
 * Source: RFC 2634 section 5.4 (SHA-1 digests), RFC 5035 sections 3 and 4 (any digest, default SHA-256).
 */
import { hash } from 'node:crypto';
import { contextTag, DerError, type DerNode, DerReader, onlyElement, tags } from '../asn1/der.js';
import { readIntegerBytes } from '../asn1/der-values.js';
import { digestIdentifiers, readAlgorithmIdentifier } from '../signature/algorithm-identifiers.js';
import { readIssuerAndSerial } from '../signature/issuer-and-serial.js';
import type { SignatureDigest } from '../signature/signature-method.js';
import { nameKey, readName } from '../trust/name.js';
import { type Attribute, onlyValueOf } from './attributes.js';
import { attributeTypes } from './identifiers.js';

export interface CertificateReference {
  /** Undefined when the digest algorithm is not known. */
  readonly algorithm: SignatureDigest | undefined;
  readonly digest: Buffer;
  readonly issuerSerial: { readonly issuer: Buffer; readonly serial: Buffer } | null;
}

const directoryName = contextTag(4);

/** An issuer that is not one directory name cannot be that of a certificate. */
function readIssuerSerial(node: DerNode): CertificateReference['issuerSerial'] {
  const reader = new DerReader(node.content);
  const names = reader.take(tags.sequence);
  const serial = readIntegerBytes(reader.take(tags.integer));
  reader.finish();
  const issuer = onlyElement(onlyElement(names.content, directoryName).content, tags.sequence).whole;
  return { issuer, serial };
}

function readReference(node: DerNode, defaultDigest: 'sha1' | 'sha256'): CertificateReference {
  const reader = new DerReader(node.content);
  const named = defaultDigest === 'sha256' ? reader.takeIf(tags.sequence) : undefined;
  const digest = reader.take(tags.octetString).content;
  const issuerSerial = reader.takeIf(tags.sequence);
  reader.finish();
  return {
    algorithm: named === undefined ? defaultDigest : digestIdentifiers[readAlgorithmIdentifier(named).oid],
    digest,
    issuerSerial: issuerSerial === undefined ? null : readIssuerSerial(issuerSerial),
  };
}

/** The first reference is the signer's own certificate; the others limit the path and are not used. */
function firstReference(attribute: DerNode, defaultDigest: 'sha1' | 'sha256'): CertificateReference {
  if (attribute.tag !== tags.sequence) throw new DerError('a signing certificate attribute is no sequence');
  const certificates = new DerReader(attribute.content).take(tags.sequence);
  return readReference(new DerReader(certificates.content).take(tags.sequence), defaultDigest);
}

/** What the signed attributes say of the signing certificate; both attributes may be there. @throws DerError */
export function signingCertificateReferences(attributes: readonly Attribute[]): CertificateReference[] {
  const older = onlyValueOf(attributes, attributeTypes.signingCertificate);
  const newer = onlyValueOf(attributes, attributeTypes.signingCertificateV2);
  return [
    ...(older === undefined ? [] : [firstReference(older, 'sha1')]),
    ...(newer === undefined ? [] : [firstReference(newer, 'sha256')]),
  ];
}

/** Names may be written in another string type and still be the same. @throws DerError */
export function isSameName(one: Buffer, other: Buffer): boolean {
  const keyOf = (der: Buffer) => nameKey(readName(onlyElement(der, tags.sequence)));
  return one.equals(other) || keyOf(one) === keyOf(other);
}

/** Whether `certificate` (DER) is the one meant. @throws DerError for bytes that are no certificate */
export function isReferenced(certificate: Buffer, { algorithm, digest, issuerSerial }: CertificateReference): boolean {
  if (algorithm === undefined || algorithm === 'md5') return false;
  if (!hash(algorithm, certificate, 'buffer').equals(digest)) return false;
  if (issuerSerial === null) return true;
  const own = readIssuerAndSerial(certificate);
  return own.serial.content.equals(issuerSerial.serial) && isSameName(own.issuer.whole, issuerSerial.issuer);
}
