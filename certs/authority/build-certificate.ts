/**
 * How a certificate is put together and signed, whatever it is for: serial number, names, key identifiers.
 * Does not know profiles (create-authority.ts, issue-certificate.ts).
 * Source: RFC 5280 sections 4.1 and 4.2.1.1-4.2.1.2.
 */
import { type KeyObject, randomBytes, X509Certificate } from 'node:crypto';
import { Problem } from '../../schemas/problems/problem.js';
import { importSigningKey } from './signing-key.js';
import {
  AuthorityKeyIdentifierExtension,
  type Extension,
  type JsonNameParams,
  Name,
  PublicKey,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
  X509Certificate as X509CertificateText,
} from './x509-library.js';

/** A certification authority as it signs: its key and its own certificate (DER). */
export interface Issuer {
  readonly privateKey: KeyObject;
  readonly certificate: Buffer;
}

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Whom a certificate names; texts are written as UTF-8 in NFC. */
export interface Subject {
  readonly commonName: string;
  readonly organization?: string;
  /** Identification code of the agency, written as organizationIdentifier (2.5.4.97). */
  readonly agencyCode?: string;
}

export interface CertificateDraft {
  readonly subject: Subject;
  readonly publicKey: KeyObject;
  readonly validity: Validity;
  readonly extensions: readonly Extension[];
}

const organizationIdentifier = '2.5.4.97';

/** The name as the library writes it. */
export function nameOf(subject: Subject): Name {
  const utf8 = (value: string) => [{ utf8String: value.normalize('NFC') }];
  const parts: JsonNameParams = [{ C: [{ printableString: 'VN' }] }];
  if (subject.organization !== undefined) parts.push({ O: utf8(subject.organization) });
  if (subject.agencyCode !== undefined) parts.push({ [organizationIdentifier]: utf8(subject.agencyCode) });
  parts.push({ CN: utf8(subject.commonName) });
  return new Name(parts);
}

/** 20 random bytes, positive and without a leading zero, so that no two certificates share one (section 4.1.2.2). */
function randomSerial(): string {
  const bytes = randomBytes(20);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

function publicKeyOf(key: KeyObject): PublicKey {
  return new PublicKey(key.export({ type: 'spki', format: 'der' }));
}

/** The library's view of an issuer's certificate: its name byte for byte and its key identifier. */
export function issuerNameAndKey(issuer: Buffer): { name: Name; authorityKey: AuthorityKeyIdentifierExtension } {
  const certificate = new X509CertificateText(new Uint8Array(issuer));
  const subjectKey = certificate.getExtension(SubjectKeyIdentifierExtension);
  if (subjectKey === null) throw new Problem('certificate_malformed', { detail: 'The issuer has no key identifier.' });
  return { name: certificate.subjectName, authorityKey: new AuthorityKeyIdentifierExtension(subjectKey.keyId) };
}

function checkIssuerKey(issuer: Issuer): void {
  if (!new X509Certificate(issuer.certificate).checkPrivateKey(issuer.privateKey)) throw new Problem('key_mismatch');
}

/**
 * Builds and signs a certificate; comes back as DER. The issuer's end of validity is never exceeded.
 * @throws Problem `key_mismatch` when the issuer's key is not its certificate's, `algorithm_*` for keys we do not sign with
 */
export async function buildCertificate(draft: CertificateDraft, issuer: Issuer): Promise<Buffer> {
  checkIssuerKey(issuer);
  const { name, authorityKey } = issuerNameAndKey(issuer.certificate);
  const issuerEnds = new X509Certificate(issuer.certificate).validTo;
  const notAfter = new Date(Math.min(draft.validity.notAfter.getTime(), Date.parse(issuerEnds)));
  const validity = { notBefore: draft.validity.notBefore, notAfter };
  return sign({ ...draft, validity, extensions: [...draft.extensions, authorityKey] }, name, issuer.privateKey);
}

/** Builds a certificate that is its own issuer. `privateKey` belongs to `draft.publicKey`. */
export function buildSelfSigned(draft: CertificateDraft, privateKey: KeyObject): Promise<Buffer> {
  return sign(draft, nameOf(draft.subject), privateKey);
}

async function sign(draft: CertificateDraft, issuer: Name, privateKey: KeyObject): Promise<Buffer> {
  const publicKey = publicKeyOf(draft.publicKey);
  const { key, algorithm } = await importSigningKey(privateKey);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: randomSerial(),
    subject: nameOf(draft.subject),
    issuer,
    notBefore: draft.validity.notBefore,
    notAfter: draft.validity.notAfter,
    publicKey,
    signingKey: key,
    signingAlgorithm: algorithm,
    extensions: [...draft.extensions, await SubjectKeyIdentifierExtension.create(publicKey)],
  });
  return Buffer.from(certificate.rawData);
}
