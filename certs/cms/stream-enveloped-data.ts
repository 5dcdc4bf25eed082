/**
 * Content encrypted for the holder of a certificate, written while it passes: nothing of it is kept.
 * Says nothing about who wrote it: sign first, encrypt then. Opens no envelopes.
 * Source: RFC 5652 section 6 (EnvelopedData); RFC 3565 (AES in CMS); RFC 8551 section 2.7 (AES-256 CBC).
 */
import { createCipheriv, randomBytes } from 'node:crypto';
import { contextTag, tags } from '../asn1/der.js';
import { closed, opened, pieces } from '../asn1/write-ber.js';
import { integer, octets, oid, sequence, setOf } from '../asn1/write-der.js';
import { readCertificate } from '../trust/certificate.js';
import { contentTypes } from './identifiers.js';
import { recipientInfo } from './recipient-info.js';

const aes256Cbc = '2.16.840.1.101.3.4.1.42';
const keyBytes = 32;
const blockBytes = 16;

async function* encrypted(content: AsyncIterable<Buffer>, key: Buffer, iv: Buffer): AsyncGenerator<Buffer> {
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  for await (const chunk of content) yield cipher.update(chunk);
  yield cipher.final();
}

/**
 * A ContentInfo with the EnvelopedData in it, BER.
 * @param certificate the recipient's, DER, of a key that `takesContentKeys`
 * @throws what `content` throws
 */
export async function* streamEnvelopedData(
  content: AsyncIterable<Buffer>,
  certificate: Buffer,
): AsyncGenerator<Buffer> {
  const [key, iv] = [randomBytes(keyBytes), randomBytes(blockBytes)];
  const { der, envelopeVersion } = recipientInfo(certificate, readCertificate(certificate).publicKey, key);
  yield opened(tags.sequence);
  yield oid(contentTypes.envelopedData);
  yield opened(contextTag(0), tags.sequence);
  yield Buffer.concat([integer(envelopeVersion), setOf(der)]);
  yield opened(tags.sequence);
  yield Buffer.concat([oid(contentTypes.data), sequence(oid(aes256Cbc), octets(iv))]);
  yield opened(contextTag(0));
  yield* pieces(encrypted(content, key, iv));
  yield closed(5);
}
