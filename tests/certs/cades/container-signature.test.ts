import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CadesContainer, cmsEntries } from '../../../certs/cades/check-container-signature.js';
import type { CheckedSignature } from '../../../certs/signature/checked-signature.js';
import { checkToken } from '../../../certs/timestamp/check-token.js';
import { encodeTimestampRequest } from '../../../certs/timestamp/request.js';
import { readTimestampResponse } from '../../../certs/timestamp/response.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { asiceMediaType, asicsMediaType } from '../../../schemas/asice/media-types.js';
import { openContainer } from '../../../schemas/asice/open-container.js';
import { isProblem } from '../../../schemas/problems/problem.js';
import { readCases } from '../../conformance/cases.js';
import { answerTimestamp, createTimestampAuthority } from '../../support/openssl-authority.js';
import { type OpensslFolder, openOpenssl } from '../../support/openssl-folder.js';
import { tstInfo } from '../../support/tst-info.js';
import { vectorsFolder } from '../../support/vectors.js';
import { type Files, zipped } from '../../support/zipped.js';

const digest = (content: Buffer | string, algorithm = 'sha256') =>
  createHash(algorithm).update(content).digest('base64');
const methods: Readonly<Record<string, string>> = {
  sha256: 'http://www.w3.org/2001/04/xmlenc#sha256',
  sha1: 'http://www.w3.org/2000/09/xmldsig#sha1',
};

interface ManifestWish {
  readonly algorithm?: string;
  readonly namespace?: string;
}

/** A manifest by which `signature` covers these files. */
function manifest(signature: string, files: Files, wish: ManifestWish = {}): string {
  const { algorithm = 'sha256', namespace = 'http://uri.etsi.org/02918/v1.2.1#' } = wish;
  const objects = Object.entries(files).map(
    ([
      name,
      content,
    ]) => `<asic:DataObjectReference URI="${encodeURI(name)}"><ds:DigestMethod Algorithm="${methods[algorithm]}"/>
<ds:DigestValue>${digest(content as Buffer, algorithm)}</ds:DigestValue></asic:DataObjectReference>`,
  );
  return `<asic:ASiCManifest xmlns:asic="${namespace}" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
<asic:SigReference URI="${signature}" MimeType="application/pkcs7-signature"/>${objects.join('')}</asic:ASiCManifest>`;
}

const letter = { 'công văn.pdf': '%PDF một', 'phụ lục/a.txt': 'hai' };
const signatureName = 'META-INF/signature001.p7s';

let openssl: OpensslFolder;

beforeAll(() => {
  openssl = openOpenssl();
  openssl.certificate('signer', '-newkey', 'rsa:2048');
  openssl.certificate('second', '-newkey', 'rsa:2048');
  createTimestampAuthority(openssl);
});
afterAll(() => openssl.remove());

function sign(content: Buffer | string, signer = 'signer', ...options: readonly string[]): Buffer {
  openssl.write('content', content);
  openssl.run(
    ...['cms', '-sign', '-in', 'content', '-binary', '-cades', '-outform', 'DER', '-out', 'signed'],
    ...['-signer', `${signer}.crt`, '-inkey', `${signer}.key`, ...options],
  );
  return openssl.read('signed');
}

function stamp(content: Buffer | string): Buffer {
  const imprint = createHash('sha256').update(content).digest();
  const request = { imprint, algorithm: 'sha256', certReq: true } as const;
  return readTimestampResponse(answerTimestamp(openssl, encodeTimestampRequest(request)), request).bytes;
}

async function check(container: Buffer): Promise<CheckedSignature[]> {
  const opened = await openContainer(bufferSource(container));
  const cades = await CadesContainer.open(opened);
  const all: CheckedSignature[] = [];
  for (const entry of cmsEntries(opened)) all.push(...(await cades.check(entry)));
  return all;
}

const codesOf = ({ findings }: CheckedSignature) => findings.map(({ code }) => code);
const summary = (signatures: readonly CheckedSignature[]) =>
  signatures.map((signature) => [signature.id, codesOf(signature), signature.covers]);

/** Codes of the findings of every timestamp it carries. */
const judgeTimestamps = ({ timestamps }: CheckedSignature) =>
  Promise.all(
    timestamps.map(async ({ kind, token, imprint }) => {
      const { findings } = await checkToken(token, imprint);
      return [kind, findings.map(({ code }) => code)];
    }),
  );

const signed = (files: Files = letter, text = manifest(signatureName, letter)): Files => ({
  ...files,
  'META-INF/ASiCManifest.xml': text,
  [signatureName]: sign(text),
});

describe('an ASiC-E container with CAdES', () => {
  it('is right: the signature over the manifest, the manifest over the files', async () => {
    const [signature, ...others] = await check(zipped(asiceMediaType, signed()));
    expect(others).toEqual([]);
    expect(signature).toMatchObject({ id: signatureName, algorithm: 'RSA-SHA256', findings: [], timestamps: [] });
    expect(signature?.covers).toEqual(Object.keys(letter));
    expect(signature?.certificate).toEqual(openssl.run('x509', '-in', 'signer.crt', '-outform', 'DER'));
  });

  it('may have several signatures, each with its own manifest and files', async () => {
    const second = 'META-INF/signature002.p7s';
    const [one = ''] = Object.keys(letter);
    const text = manifest(second, { [one]: letter['công văn.pdf'] });
    const files = { ...signed(), 'META-INF/ASiCManifest2.xml': text, [second]: sign(text, 'second') };
    expect(summary(await check(zipped(asiceMediaType, files)))).toEqual([
      [signatureName, [], Object.keys(letter)],
      [second, [], [one]],
    ]);
  });

  it('with a file that was changed, taken away or added covers only what is as it was', async () => {
    const [first = '', second = ''] = Object.keys(letter);
    const changed = zipped(asiceMediaType, signed({ ...letter, [second]: 'ba' }));
    expect(summary(await check(changed))).toEqual([[signatureName, ['digest_mismatch'], [first]]]);
    const less = zipped(asiceMediaType, signed({ [first]: letter['công văn.pdf'] }));
    expect(summary(await check(less))).toEqual([[signatureName, ['reference_missing'], [first]]]);
    const more = zipped(asiceMediaType, signed({ ...letter, 'thêm.txt': 'bốn' }));
    expect(summary(await check(more))).toEqual([[signatureName, [], Object.keys(letter)]]);
  });

  it('with another manifest than the signed one is wrong', async () => {
    const files = signed();
    const forged = manifest(signatureName, { ...letter, 'phụ lục/a.txt': 'ba' });
    const swapped = { ...files, 'phụ lục/a.txt': 'ba', 'META-INF/ASiCManifest.xml': forged };
    expect(summary(await check(zipped(asiceMediaType, swapped)))).toEqual([[signatureName, ['digest_mismatch'], []]]);
  });

  it('must name its certificate in a signed way, and be detached or the same', async () => {
    const text = manifest(signatureName, letter);
    const withSignature = (signature: Buffer) =>
      zipped(asiceMediaType, { ...letter, 'META-INF/ASiCManifest.xml': text, [signatureName]: signature });
    openssl.write('content', text);
    openssl.run(
      ...['cms', '-sign', '-in', 'content', '-binary', '-outform', 'DER', '-out', 'plain'],
      ...['-signer', 'signer.crt', '-inkey', 'signer.key'],
    );
    const plain = await check(withSignature(openssl.read('plain')));
    expect(plain.map(codesOf)).toEqual([['signing_certificate_mismatch']]);
    const attached = await check(withSignature(sign(text, 'signer', '-nodetach')));
    expect(attached.map(codesOf)).toEqual([[]]);
  });

  it.each([
    ['no manifest', { 'META-INF/ASiCManifest.xml': null }, ['reference_missing']],
    ['two manifests', { 'META-INF/ASiCManifest2.xml': manifest(signatureName, letter) }, ['signature_malformed']],
    ['a signature that is none', { [signatureName]: 'none' }, ['cms_malformed']],
    ['an empty signature', { [signatureName]: '' }, ['cms_malformed']],
  ])('with %s proves nothing', async (_what, changes, expected) => {
    const files: Record<string, Buffer | string | null> = { ...signed(), ...changes };
    const kept = Object.entries(files).flatMap(([name, content]) => (content === null ? [] : [[name, content]]));
    expect((await check(zipped(asiceMediaType, Object.fromEntries(kept)))).map(codesOf)).toEqual([expected]);
  });

  it('by SHA-1 is checked and called weak', async () => {
    const text = manifest(signatureName, letter, { algorithm: 'sha1' });
    expect((await check(zipped(asiceMediaType, signed(letter, text)))).map(codesOf)).toEqual([['algorithm_weak']]);
  });

  it.each([
    ['no XML', 'text', 'signature_malformed'],
    ['a DOCTYPE', '<!DOCTYPE a><a/>', 'signature_malformed'],
    ['another document', '<a/>', 'signature_malformed'],
    ['another namespace', manifest(signatureName, letter, { namespace: 'urn:x' }), 'signature_malformed'],
    ['no files', manifest(signatureName, {}), 'signature_malformed'],
    [
      'a file named twice',
      manifest(signatureName, letter).replace('ph%E1%BB%A5%20l%E1%BB%A5c/a.txt', 'c%C3%B4ng%20v%C4%83n.pdf'),
      'signature_malformed',
    ],
    [
      'a file outside',
      manifest(signatureName, letter).replace('ph%E1%BB%A5%20l%E1%BB%A5c', '..'),
      'reference_forbidden',
    ],
    [
      'a file elsewhere',
      manifest(signatureName, letter).replace('ph%E1%BB%A5%20l%E1%BB%A5c', 'http://a'),
      'reference_forbidden',
    ],
    [
      'an unknown digest',
      manifest(signatureName, letter).replace('xmlenc#sha256', 'xmlenc#sha0'),
      'algorithm_unsupported',
    ],
    [
      'a digest that is none',
      manifest(signatureName, letter).replace('<ds:DigestValue>', '<ds:DigestValue>?'),
      'signature_malformed',
    ],
    [
      'two signatures',
      manifest(signatureName, letter).replace('<asic:SigReference', '<asic:SigReference URI="x"/><asic:SigReference'),
      'signature_malformed',
    ],
  ])('whose manifest holds %s has one that cannot be read', async (_what, text, code) => {
    const container = await openContainer(bufferSource(zipped(asiceMediaType, signed(letter, text))));
    const cades = await CadesContainer.open(container);
    expect(cades.findings.map((finding) => finding.code)).toEqual([code]);
    expect((await check(zipped(asiceMediaType, signed(letter, text)))).map(codesOf)).toEqual([['reference_missing']]);
  });
});

describe('timestamps of a container', () => {
  const timestampName = 'META-INF/timestamp.tst';

  it('may stand over a manifest, as signatures of their authority', async () => {
    const text = manifest(timestampName, letter);
    const files = { ...letter, 'META-INF/ASiCManifest.xml': text, [timestampName]: stamp(text) };
    const [timestamp] = await check(zipped(asiceMediaType, files));
    expect(timestamp).toMatchObject({ profile: 'RFC 3161', findings: [], covers: Object.keys(letter) });
    expect(timestamp?.signingTime).toBeInstanceOf(Date);
    const other = { ...files, [timestampName]: stamp('khác') };
    expect(summary(await check(zipped(asiceMediaType, other)))).toEqual([[timestampName, ['timestamp_wrong'], []]]);
  });

  it('may stand over the one file their manifest names, and no other', async () => {
    const text = manifest(timestampName, { 'a.txt': 'một' }, { namespace: 'http://uri.etsi.org/2918/v1.2.1#' });
    const container = (content: string) =>
      zipped(asiceMediaType, { 'a.txt': content, 'META-INF/ASiCManifest.xml': text, [timestampName]: stamp(content) });
    expect(summary(await check(container('một')))).toEqual([[timestampName, [], ['a.txt']]]);
    expect(summary(await check(container('hai')))).toEqual([
      [timestampName, ['timestamp_wrong', 'digest_mismatch'], []],
    ]);
  });

  it('by somebody who is no timestamp authority prove nothing', async () => {
    const info = tstInfo(Buffer.from('một'));
    const token = (signer: string) => sign(info, signer, '-nodetach', '-econtent_type', 'id-smime-ct-TSTInfo');
    const container = (signer: string) => zipped(asicsMediaType, { 'a.txt': 'một', [timestampName]: token(signer) });
    expect(summary(await check(container('tsa')))).toEqual([[timestampName, [], ['a.txt']]]);
    expect(summary(await check(container('signer')))).toEqual([[timestampName, ['timestamp_untrusted'], ['a.txt']]]);
  });

  it('for the archive vouch for what their manifest names', async () => {
    const archiveName = 'META-INF/timestamp002.tst';
    const base = signed();
    const archive = manifest(archiveName, base);
    const files = { ...base, 'META-INF/ASiCArchiveManifest.xml': archive, [archiveName]: stamp(archive) };
    const [signature, timestamp] = await check(zipped(asiceMediaType, files));
    expect(signature && (await judgeTimestamps(signature))).toEqual([['archive', []]]);
    expect(timestamp).toMatchObject({ id: archiveName, findings: [], covers: Object.keys(letter) });

    const changed = { ...files, 'META-INF/ASiCManifest.xml': `${base['META-INF/ASiCManifest.xml']}\n` };
    const [broken] = await check(zipped(asiceMediaType, changed));
    expect(broken && (await judgeTimestamps(broken))).toEqual([['archive', ['timestamp_unsupported']]]);

    const silent = manifest(archiveName, letter);
    const uncovered = { ...base, 'META-INF/ASiCArchiveManifest.xml': silent, [archiveName]: stamp(silent) };
    const [alone] = await check(zipped(asiceMediaType, uncovered));
    expect(alone?.timestamps).toEqual([]);
  });
});

describe('an ASiC-S container', () => {
  it('is signed over its one file', async () => {
    const name = 'META-INF/signature.p7s';
    const right = zipped(asicsMediaType, { 'a.txt': 'một', [name]: sign('một') });
    expect(summary(await check(right))).toEqual([[name, [], ['a.txt']]]);
    const wrong = zipped(asicsMediaType, { 'a.txt': 'hai', [name]: sign('một') });
    expect(summary(await check(wrong))).toEqual([[name, ['digest_mismatch'], []]]);
  });

  const cases = readCases(vectorsFolder, 'asic').filter(({ file }) => file.endsWith('.asics'));

  it('has vectors', () => expect(cases.length).toBeGreaterThan(20));

  it.each(cases.map((vector) => [vector.file, vector] as const))(
    'of others: %s',
    async (_file, { path, expect: expected }) => {
      const signatures = await refusedOr(() => check(readFileSync(path)));
      const isRight = signatures?.every(({ findings }) => findings.length === 0) ?? false;
      if (expected !== 'unknown') expect(isRight).toBe(expected === 'valid' || expected === 'indeterminate');
      if (isRight) expect(signatures?.[0]?.covers).toHaveLength(1);
    },
  );
});

async function refusedOr<T>(act: () => Promise<T>): Promise<T | null> {
  try {
    return await act();
  } catch (error) {
    if (isProblem(error)) return null;
    throw error;
  }
}
