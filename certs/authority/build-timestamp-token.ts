/**
 * How a timestamp token is put together and signed: a TSTInfo inside a SignedData.
 * Does not decide whether a request is granted (issue-timestamp.ts), nor check tokens of others.
 * Source: RFC 3161 section 2.4.2; RFC 5652 section 5 (SignedData); RFC 5816 and RFC 5035 section 3 (signing-certificate-v2).
 */
import { createHash } from 'node:crypto';
import {
  generalizedTime,
  inSetOrder,
  integer,
  octets,
  oid,
  sequence,
  setOf,
  tagged,
  time,
  unsignedInteger,
} from '../asn1/write-der.js';
import type { Signer } from '../keys/signer.js';
import { digestIdentifier, digestOf, signatureIdentifier, signInDer } from '../signature/der-signature.js';
import { readIssuerAndSerial } from '../signature/issuer-and-serial.js';
import { readCertificate } from '../trust/certificate.js';
import { encodeIssuerSerial } from '../xades/issuer-serial.js';
import type { TimestampRequest } from './read-timestamp-request.js';

export interface TokenParts {
  readonly request: TimestampRequest;
  readonly signer: Signer;
  /** Object identifier. */
  readonly policy: string;
  readonly now: Date;
  /** 1 to 20 octets, read as a positive number. */
  readonly serial: Uint8Array;
  /** Left out, the token promises no accuracy. */
  readonly accuracySeconds?: number;
}

const ids = {
  signedData: '1.2.840.113549.1.7.2',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const;

function tstInfo({ request, policy, serial, now, accuracySeconds }: TokenParts): Buffer {
  return sequence(
    integer(1),
    oid(policy),
    request.imprint.der,
    unsignedInteger(serial),
    generalizedTime(now, 'milliseconds'),
    ...(accuracySeconds === undefined ? [] : [sequence(integer(accuracySeconds))]),
    ...(request.nonce === null ? [] : [request.nonce]),
  );
}

const attribute = (type: string, value: Buffer) => sequence(oid(type), setOf(value));

/** SHA-256 is the default of ESSCertIDv2 and left out. */
function signingCertificate(certificate: Buffer): Buffer {
  const digest = createHash('sha256').update(certificate).digest();
  return sequence(sequence(sequence(octets(digest), encodeIssuerSerial(certificate))));
}

function signedAttributes(content: Buffer, { certificate, algorithm }: Signer, now: Date): Buffer[] {
  return [
    attribute(ids.contentType, oid(ids.tstInfo)),
    attribute(ids.messageDigest, octets(createHash(digestOf(algorithm)).update(content).digest())),
    attribute(ids.signingTime, time(now)),
    attribute(ids.signingCertificateV2, signingCertificate(certificate)),
  ];
}

/** Signed is the SET OF attributes, carried the same under another tag (RFC 5652 section 5.4). */
async function signerInfo(content: Buffer, signer: Signer, now: Date): Promise<Buffer> {
  const attributes = signedAttributes(content, signer, now);
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

/** The root is left out: whoever trusts it has it. */
function certificatesOf({ certificate, chain }: Signer): Buffer {
  const below = chain.filter((issuer) => !readCertificate(issuer).selfIssued);
  return tagged(0, inSetOrder([certificate, ...below]));
}

/** A TimeStampToken, DER. @throws as the signer's own `sign` */
export async function buildTimestampToken(parts: TokenParts): Promise<Buffer> {
  const { request, signer, now } = parts;
  const content = tstInfo(parts);
  const signedData = sequence(
    integer(3),
    setOf(digestIdentifier(digestOf(signer.algorithm))),
    sequence(oid(ids.tstInfo), tagged(0, octets(content))),
    ...(request.wantsCertificates ? [certificatesOf(signer)] : []),
    setOf(await signerInfo(content, signer, now)),
  );
  return sequence(oid(ids.signedData), tagged(0, signedData));
}
