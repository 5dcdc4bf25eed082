/**
 * How a SignedData of one signer is put together: what timestamps and signed mails have in common.
 * Does not know what the content means, nor check what others signed (check-cms.ts); large contents: stream-signed-data.ts.
 * Source: RFC 5652 section 5 (SignedData); RFC 5816 and RFC 5035 section 3 (signing-certificate-v2).
 */
import { createHash } from 'node:crypto';
import { inSetOrder, integer, octets, oid, sequence, setOf, tagged, time } from '../asn1/write-der.js';
import type { Signer } from '../keys/signer.js';
import { digestIdentifier, digestOf, signatureIdentifier, signInDer } from '../signature/der-signature.js';
import { readIssuerAndSerial } from '../signature/issuer-and-serial.js';
import { readCertificate } from '../trust/certificate.js';
import { encodeIssuerSerial } from '../xades/issuer-serial.js';
import { attributeTypes, contentTypes } from './identifiers.js';

export interface SignedDataParts {
  readonly signer: Signer;
  /** Object identifier of what is signed. */
  readonly contentType: string;
  /** Of the content, with the digest the signer's algorithm begins with. */
  readonly contentDigest: Buffer;
  /** The content to carry; null when it travels beside the signature. */
  readonly content: Buffer | null;
  readonly signingTime: Date;
  readonly withCertificates: boolean;
}

const attribute = (type: string, value: Buffer) => sequence(oid(type), setOf(value));

/** SHA-256 is the default of ESSCertIDv2 and left out. */
function signingCertificate(certificate: Buffer): Buffer {
  const digest = createHash('sha256').update(certificate).digest();
  return sequence(sequence(sequence(octets(digest), encodeIssuerSerial(certificate))));
}

/** Signed is the SET OF attributes, carried the same under another tag (RFC 5652 section 5.4). */
export async function signerInfo({
  signer,
  contentType,
  contentDigest,
  signingTime,
}: Pick<SignedDataParts, 'signer' | 'contentType' | 'contentDigest' | 'signingTime'>): Promise<Buffer> {
  const attributes = [
    attribute(attributeTypes.contentType, oid(contentType)),
    attribute(attributeTypes.messageDigest, octets(contentDigest)),
    attribute(attributeTypes.signingTime, time(signingTime)),
    attribute(attributeTypes.signingCertificateV2, signingCertificate(signer.certificate)),
  ];
  const { issuer, serial } = readIssuerAndSerial(signer.certificate);
  return sequence(
    integer(1),
    sequence(issuer.whole, serial.whole),
    digestIdentifier(digestOf(signer.algorithm)),
    tagged(0, inSetOrder(attributes)),
    signatureIdentifier(signer.algorithm),
    octets(await signInDer(signer, setOf(...attributes))),
  );
}

/** The field with the signer's certificates. The root is left out: whoever trusts it has it. */
export function certificatesOf({ certificate, chain }: Signer): Buffer {
  const below = chain.filter((issuer) => !readCertificate(issuer).selfIssued);
  return tagged(0, inSetOrder([certificate, ...below]));
}

/** Version 1 is for plain data (RFC 5652 section 5.1). */
const versionFor = (contentType: string) => integer(contentType === contentTypes.data ? 1 : 3);

/** A ContentInfo with the SignedData in it, DER. @throws as the signer's own `sign` */
export async function buildSignedData(parts: SignedDataParts): Promise<Buffer> {
  const { signer, contentType, content, withCertificates } = parts;
  const signedData = sequence(
    versionFor(contentType),
    setOf(digestIdentifier(digestOf(signer.algorithm))),
    sequence(oid(contentType), ...(content === null ? [] : [tagged(0, octets(content))])),
    ...(withCertificates ? [certificatesOf(signer)] : []),
    setOf(await signerInfo(parts)),
  );
  return sequence(oid(contentTypes.signedData), tagged(0, signedData));
}
