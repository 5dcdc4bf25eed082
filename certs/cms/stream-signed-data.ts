/**
 * A SignedData that carries its content and is written while the content passes: nothing of it is kept.
 * Does not know what the content means; one whose digest is known beforehand: build-signed-data.ts.
 * Source: RFC 5652 section 5; section 5.2 allows BER for the content.
 */
import { createHash } from 'node:crypto';
import { contextTag, tags } from '../asn1/der.js';
import { closed, octetsInPieces, opened, pieces } from '../asn1/write-ber.js';
import { integer, oid, setOf } from '../asn1/write-der.js';
import type { Signer } from '../keys/signer.js';
import { digestIdentifier, digestOf } from '../signature/der-signature.js';
import { certificatesOf, signerInfo } from './build-signed-data.js';
import { contentTypes } from './identifiers.js';

/** Version 1: plain data, signers named by issuer and serial number (RFC 5652 section 5.1). */
const version = integer(1);

export interface StreamedSigning {
  readonly signer: Signer;
  readonly signingTime: Date;
}

/** A ContentInfo with the SignedData in it, BER. @throws what `content` throws; as the signer's own `sign` */
export async function* streamSignedData(
  content: AsyncIterable<Buffer>,
  { signer, signingTime }: StreamedSigning,
): AsyncGenerator<Buffer> {
  const digest = createHash(digestOf(signer.algorithm));
  async function* digested(): AsyncGenerator<Buffer> {
    for await (const chunk of content) {
      digest.update(chunk);
      yield chunk;
    }
  }
  yield opened(tags.sequence);
  yield oid(contentTypes.signedData);
  yield opened(contextTag(0), tags.sequence);
  yield Buffer.concat([version, setOf(digestIdentifier(digestOf(signer.algorithm)))]);
  yield opened(tags.sequence);
  yield oid(contentTypes.data);
  yield opened(contextTag(0), octetsInPieces);
  yield* pieces(digested());
  yield closed(3);
  yield certificatesOf(signer);
  const contentType = contentTypes.data;
  yield setOf(await signerInfo({ signer, contentType, contentDigest: digest.digest(), signingTime }));
  yield closed(3);
}
