/**
 * A mail's content under our signature, in one pass over any size: beside it, where every mail program shows the mail, or around it, which
 * nothing on the way can break but which programs without S/MIME cannot show.
 * Does not write the entity nor the mail's own header (gateway/mail), and reads no mails (read-mail.ts).
 * Source: RFC 8551 sections 3.1 (canonical CRLF, 7bit), 3.5.2 (signed-data) and 3.5.3 (multipart/signed); RFC 1847 section 2.1.
 */
import { createHash, randomBytes } from 'node:crypto';
import { buildSignedData } from '../cms/build-signed-data.js';
import { contentTypes } from '../cms/identifiers.js';
import { streamSignedData } from '../cms/stream-signed-data.js';
import type { Signer } from '../keys/signer.js';
import { digestOf } from '../signature/der-signature.js';
import { base64Text, cmsEntity, type WrittenEntity } from './entity.js';

const signatureName = 'smime.p7s';

export type SignatureForm = 'detached' | 'opaque';

export interface MailSigning {
  readonly form: SignatureForm;
  readonly signer: Signer;
  readonly signingTime: Date;
}

/** The signature as a part of its own. */
const signaturePart = (cms: Buffer) =>
  [
    `Content-Type: application/pkcs7-signature; name="${signatureName}"`,
    'Content-Transfer-Encoding: base64',
    `Content-Disposition: attachment; filename="${signatureName}"`,
    '',
    base64Text(cms),
  ].join('\r\n');

async function* signedParts(
  entity: AsyncIterable<Buffer>,
  { signer, signingTime }: MailSigning,
  boundary: string,
): AsyncGenerator<Buffer> {
  const digest = createHash(digestOf(signer.algorithm));
  yield Buffer.from(`--${boundary}\r\n`);
  for await (const chunk of entity) {
    digest.update(chunk);
    yield chunk;
  }
  const contentDigest = digest.digest();
  const contentType = contentTypes.data;
  const parts = { signer, signingTime, contentType, contentDigest, content: null, withCertificates: true };
  const cms = await buildSignedData(parts);
  yield Buffer.from(`\r\n--${boundary}\r\n${signaturePart(cms)}\r\n--${boundary}--\r\n`);
}

function signBeside(entity: AsyncIterable<Buffer>, signing: MailSigning): WrittenEntity {
  const boundary = `congvan-${randomBytes(16).toString('hex')}`;
  const micalg = digestOf(signing.signer.algorithm).replace('sha', 'sha-');
  const type = `multipart/signed; protocol="application/pkcs7-signature"; micalg=${micalg}; boundary="${boundary}"`;
  return { fields: { 'Content-Type': type }, body: signedParts(entity, signing, boundary) };
}

/**
 * The signed entity around another one.
 * @param entity octets of a MIME entity, header and body, every line ended by CRLF and in 7bit
 * Errors of the body: as `entity`'s and the signer's own
 */
export const signEntity = (entity: AsyncIterable<Buffer>, signing: MailSigning): WrittenEntity =>
  signing.form === 'opaque' ? cmsEntity('signed-data', streamSignedData(entity, signing)) : signBeside(entity, signing);
