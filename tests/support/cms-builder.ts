/** CMS SignedData made by hand, so that any of its parts can be wrong. Not the product's code: an independent reading of RFC 5652. */
import { createHash, type KeyObject, sign } from 'node:crypto';
import { context, integer, octets, oid, sequence, set } from './der-bytes.js';

export const ids = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha1: '1.3.14.3.2.26',
  ecdsaSha256: '1.2.840.10045.4.3.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  algorithmProtection: '1.2.840.113549.1.9.52',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const;

export const sha256 = (...parts: readonly Buffer[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

export const algorithm = (id: string) => sequence(oid(id));
export const attribute = (type: string, ...values: readonly Buffer[]) => sequence(oid(type), set(...values));

export const contentTypeAttribute = (type: string = ids.data) => attribute(ids.contentType, oid(type));
export const digestAttribute = (content: Buffer) => attribute(ids.messageDigest, octets(sha256(content)));
export const signingCertificateV2 = (certificate: Buffer) =>
  attribute(ids.signingCertificateV2, sequence(sequence(sequence(octets(sha256(certificate))))));

/** issuer and serialNumber of a certificate, found by walking over it. */
function issuerAndSerial(certificate: Buffer): Buffer {
  const elementAt = (at: number): Buffer => {
    const first = certificate[at + 1] ?? 0;
    const count = first < 0x80 ? 0 : first & 0x7f;
    const length = count === 0 ? first : certificate.readUIntBE(at + 2, count);
    return certificate.subarray(at, at + 2 + count + length);
  };
  const contentStart = (at: number) =>
    at + ((certificate[at + 1] ?? 0) < 0x80 ? 2 : 2 + ((certificate[at + 1] ?? 0) & 0x7f));
  let at = contentStart(contentStart(0));
  at += elementAt(at).length; // version
  const serial = elementAt(at);
  at += serial.length;
  at += elementAt(at).length; // signature algorithm
  return sequence(elementAt(at), serial);
}

export interface SignerParts {
  readonly certificate: Buffer;
  /** EC P-256. */
  readonly key: KeyObject;
  /** Signed attributes as they will stand; null: none. */
  readonly signedAttributes: readonly Buffer[] | null;
  readonly unsignedAttributes?: readonly Buffer[];
  /** What is signed when there are no attributes. */
  readonly content?: Buffer;
  readonly digestAlgorithm?: Buffer;
  readonly signature?: Buffer;
}

/** Fields from version to signature, and the whole SignerInfo. */
export function signerInfo(parts: SignerParts): { fields: Buffer; whole: Buffer; signature: Buffer } {
  const {
    certificate,
    key,
    signedAttributes,
    unsignedAttributes = [],
    digestAlgorithm = algorithm(ids.sha256),
  } = parts;
  const toSign = signedAttributes === null ? (parts.content ?? Buffer.alloc(0)) : set(...signedAttributes);
  const signature = parts.signature ?? sign('sha256', toSign, key);
  const fields = Buffer.concat([
    integer(1),
    issuerAndSerial(certificate),
    digestAlgorithm,
    ...(signedAttributes === null ? [] : [context(0, ...signedAttributes)]),
    algorithm(ids.ecdsaSha256),
    octets(signature),
  ]);
  const unsigned = unsignedAttributes.length === 0 ? [] : [context(1, ...unsignedAttributes)];
  return { fields, whole: sequence(fields, ...unsigned), signature };
}

export interface SignedDataParts {
  readonly contentType?: string;
  /** Null: detached. */
  readonly content: Buffer | null;
  readonly certificates?: readonly Buffer[];
  readonly revocations?: readonly Buffer[];
  readonly signers: readonly Buffer[];
}

export function signedData(parts: SignedDataParts): Buffer {
  const { contentType = ids.data, content, certificates = [], revocations = [], signers } = parts;
  const encapsulated = sequence(oid(contentType), ...(content === null ? [] : [context(0, octets(content))]));
  return sequence(
    oid(ids.signedData),
    context(
      0,
      sequence(
        integer(1),
        set(algorithm(ids.sha256)),
        encapsulated,
        ...(certificates.length === 0 ? [] : [context(0, ...certificates)]),
        ...(revocations.length === 0 ? [] : [context(1, ...revocations)]),
        set(...signers),
      ),
    ),
  );
}
