/** Encrypted entities, opened by openssl. */
import { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { encryptEntity } from '../../../certs/smime/encrypt-mail.js';
import { encryptionFault } from '../../../certs/smime/encryption-certificate.js';
import { octetsOf } from '../../../certs/smime/entity.js';
import { readCertificate } from '../../../certs/trust/certificate.js';
import { curve, openRecipient, type RecipientWish } from '../../support/openssl-recipient.js';

function recipient(wish: RecipientWish) {
  const one = openRecipient(wish);
  onTestFinished(() => one.remove());
  return one;
}

const type = { 'Content-Type': 'text/plain' };

async function encrypted(chunks: readonly Buffer[], certificate: Buffer): Promise<Buffer> {
  const entity = { fields: type, body: Readable.from(chunks) as AsyncIterable<Buffer> };
  return Buffer.concat(await Readable.from(octetsOf(encryptEntity(entity, certificate))).toArray());
}

const kinds: readonly (readonly [string, RecipientWish, RegExp])[] = [
  ['RSA', {}, /ktri[\s\S]*rsaEncryption/],
  ['P-256', { key: curve('P-256'), keyUsage: 'keyAgreement' }, /kari[\s\S]*dhSinglePass-stdDH-sha256kdf-scheme/],
  ['P-384', { key: curve('P-384'), keyUsage: 'keyAgreement' }, /kari[\s\S]*dhSinglePass-stdDH-sha384kdf-scheme/],
  ['P-521', { key: curve('P-521'), keyUsage: 'keyAgreement' }, /kari[\s\S]*dhSinglePass-stdDH-sha512kdf-scheme/],
];

describe.each(kinds)('what is encrypted for a certificate with a key of the kind %s', (_kind, wish, means) => {
  it('is opened by its holder, octet for octet, and by nobody else', async () => {
    const [reader, other] = [recipient(wish), recipient(wish)];
    const chunks = [Buffer.from('Mật\r\n'), Buffer.alloc(0), Buffer.alloc(300_000, 0x41), Buffer.from('\r\n')];
    const mail = await encrypted(chunks, reader.certificate);
    const head = Buffer.from('Content-Type: text/plain\r\n\r\n');
    expect(reader.decrypts(mail)?.equals(Buffer.concat([head, ...chunks]))).toBe(true);
    expect(other.decrypts(mail)).toBeNull();
    expect(mail.includes('AAAAAAAAAAAAAAAA')).toBe(false);
    const said = reader.describes(mail);
    expect(said).toMatch(means);
    expect(said).toMatch(/contentEncryptionAlgorithm:\s+algorithm: aes-256-cbc/);
  });
});

it('nothing is encrypted with the same key or initial value twice', async () => {
  const reader = recipient({});
  const [one, two] = [
    await encrypted([Buffer.alloc(64)], reader.certificate),
    await encrypted([Buffer.alloc(64)], reader.certificate),
  ];
  const bodyOf = (mail: Buffer) => mail.subarray(mail.indexOf('\r\n\r\n')).toString().slice(-120);
  expect(bodyOf(one)).not.toBe(bodyOf(two));
});

it('what fails while it is read ends the encryption with the same fault', async () => {
  const reader = recipient({});
  async function* broken(): AsyncGenerator<Buffer> {
    yield Buffer.from('a');
    throw new Error('the disk is gone');
  }
  const entity = encryptEntity({ fields: type, body: broken() }, reader.certificate);
  await expect(Readable.from(octetsOf(entity)).toArray()).rejects.toThrow('the disk is gone');
});

describe('a certificate is refused for encryption', () => {
  const faultOf = (wish: RecipientWish) => encryptionFault(readCertificate(recipient(wish).certificate));

  it('when its key usage or its purposes do not allow it', () => {
    expect(faultOf({})).toBeNull();
    expect(faultOf({ keyUsage: 'digitalSignature' })).toBe('Its key usage lacks keyEncipherment');
    expect(faultOf({ key: curve('P-256'), keyUsage: 'keyEncipherment' })).toBe('Its key usage lacks keyAgreement');
    expect(faultOf({ purpose: 'serverAuth' })).toBe('It is not for e-mail');
    expect(faultOf({ purpose: 'anyExtendedKeyUsage' })).toBeNull();
  });

  it('when nothing can be encrypted with its kind of key', () => {
    expect(faultOf({ key: ['ed25519'], keyUsage: 'digitalSignature' })).toContain('cannot be encrypted to');
  });
});
