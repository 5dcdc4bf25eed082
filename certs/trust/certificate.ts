/**
 * What a certificate says: its names, key, times and extensions, read strictly from DER.
 * Does not decide whether it is trusted (validate-path.ts).
 * Source: RFC 5280 section 4.1; ETSI EN 319 412-3 section 4.2.1 (organizationIdentifier).
 */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { Problem } from '../../schemas/problems/problem.js';
import { contextTag, DerError, type DerNode, DerReader, onlyElement, tags } from '../asn1/der.js';
import { readCount, readIntegerBytes, readTime } from '../asn1/der-values.js';
import {
  authorityKeyId,
  type BasicConstraints,
  basicConstraints,
  type Extensions,
  extendedKeyUsage,
  keyUsage,
  readExtensions,
  subjectAltNames,
  subjectKeyId,
} from './extensions.js';
import type { GeneralName } from './general-name.js';
import { attributeOf, type DistinguishedName, nameKey, nameText, readName } from './name.js';
import { RecentViews } from './recent-views.js';
import { readSigned, type SignedObject } from './signed-object.js';

export interface CertificateView extends SignedObject {
  readonly der: Buffer;
  /** SHA-256 of the DER, hex. */
  readonly fingerprint: string;
  readonly version: number;
  /** Serial number as content octets, hex, e.g. `40ab…` or `00ff…`. */
  readonly serial: string;
  /** Names for people, e.g. `CN=…, O=…, C=VN`. */
  readonly subject: string;
  readonly issuer: string;
  readonly subjectName: DistinguishedName;
  readonly issuerName: DistinguishedName;
  readonly selfIssued: boolean;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: KeyObject;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Buffer;
  /** The identification code of the agency: organizationIdentifier, else serialNumber, of the subject. */
  readonly agencyCode: string | null;
  readonly extensions: Extensions;
  readonly basicConstraints: BasicConstraints | null;
  readonly keyUsage: ReadonlySet<number> | null;
  readonly extendedKeyUsage: readonly string[] | null;
  readonly subjectAltNames: readonly GeneralName[];
  readonly subjectKeyId: string | null;
  readonly authorityKeyId: string | null;
}

const maxCertificateBytes = 64 * 1024;
const maxAgencyCodeLength = 35;
const organizationIdentifier = '2.5.4.97';
const serialNumber = '2.5.4.5';

function readVersion(reader: DerReader): number {
  const field = reader.takeIf(contextTag(0));
  const version = field === undefined ? 1 : readCount(onlyElement(field.content, tags.integer)) + 1;
  if (version > 3) throw new DerError('unknown version');
  return version;
}

function readValidity(node: DerNode): { notBefore: Date; notAfter: Date } {
  const reader = new DerReader(node.content);
  const validity = { notBefore: readTime(reader.take()), notAfter: readTime(reader.take()) };
  reader.finish();
  return validity;
}

function readOptionalExtensions(reader: DerReader, version: number): Extensions {
  reader.takeIf(contextTag(1, false)); // issuerUniqueID
  reader.takeIf(contextTag(2, false)); // subjectUniqueID
  const field = reader.takeIf(contextTag(3));
  reader.finish();
  if (field === undefined) return new Map();
  if (version !== 3) throw new DerError('extensions need version 3');
  return readExtensions(onlyElement(field.content, tags.sequence));
}

function readPublicKey(spki: Buffer): KeyObject {
  try {
    return createPublicKey({ key: spki, format: 'der', type: 'spki' });
  } catch (cause) {
    throw new Problem('algorithm_unsupported', { detail: 'The kind of public key is not supported.', cause });
  }
}

function agencyCodeOf(subject: DistinguishedName): string | null {
  const code = attributeOf(subject, organizationIdentifier) ?? attributeOf(subject, serialNumber);
  return code !== null && code.length > 0 && code.length <= maxAgencyCodeLength ? code : null;
}

function readBody(body: DerNode, algorithmDer: Buffer) {
  const reader = new DerReader(body.content);
  const version = readVersion(reader);
  const serial = readIntegerBytes(reader.take(tags.integer)).toString('hex');
  if (!reader.take(tags.sequence).whole.equals(algorithmDer)) throw new DerError('two different signature algorithms');
  const issuerName = readName(reader.take(tags.sequence));
  const validity = readValidity(reader.take(tags.sequence));
  const subjectName = readName(reader.take(tags.sequence));
  const publicKeyInfo = reader.take(tags.sequence).whole;
  const extensions = readOptionalExtensions(reader, version);
  return { version, serial, issuerName, ...validity, subjectName, publicKeyInfo, extensions };
}

function parse(der: Buffer, fingerprint: string): CertificateView {
  const { body, algorithmDer, signed } = readSigned(der);
  const parts = readBody(body, algorithmDer);
  return {
    ...signed,
    ...parts,
    der,
    fingerprint,
    subject: nameText(parts.subjectName),
    issuer: nameText(parts.issuerName),
    selfIssued: nameKey(parts.subjectName) === nameKey(parts.issuerName),
    publicKey: readPublicKey(parts.publicKeyInfo),
    agencyCode: agencyCodeOf(parts.subjectName),
    basicConstraints: basicConstraints(parts.extensions),
    keyUsage: keyUsage(parts.extensions),
    extendedKeyUsage: extendedKeyUsage(parts.extensions),
    subjectAltNames: subjectAltNames(parts.extensions),
    subjectKeyId: subjectKeyId(parts.extensions),
    authorityKeyId: authorityKeyId(parts.extensions),
  };
}

const recent = new RecentViews<CertificateView>(512 * 1024);

/**
 * Reads one certificate in DER, at most 64 KB.
 * @throws Problem `certificate_malformed` for anything that is not a well-formed certificate, `algorithm_unsupported` for an unknown kind of key
 */
export function readCertificate(der: Buffer): CertificateView {
  if (der.length > maxCertificateBytes) {
    throw new Problem('certificate_malformed', { detail: 'The certificate is larger than 64 KB.' });
  }
  try {
    return recent.get(der, parse);
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    const detail = cause instanceof DerError ? `The certificate cannot be read: ${cause.message}.` : undefined;
    throw new Problem('certificate_malformed', { cause, ...(detail === undefined ? {} : { detail }) });
  }
}
