/**
 * How the key of an encrypted content reaches the holder of a certificate: RSA key transport, or ECDH key agreement.
 * Does not encrypt the content (stream-enveloped-data.ts) nor judge the certificate (certs/smime/encryption-certificate.ts).
 * RSA is PKCS#1 v1.5, which every mail program reads (RFC 8551 section 2.3 asks for it); its weakness is in receivers that answer.
 * Source: RFC 5652 sections 6.2.1 and 6.2.2; RFC 3370 section 4.2.1; RFC 5753 sections 3.1 and 7.2 (ECDH); RFC 3565 section 2.3.2 and
 * RFC 3394 (AES key wrap); SEC 1 version 2.0 section 3.6.1 (X9.63 key derivation).
 */
import {
  constants,
  createCipheriv,
  createHash,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  publicEncrypt,
} from 'node:crypto';
import { childrenOf, onlyElement, tags } from '../asn1/der.js';
import { integer, nullElement, octets, oid, sequence, tagged } from '../asn1/write-der.js';
import { ecPublicKey, rsaEncryption } from '../signature/algorithm-identifiers.js';
import { readIssuerAndSerial } from '../signature/issuer-and-serial.js';

/** A recipient, and the least version of the structure around it (RFC 5652 section 6.1). */
export interface RecipientInfo {
  readonly der: Buffer;
  readonly envelopeVersion: 0 | 2;
}

const aes256Wrap = '2.16.840.1.101.3.4.1.45';
const wrapIdentifier = sequence(oid(aes256Wrap));
const wrapKeyBytes = 32;
const wrapInitialValue = Buffer.alloc(8, 0xa6);

interface Agreement {
  /** dhSinglePass-stdDH-…kdf-scheme */
  readonly scheme: string;
  readonly digest: string;
}

/** By the curve's name in OpenSSL; digests as strong as the curve (RFC 5753 section 8). */
const agreements: Readonly<Record<string, Agreement>> = {
  prime256v1: { scheme: '1.3.132.1.11.1', digest: 'sha256' },
  secp384r1: { scheme: '1.3.132.1.11.2', digest: 'sha384' },
  secp521r1: { scheme: '1.3.132.1.11.3', digest: 'sha512' },
};

const curveOf = (key: KeyObject) => key.asymmetricKeyDetails?.namedCurve ?? '';

/** Whether a content key can be brought to the holder of this key at all. */
export const takesContentKeys = (key: KeyObject): boolean =>
  key.asymmetricKeyType === 'rsa' || (key.asymmetricKeyType === 'ec' && curveOf(key) in agreements);

function issuerAndSerial(certificate: Buffer): Buffer {
  const { issuer, serial } = readIssuerAndSerial(certificate);
  return sequence(issuer.whole, serial.whole);
}

/** KeyTransRecipientInfo. */
function transport(certificate: Buffer, publicKey: KeyObject, contentKey: Buffer): Buffer {
  const encrypted = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, contentKey);
  return sequence(
    integer(0),
    issuerAndSerial(certificate),
    sequence(oid(rsaEncryption), nullElement),
    octets(encrypted),
  );
}

/** ECC-CMS-SharedInfo: for which key, of how many bits, the secret is used (RFC 5753 section 7.2). */
function sharedInfo(): Buffer {
  const bits = Buffer.alloc(4);
  bits.writeUInt32BE(wrapKeyBytes * 8);
  return sequence(wrapIdentifier, tagged(2, octets(bits)));
}

/** One round is enough: no digest here is shorter than the key. */
function wrappingKey(secret: Buffer, digest: string): Buffer {
  const counter = Buffer.of(0, 0, 0, 1);
  const derived = createHash(digest).update(secret).update(counter).update(sharedInfo()).digest();
  return derived.subarray(0, wrapKeyBytes);
}

function wrap(contentKey: Buffer, key: Buffer): Buffer {
  const cipher = createCipheriv('id-aes256-wrap', key, wrapInitialValue);
  return Buffer.concat([cipher.update(contentKey), cipher.final()]);
}

/** OriginatorPublicKey: the point of a key of one use; its curve is the recipient's. */
function originatorKey(ephemeral: KeyObject): Buffer {
  const spki = onlyElement(ephemeral.export({ type: 'spki', format: 'der' }), tags.sequence);
  const [, point] = childrenOf(spki);
  if (point === undefined) throw new Error('a public key without its point');
  return tagged(1, sequence(oid(ecPublicKey)), point.whole);
}

/** KeyAgreeRecipientInfo, `[1] IMPLICIT`. */
function agreement(certificate: Buffer, publicKey: KeyObject, contentKey: Buffer, { scheme, digest }: Agreement) {
  const ephemeral = generateKeyPairSync('ec', { namedCurve: curveOf(publicKey) });
  const secret = diffieHellman({ privateKey: ephemeral.privateKey, publicKey });
  const encryptedKey = octets(wrap(contentKey, wrappingKey(secret, digest)));
  return tagged(
    1,
    integer(3),
    tagged(0, originatorKey(ephemeral.publicKey)),
    sequence(oid(scheme), wrapIdentifier),
    sequence(sequence(issuerAndSerial(certificate), encryptedKey)),
  );
}

/**
 * @param certificate the recipient's, DER; @param contentKey 32 bytes
 * @throws Error for a key that `takesContentKeys` refuses
 */
export function recipientInfo(certificate: Buffer, publicKey: KeyObject, contentKey: Buffer): RecipientInfo {
  if (publicKey.asymmetricKeyType === 'rsa')
    return { der: transport(certificate, publicKey, contentKey), envelopeVersion: 0 };
  const scheme = agreements[curveOf(publicKey)];
  if (scheme === undefined) throw new Error('no content key can be brought to this kind of key');
  return { der: agreement(certificate, publicKey, contentKey, scheme), envelopeVersion: 2 };
}
