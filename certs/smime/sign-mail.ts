/**
 * A mail's content under our signature: the entity as it is, and the CMS over it behind it, in one pass over any size.
 * Does not write the entity nor the mail's own header (gateway/mail), and reads no mails (read-mail.ts).
 * Source: RFC 8551 sections 3.1 (canonical CRLF, 7bit) and 3.5.3 (multipart/signed); RFC 1847 section 2.1.
 */
import { createHash } from 'node:crypto';
import { buildSignedData } from '../cms/build-signed-data.js';
import { contentTypes } from '../cms/identifiers.js';
import type { Signer } from '../keys/signer.js';
import { digestOf } from '../signature/der-signature.js';

const signatureName = 'smime.p7s';
const base64Line = /.{1,76}/g;

export interface MailSigning {
  readonly signer: Signer;
  readonly signingTime: Date;
  /** Of the multipart: 1 to 70 characters of RFC 2046's `bchars`, in no line of the entity. */
  readonly boundary: string;
}

/** Value of the Content-Type field of what `signEntity` writes. */
export function signedContentType({ signer, boundary }: Omit<MailSigning, 'signingTime'>): string {
  const micalg = digestOf(signer.algorithm).replace('sha', 'sha-');
  return `multipart/signed; protocol="application/pkcs7-signature"; micalg=${micalg}; boundary="${boundary}"`;
}

/** The signature as a part of its own. */
function signaturePart(cms: Buffer): string {
  const lines = cms.toString('base64').match(base64Line) ?? [];
  return [
    `Content-Type: application/pkcs7-signature; name="${signatureName}"`,
    'Content-Transfer-Encoding: base64',
    `Content-Disposition: attachment; filename="${signatureName}"`,
    '',
    ...lines,
    '',
  ].join('\r\n');
}

/**
 * The body of a multipart/signed.
 * @param entity octets of a MIME entity, header and body, every line ended by CRLF and in 7bit
 * @throws what `entity` throws; as the signer's own `sign`
 */
export async function* signEntity(entity: AsyncIterable<Buffer>, signing: MailSigning): AsyncGenerator<Buffer> {
  const { signer, signingTime, boundary } = signing;
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
