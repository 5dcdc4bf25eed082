/**
 * A request for a seal certificate that goes to an outside authority (PKCS#10), signed by whatever holds the key: a file or a token.
 * Does not make or keep keys, nor read requests of others.
 * Source: RFC 2986 section 4.
 */
import type { KeyObject } from 'node:crypto';
import { integer, octetBits, sequence, tagged } from '../asn1/write-der.js';
import { type KeyUse, signatureIdentifier, signInDer } from '../signature/der-signature.js';
import { nameOf } from './build-certificate.js';
import { type SealOwner, sealSubject } from './issue-certificate.js';

/** A key with its public half. */
export interface RequestingKey extends KeyUse {
  readonly publicKey: KeyObject;
}

/** Builds and signs a CertificationRequest (DER) without attributes: the authority decides what stands in the certificate. */
export async function buildCertificateRequest(owner: SealOwner, key: RequestingKey): Promise<Buffer> {
  const version = integer(0);
  const subject = Buffer.from(nameOf(sealSubject(owner)).toArrayBuffer());
  const publicKeyInfo = key.publicKey.export({ type: 'spki', format: 'der' });
  const info = sequence(version, subject, publicKeyInfo, tagged(0));
  return sequence(info, signatureIdentifier(key.algorithm), octetBits(await signInDer(key, info)));
}
