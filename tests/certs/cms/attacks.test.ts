import { createPrivateKey, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkCms } from '../../../certs/cms/check-cms.js';
import { readSignedData } from '../../../certs/cms/signed-data.js';
import type { CheckedSignature } from '../../../certs/signature/checked-signature.js';
import { isProblem } from '../../../schemas/problems/problem.js';
import {
  algorithm,
  attribute,
  contentTypeAttribute,
  digestAttribute,
  ids,
  type SignedDataParts,
  type SignerParts,
  sha256,
  signedData,
  signerInfo,
  signingCertificateV2,
} from '../../support/cms-builder.js';
import { context, octets, oid, sequence, set } from '../../support/der-bytes.js';
import { type OpensslFolder, openOpenssl } from '../../support/openssl-folder.js';

const text = Buffer.from('Công văn số 1/UBND-VP\r\n');

let openssl: OpensslFolder;
let key: KeyObject;
let certificate: Buffer;
/** The same key, name and serial number, and another certificate. */
let lookalike: Buffer;

beforeAll(() => {
  openssl = openOpenssl();
  const serial = ['-set_serial', '77'];
  certificate = openssl.certificate('signer', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', ...serial);
  key = createPrivateKey(openssl.read('signer.key'));
  lookalike = openssl.run(
    ...['req', '-x509', '-key', 'signer.key', '-subj', '/C=VN/CN=signer', ...serial],
    ...['-addext', 'keyUsage=critical,keyCertSign', '-outform', 'DER'],
  );
});
afterAll(() => openssl.remove());

const honest = () => [contentTypeAttribute(), digestAttribute(text), signingCertificateV2(certificate)];

const signer = (parts: Partial<SignerParts> = {}) => {
  const signedAttributes = parts.signedAttributes === undefined ? honest() : parts.signedAttributes;
  return signerInfo({ certificate, key, ...parts, signedAttributes });
};

const message = (parts: Partial<SignedDataParts> = {}) =>
  signedData({ content: text, certificates: [certificate], signers: [signer().whole], ...parts });

const codesOf = (signature: CheckedSignature | undefined) => signature?.findings.map(({ code }) => code);

async function codes(cms: Buffer, options = {}): Promise<(readonly string[] | undefined)[]> {
  return (await checkCms(cms, null, options)).map(codesOf);
}

describe('a CMS signature made by hand', () => {
  it('is right here and for openssl', async () => {
    expect(await codes(message(), { requireSigningCertificate: true })).toEqual([[]]);
    openssl.write('by-hand', message());
    const verify = ['cms', '-verify', '-cades', '-CAfile', 'signer.crt', '-purpose', 'any'];
    expect(openssl.accepts(...verify, '-inform', 'DER', '-in', 'by-hand')).toBe(true);
  });
});

describe('attacks on CMS signatures', () => {
  it('another certificate with the same key, name and serial number is not taken for the signer’s', async () => {
    const [signature] = await checkCms(message({ certificates: [lookalike] }), null);
    expect(codesOf(signature)).toEqual(['signing_certificate_mismatch']);
    expect(signature?.certificate).toBeNull();
    const [both] = await checkCms(message({ certificates: [lookalike, certificate] }), null);
    expect(codesOf(both)).toEqual([]);
    expect(both?.certificate).toEqual(certificate);
  });

  it('a reference with another issuer or serial number, or of both kinds with one wrong, does not match', async () => {
    const [issuer, serial] = [sequence(context(4, sequence())), octets(Buffer.of(1))];
    const attributesWith = (reference: Buffer) => [
      contentTypeAttribute(),
      digestAttribute(text),
      attribute(ids.signingCertificateV2, sequence(sequence(reference))),
    ];
    const wrongSerial = sequence(octets(sha256(certificate)), sequence(issuer, Buffer.of(0x02, 0x01, 0x05)));
    expect(
      await codes(message({ signers: [signer({ signedAttributes: attributesWith(wrongSerial) }).whole] })),
    ).toEqual([['signing_certificate_mismatch']]);
    const noSerial = sequence(octets(sha256(certificate)), sequence(issuer, serial));
    expect(await codes(message({ signers: [signer({ signedAttributes: attributesWith(noSerial) }).whole] }))).toEqual([
      ['signature_malformed'],
    ]);
    const older = attribute(ids.signingCertificate, sequence(sequence(sequence(octets(Buffer.alloc(20))))));
    expect(await codes(message({ signers: [signer({ signedAttributes: [...honest(), older] }).whole] }))).toEqual([
      ['signing_certificate_mismatch'],
    ]);
  });

  it('the attributes of one message are not passed off as the content of another', async () => {
    const attributes = honest();
    const { signature } = signer({ signedAttributes: attributes });
    const bare = signer({ signedAttributes: null, signature });
    const forged = message({ content: set(...attributes), signers: [bare.whole] });
    openssl.write('forged', forged);
    expect(openssl.accepts('cms', '-verify', '-noverify', '-inform', 'DER', '-in', 'forged')).toBe(true);
    expect(await codes(forged)).toEqual([['signature_malformed']]);
  });

  it('content is not taken for content of another type', async () => {
    const timestamp = '1.2.840.113549.1.9.16.1.4';
    expect(await codes(message({ contentType: timestamp }))).toEqual([['signature_malformed']]);
    const bare = signer({ signedAttributes: null, content: text });
    expect(await codes(message({ contentType: timestamp, signers: [bare.whole] }))).toEqual([['signature_malformed']]);
    expect(await codes(message({ signers: [bare.whole] }))).toEqual([[]]);
  });

  it.each([
    ['no message digest', () => [contentTypeAttribute()], ['signature_malformed', 'digest_mismatch']],
    ['no content type', () => [digestAttribute(text)], ['signature_malformed']],
    ['two message digests', () => [...honest(), digestAttribute(Buffer.from('khác'))], ['signature_malformed']],
    [
      'two certificates said to be the signer’s',
      () => [...honest(), signingCertificateV2(lookalike)],
      ['signature_malformed'],
    ],
    [
      'two values in one attribute',
      () => [
        contentTypeAttribute(),
        attribute(ids.messageDigest, octets(sha256(text)), octets(sha256(Buffer.from('khác')))),
      ],
      ['signature_malformed'],
    ],
    [
      'a digest of something else',
      () => [contentTypeAttribute(), digestAttribute(Buffer.from('khác'))],
      ['digest_mismatch'],
    ],
  ])('attributes that are signed and say it wrongly: %s', async (_what, attributes, expected) => {
    expect(await codes(message({ signers: [signer({ signedAttributes: attributes() }).whole] }))).toEqual([expected]);
  });

  it('algorithms other than the protected ones are refused', async () => {
    const protectedBy = (digest: string, signature: string) =>
      attribute(ids.algorithmProtection, sequence(algorithm(digest), context(1, oid(signature))));
    const right = signer({ signedAttributes: [...honest(), protectedBy(ids.sha256, ids.ecdsaSha256)] });
    expect(await codes(message({ signers: [right.whole] }))).toEqual([[]]);
    for (const [digest, signature] of [
      [ids.sha1, ids.ecdsaSha256],
      [ids.sha256, '1.2.840.10045.4.1'],
    ] as const) {
      const wrong = signer({ signedAttributes: [...honest(), protectedBy(digest, signature)] });
      expect(await codes(message({ signers: [wrong.whole] }))).toEqual([['signature_malformed']]);
    }
  });

  it('a digest algorithm nobody knows proves nothing', async () => {
    const unknown = signer({ digestAlgorithm: algorithm('1.2.3.4') });
    expect(await codes(message({ signers: [unknown.whole] }))).toEqual([['algorithm_unsupported']]);
  });

  it('a detached signature brings no content of its own, unless it is the same', async () => {
    const check = async (bytes: Buffer) => {
      const content = { digest: async () => sha256(bytes) };
      return codesOf((await checkCms(message(), content, { covers: ['text'] }))[0]);
    };
    expect(await check(text)).toEqual([]);
    expect(await check(Buffer.from('khác'))).toEqual(['cms_malformed', 'digest_mismatch']);
  });

  it('a signature value, attribute or certificate that is not what it was is noticed', async () => {
    const wrongValue = signer({ signature: Buffer.alloc(70, 1) });
    expect(await codes(message({ signers: [wrongValue.whole] }))).toEqual([['signature_wrong']]);
    const other = openssl.certificate('other', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1');
    const others = signer({ certificate: other, signedAttributes: [contentTypeAttribute(), digestAttribute(text)] });
    expect(await codes(message({ certificates: [other], signers: [others.whole] }))).toEqual([['signature_wrong']]);
  });

  it.each([
    ['101 signers', () => message({ signers: Array.from({ length: 101 }, () => signer().whole) })],
    ['1,001 certificates', () => message({ certificates: Array.from({ length: 1001 }, () => certificate) })],
    ['1,001 revocation lists', () => message({ revocations: Array.from({ length: 1001 }, () => sequence()) })],
    ['more than 10 MB', () => message({ content: Buffer.alloc(10 * 1024 * 1024) })],
    ['another type of content', () => sequence(oid(ids.data), context(0, octets(text)))],
    ['nothing', () => Buffer.alloc(0)],
    ['text', () => text],
    ['endless nesting', () => Buffer.from('3080'.repeat(1_000_000), 'hex')],
  ])('too much of something is refused, and soon: %s', async (_what, make) => {
    const cms = make();
    const started = performance.now();
    expect(await codes(cms)).toEqual([['cms_malformed']]);
    expect(performance.now() - started).toBeLessThan(1000);
    expect(() => readSignedData(cms)).toThrow(expect.objectContaining({ code: 'cms_malformed' }));
  });

  it('1,001 attributes and a thousand timestamps end soon', async () => {
    const many = Array.from({ length: 1001 }, () => attribute('1.2.3', octets(text)));
    expect(await codes(message({ signers: [signer({ unsignedAttributes: many }).whole] }))).toEqual([
      ['cms_malformed'],
    ]);
    const stamps = attribute('1.2.840.113549.1.9.16.2.14', ...Array.from({ length: 1000 }, () => sequence()));
    const [signature] = await checkCms(message({ signers: [signer({ unsignedAttributes: [stamps] }).whole] }), null);
    expect(signature?.timestamps).toHaveLength(100);
  });

  /** What an intact result says; a changed byte must not lead to the same words about other things. */
  const essence = ({ certificate: found, covers, algorithm: name, signingTime }: CheckedSignature) =>
    JSON.stringify([found?.toString('hex'), covers, name, signingTime]);

  it('no single changed byte goes unnoticed where it matters', async () => {
    const original = message();
    const [intact] = await checkCms(original, null, { covers: ['text'] });
    const unnoticed = new Set<number>();
    for (let at = 0; at < original.length; at++) {
      for (const flip of [0x01, 0x80, 0xff]) {
        const changed = Buffer.from(original);
        changed[at] = (changed[at] ?? 0) ^ flip;
        const signatures = await checkCms(changed, null, { covers: ['text'] });
        const right = signatures.filter(({ findings }) => findings.length === 0);
        if (right.length === 0) continue;
        unnoticed.add(at);
        expect(intact && right.map(essence)).toEqual([intact && essence(intact)]);
        expect(readSignedData(changed).content).toEqual(text);
      }
    }
    // versions and the list of digest algorithms are not signed and mean nothing
    expect(unnoticed.size).toBeLessThan(20);
  });

  it('any mutation gives findings or a result, never an exception', async () => {
    const original = message({ signers: [signer().whole, signer().whole] });
    let read = 0;
    const change = fc.record({ at: fc.nat(), remove: fc.nat(8), insert: fc.uint8Array({ maxLength: 8 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        let bytes = original;
        for (const { at, remove, insert } of changes) {
          const place = at % bytes.length;
          bytes = Buffer.concat([bytes.subarray(0, place), insert, bytes.subarray(place + remove)]);
        }
        for (const signature of await checkCms(bytes, null))
          if (!codesOf(signature)?.includes('cms_malformed')) read += 1;
      }),
      { numRuns: 3000 },
    );
    expect(read).toBeGreaterThan(10);
  });

  it('the reader throws problems only', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          readSignedData(Buffer.from(bytes));
        } catch (error) {
          expect(isProblem(error, 'cms_malformed')).toBe(true);
        }
      }),
    );
  });
});
