import { createHash, createPrivateKey, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkCms } from '../../../certs/cms/check-cms.js';
import type { CheckedSignature } from '../../../certs/signature/checked-signature.js';
import {
  algorithm,
  attribute,
  contentTypeAttribute,
  digestAttribute,
  ids,
  type SignedDataParts,
  sha256,
  signedData,
  signerInfo,
} from '../../support/cms-builder.js';
import { context, integer, octets, oid, sequence } from '../../support/der-bytes.js';
import { type OpensslFolder, openOpenssl } from '../../support/openssl-folder.js';

const text = Buffer.from('Công văn số 1/UBND-VP\r\n');
const carriers = {
  contentTimestamp: '1.2.840.113549.1.9.16.2.20',
  signatureTimestamp: '1.2.840.113549.1.9.16.2.14',
  certificateValues: '1.2.840.113549.1.9.16.2.23',
  revocationValues: '1.2.840.113549.1.9.16.2.24',
  adobeRevocation: '1.2.840.113583.1.1.8',
  archiveV2: '1.2.840.113549.1.9.16.2.48',
  archiveV3: '0.4.0.1733.2.4',
  hashIndexV3: '0.4.0.19122.1.5',
  hashIndex: '0.4.0.1733.2.5',
};

let openssl: OpensslFolder;
let key: KeyObject;
let certificate: Buffer;

beforeAll(() => {
  openssl = openOpenssl();
  certificate = openssl.certificate('signer', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1');
  key = createPrivateKey(openssl.read('signer.key'));
});
afterAll(() => openssl.remove());

const attributes = () => [contentTypeAttribute(), digestAttribute(text)];
const signer = (unsignedAttributes: readonly Buffer[] = [], signed: readonly Buffer[] = []) =>
  signerInfo({ certificate, key, signedAttributes: [...attributes(), ...signed], unsignedAttributes });

async function check(parts: Partial<SignedDataParts>): Promise<CheckedSignature> {
  const cms = signedData({ content: text, certificates: [certificate], signers: [signer().whole], ...parts });
  const [signature] = await checkCms(cms, null);
  if (signature === undefined) throw new Error('nobody signed');
  expect(signature.findings).toEqual([]);
  return signature;
}

/** Stands for a certificate, list or answer: carried as it is, never read. */
const thing = (name: string) => sequence(octets(Buffer.from(name)));
const named = (ders: readonly Buffer[]) => ders.map((der) => der.subarray(4).toString());

describe('evidence that a CMS signature carries', () => {
  it('is found beside the signers: certificates, revocation lists, OCSP answers, and nothing else', async () => {
    const ocsp = context(1, oid('1.3.6.1.5.5.7.16.2'), thing('ocsp'));
    const unknown = context(1, oid('1.2.3'), thing('unknown'));
    const attributeCertificate = context(2, octets(Buffer.from('attributes')));
    const signature = await check({
      certificates: [certificate, thing('certificate'), attributeCertificate],
      revocations: [thing('crl'), ocsp, unknown],
    });
    expect(named(signature.otherCertificates)).toEqual(['certificate']);
    expect(named(signature.crls)).toEqual(['crl']);
    expect(named(signature.ocsps)).toEqual(['ocsp']);
  });

  it('is found in the attributes of CAdES and Adobe, each thing once', async () => {
    const values = (...names: readonly string[]) => sequence(...names.map(thing));
    const signature = await check({
      certificates: [certificate, thing('one')],
      revocations: [thing('crl-1')],
      signers: [
        signer(
          [
            attribute(carriers.certificateValues, values('one', 'two')),
            attribute(
              carriers.revocationValues,
              sequence(context(0, values('crl-1', 'crl-2')), context(1, values('ocsp-1'))),
            ),
          ],
          [attribute(carriers.adobeRevocation, sequence(context(0, values('crl-3')), context(1, values('ocsp-2'))))],
        ).whole,
      ],
    });
    expect(named(signature.otherCertificates)).toEqual(['one', 'two']);
    expect(named(signature.crls)).toEqual(['crl-1', 'crl-2', 'crl-3']);
    expect(named(signature.ocsps)).toEqual(['ocsp-1', 'ocsp-2']);
  });

  it('is passed over when its attribute cannot be read', async () => {
    const broken = [octets(text), sequence(integer(1)), sequence(context(0, octets(text)))];
    const types = [carriers.certificateValues, carriers.revocationValues];
    const unsigned = types.flatMap((type) => broken.map((value) => attribute(type, value)));
    const signature = await check({ signers: [signer(unsigned).whole] });
    expect([...signature.crls, ...signature.ocsps]).toEqual([]);
  });
});

describe('timestamps that a CMS signature carries', () => {
  it('cover the content or the signature value', async () => {
    const made = signer(
      [attribute(carriers.signatureTimestamp, thing('second'), thing('third'))],
      [attribute(carriers.contentTimestamp, thing('first'))],
    );
    const signature = await check({ signers: [made.whole] });
    expect(signature.timestamps.map(({ kind }) => kind)).toEqual(['content', 'signature', 'signature']);
    expect(named(signature.timestamps.map(({ token }) => token))).toEqual(['first', 'second', 'third']);
    const imprints = await Promise.all(signature.timestamps.map((timestamp) => timestamp.imprint('sha512')));
    const sha512 = (bytes: Buffer) => createHash('sha512').update(bytes).digest();
    expect(imprints).toEqual([sha512(text), sha512(made.signature), sha512(made.signature)]);
  });

  it('of detached content cover nothing when the content is not there', async () => {
    const made = signer([], [attribute(carriers.contentTimestamp, thing('first'))]);
    const cms = signedData({ content: null, certificates: [certificate], signers: [made.whole] });
    const [signature] = await checkCms(cms, null);
    expect(await signature?.timestamps[0]?.imprint('sha256')).toBeNull();
  });

  /** A token with an index of what it covers. */
  const archiveToken = (indexType: string, index: Buffer) =>
    signedData({
      contentType: '1.2.840.113549.1.9.16.1.4',
      content: Buffer.from('a TSTInfo'),
      signers: [signer([attribute(indexType, index)]).whole],
    });
  const digests = (...things: readonly Buffer[]) => sequence(...things.map((one) => octets(sha256(one))));
  const earlier = attribute(carriers.signatureTimestamp, thing('earlier'));
  const earlierValue = Buffer.concat([oid(carriers.signatureTimestamp), thing('earlier')]);
  const rightIndex = () =>
    sequence(algorithm(ids.sha256), digests(certificate, thing('ca')), digests(thing('crl')), digests(earlierValue));

  async function archiveImprint(
    indexType: string,
    index: Buffer,
  ): Promise<readonly [Buffer | null | undefined, Buffer]> {
    const token = archiveToken(indexType, index);
    const made = signer([earlier, attribute(carriers.archiveV3, token)]);
    const signature = await check({
      certificates: [certificate, thing('ca'), thing('added later')],
      revocations: [thing('crl'), thing('added later')],
      signers: [made.whole],
    });
    const archive = signature.timestamps.find(({ kind }) => kind === 'archive');
    const contentDigest = createHash('sha384').update(text).digest();
    const covered = Buffer.concat([oid(ids.data), contentDigest, made.fields, index]);
    return [await archive?.imprint('sha384'), createHash('sha384').update(covered).digest()];
  }

  it('for the archive cover content, signer and everything in their index', async () => {
    const [actual, expected] = await archiveImprint(carriers.hashIndexV3, rightIndex());
    expect(actual).toEqual(expected);
  });

  it('for the archive may count attributes as wholes, in the older index', async () => {
    const lists = [digests(certificate), digests(), digests(earlier)];
    for (const index of [sequence(algorithm(ids.sha256), ...lists), sequence(...lists)]) {
      const [actual, expected] = await archiveImprint(carriers.hashIndex, index);
      expect(actual).toEqual(expected);
    }
  });

  it.each([
    ['a certificate that is gone', () => [digests(thing('gone')), digests(), digests()]],
    ['a list that is gone', () => [digests(), digests(thing('gone')), digests()]],
    ['an attribute that is gone', () => [digests(), digests(), digests(thing('gone'))]],
    ['an attribute counted otherwise', () => [digests(), digests(), digests(earlier)]],
    ['two lists only', () => [digests(), digests()]],
    ['four lists', () => [digests(), digests(), digests(), digests()]],
    ['things that are no digests', () => [sequence(integer(1)), digests(), digests()]],
  ])('for the archive prove nothing with an index of %s', async (_what, lists) => {
    const [actual] = await archiveImprint(carriers.hashIndexV3, sequence(algorithm(ids.sha256), ...lists()));
    expect(actual).toBeNull();
  });

  it('for the archive prove nothing without an index, or in the older form', async () => {
    const made = signer([
      attribute(carriers.archiveV3, signedData({ content: text, signers: [signer().whole] })),
      attribute(carriers.archiveV3, thing('no token')),
      attribute(carriers.archiveV2, archiveToken(carriers.hashIndexV3, rightIndex())),
    ]);
    const { timestamps } = await check({ signers: [made.whole] });
    expect(timestamps.map(({ kind }) => kind)).toEqual(['archive', 'archive', 'archive']);
    expect(await Promise.all(timestamps.map((one) => one.imprint('sha256')))).toEqual([null, null, null]);
  });
});
