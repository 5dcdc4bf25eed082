import { createHash, type KeyObject } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildCertificate, type Issuer } from '../../../certs/authority/build-certificate.js';
import { createKeypair } from '../../../certs/authority/create-keypair.js';
import { issueCrl } from '../../../certs/authority/issue-crl.js';
import {
  BasicConstraintsExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
} from '../../../certs/authority/x509-library.js';
import { readCertificate } from '../../../certs/trust/certificate.js';
import { type TrustMaterial, validatePath } from '../../../certs/trust/validate-path.js';
import { newTestAuthority, type TestAuthority, type TestSeal } from '../../support/test-authority.js';

const dayMs = 86_400_000;
const required = { requireRevocation: true };
const days = (count: number) => new Date(Date.now() + count * dayMs);

let authority: TestAuthority;
let seal: TestSeal;

beforeAll(async () => {
  authority = await newTestAuthority();
  seal = await authority.issueSeal({ agencyCode: 'H30.07', name: 'Sở Y tế tỉnh Hậu Giang' });
});

function material(changes: Partial<TrustMaterial> = {}): TrustMaterial {
  const between = [authority.issuing.certificate];
  return { anchors: seal.anchors, intermediates: between, crls: seal.crls, at: new Date(), ...changes };
}

async function refusal(leaf: Buffer, given: TrustMaterial, options: Parameters<typeof validatePath>[2] = required) {
  const result = await validatePath(leaf, given, options);
  if (result.ok) throw new Error('accepted');
  expect(result.indication).toBe('INDETERMINATE');
  return { code: result.problem.code, sub: result.subIndication, message: result.problem.message };
}

/** A certificate of an agency-like leaf or authority with chosen extensions, straight from the issuing key. */
async function craft(issuer: Issuer, extensions: Extension[], commonName = 'Thử'): Promise<Issuer> {
  const { publicKey, privateKey } = await createKeypair('p-256');
  const validity = { notBefore: days(-1), notAfter: days(1) };
  return {
    privateKey,
    certificate: await buildCertificate({ subject: { commonName }, publicKey, validity, extensions }, issuer),
  };
}

const caExtensions = (below?: number) => [
  new BasicConstraintsExtension(true, below, true),
  new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
];

function listOf(issuer: Issuer, changes: Partial<Parameters<typeof issueCrl>[1]> = {}): Promise<Buffer> {
  return issueCrl(issuer, { number: 9, thisUpdate: days(-1), nextUpdate: days(1), revoked: [], ...changes });
}

describe('validating a path', () => {
  it('accepts a seal under its root with both lists, and returns the path from leaf to anchor', async () => {
    const path = [seal.certificate, authority.issuing.certificate, authority.root.certificate];
    const about = (der: Buffer) => readCertificate(der).fingerprint;
    expect(await validatePath(seal.certificate, material(), required)).toEqual({
      ok: true,
      path,
      evidence: [
        { kind: 'crl', der: seal.crls[1], about: about(authority.issuing.certificate) },
        { kind: 'crl', der: seal.crl, about: about(seal.certificate) },
      ],
    });
  });

  it('accepts an intermediate as the anchor, and then needs no list of the root', async () => {
    const given = material({ anchors: [authority.issuing.certificate], intermediates: [], crls: [seal.crl] });
    expect((await validatePath(seal.certificate, given, required)).ok).toBe(true);
  });

  it('accepts a certificate that is trusted directly', async () => {
    const given = { anchors: [seal.certificate], at: new Date() };
    expect((await validatePath(seal.certificate, given, required)).ok).toBe(true);
  });

  it('finds the path among many useless, looping and unreadable certificates', async () => {
    const other = await newTestAuthority('Nơi khác');
    const noise = [Buffer.from('nothing'), other.root.certificate, other.issuing.certificate, seal.certificate];
    const between = [...noise, authority.root.certificate, authority.issuing.certificate, ...noise];
    expect((await validatePath(seal.certificate, material({ intermediates: between }), required)).ok).toBe(true);
  });

  it('says no_path when the issuer is not given or the root is a stranger', async () => {
    const stranger = await newTestAuthority();
    expect(await refusal(seal.certificate, material({ intermediates: [] }))).toMatchObject({
      code: 'no_path',
      sub: 'NO_CERTIFICATE_CHAIN_FOUND',
    });
    expect(await refusal(seal.certificate, material({ anchors: [] }))).toMatchObject({ code: 'no_path' });
    expect(await refusal(seal.certificate, material({ anchors: stranger.anchors }))).toMatchObject({
      code: 'path_invalid',
    });
  });

  it('refuses a signature by another key of the same name', async () => {
    const impostor = await newTestAuthority();
    const given = material({ intermediates: [impostor.issuing.certificate] });
    expect(await refusal(seal.certificate, given)).toMatchObject({
      code: 'path_invalid',
      message: expect.stringContaining('signature'),
    });
  });

  it('refuses a leaf before and after its validity, to the second', async () => {
    const { notBefore, notAfter } = readCertificate(seal.certificate);
    const at = (time: number) => material({ at: new Date(time), crls: [] });
    const lax = { requireRevocation: false };
    expect((await validatePath(seal.certificate, at(notBefore.getTime()), lax)).ok).toBe(true);
    expect((await validatePath(seal.certificate, at(notAfter.getTime() + 999), lax)).ok).toBe(true);
    for (const time of [notBefore.getTime() - 1, notAfter.getTime() + 1000]) {
      expect(await refusal(seal.certificate, at(time), lax)).toMatchObject({
        code: 'certificate_expired',
        sub: 'OUT_OF_BOUNDS_NO_POE',
      });
    }
  });

  it('refuses a leaf issued by a seal, which is no authority', async () => {
    const { publicKey, privateKey } = await createKeypair('p-256');
    const validity = { notBefore: days(-1), notAfter: days(1) };
    const draft = {
      subject: { commonName: 'seal' },
      publicKey,
      validity,
      extensions: [new BasicConstraintsExtension(false)],
    };
    const middle = { privateKey, certificate: await buildCertificate(draft, authority.issuing) };
    const leaf = await craft(middle, []);
    const given = material({ intermediates: [authority.issuing.certificate, middle.certificate] });
    expect(await refusal(leaf.certificate, given)).toMatchObject({
      code: 'path_invalid',
      message: expect.stringContaining('authority'),
    });
  });

  it('refuses a path longer than an authority allows', async () => {
    const below = await craft(authority.issuing, caExtensions(0), 'dưới');
    const leaf = await craft(below, []);
    const given = material({ intermediates: [authority.issuing.certificate, below.certificate] });
    expect(await refusal(leaf.certificate, given)).toMatchObject({
      code: 'path_invalid',
      message: expect.stringContaining('longer'),
    });
  });

  it('refuses unknown critical extensions and passes over unknown ordinary ones', async () => {
    const strange = (critical: boolean) => [new Extension('1.3.6.1.4.1.55738.9', critical, Buffer.of(5, 0))];
    const critical = await craft(authority.issuing, strange(true));
    const ordinary = await craft(authority.issuing, strange(false));
    expect(await refusal(critical.certificate, material())).toMatchObject({ code: 'path_invalid' });
    expect((await validatePath(ordinary.certificate, material(), required)).ok).toBe(true);
  });

  it('asks for a purpose only when told to', async () => {
    const stamping = '1.3.6.1.5.5.7.3.8';
    const email = new Extension('2.5.29.37', false, Buffer.from('300a06082b06010505070304', 'hex'));
    const leaf = await craft(authority.issuing, [email]);
    expect((await validatePath(leaf.certificate, material(), required)).ok).toBe(true);
    expect(await refusal(leaf.certificate, material(), { ...required, purpose: stamping })).toMatchObject({
      code: 'path_invalid',
    });
    expect((await validatePath(leaf.certificate, material(), { ...required, purpose: '1.3.6.1.5.5.7.3.4' })).ok).toBe(
      true,
    );
  });

  it('stays quick when a hundred cross-certificates make thousands of paths', async () => {
    const pair = await Promise.all(Array.from({ length: 14 }, () => craft(authority.root, caExtensions(), 'vòng')));
    const crossed = await Promise.all(pair.flatMap((one) => pair.slice(0, 8).map((other) => cross(one, other))));
    const leaf = await craft(pair[0] as Issuer, []);
    const started = performance.now();
    const given = material({ anchors: (await newTestAuthority()).anchors, intermediates: crossed });
    expect((await validatePath(leaf.certificate, given, required)).ok).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

/** `child`'s key certified by `parent`. */
async function cross(child: Issuer, parent: Issuer): Promise<Buffer> {
  const publicKey: KeyObject = readCertificate(child.certificate).publicKey;
  const validity = { notBefore: days(-1), notAfter: days(1) };
  return buildCertificate({ subject: { commonName: 'vòng' }, publicKey, validity, extensions: caExtensions() }, parent);
}

describe('policies demanded by an authority', () => {
  const demand = new Extension('2.5.29.36', true, Buffer.from('3003800100', 'hex'));
  const [one, other, any] = ['06032a0304', '06032a0305', '0604551d2000'] as const;
  const listed = (policy: string) =>
    new Extension('2.5.29.32', false, Buffer.from(`30${len(policy, 2)}30${len(policy, 0)}${policy}`, 'hex'));
  const len = (hex: string, more: number) => (hex.length / 2 + more).toString(16).padStart(2, '0');

  async function judge(authorityPolicy: string | null, leafPolicy: string | null) {
    const anchor = await newTestAuthority();
    const limits = authorityPolicy === null ? [demand] : [demand, listed(authorityPolicy)];
    const middle = await craft(anchor.root, [...caExtensions(0), ...limits], 'giữa');
    const leaf = await craft(middle, leafPolicy === null ? [] : [listed(leafPolicy)]);
    const given = { anchors: anchor.anchors, intermediates: [middle.certificate], at: new Date() };
    const result = await validatePath(leaf.certificate, given, { requireRevocation: false });
    return result.ok ? 'accepted' : result.problem.code;
  }

  it.each([
    [one, one, 'accepted'],
    [any, one, 'accepted'],
    [one, any, 'accepted'],
    [one, other, 'path_invalid'],
    [one, null, 'path_invalid'],
    [null, one, 'path_invalid'],
  ])('authority %s, leaf %s: %s', async (above, below, expected) => {
    expect(await judge(above, below)).toBe(expected);
  });
});

describe('revocation', () => {
  it('refuses a revoked seal from that moment on, naming time and reason', async () => {
    const revokedAt = days(-2);
    const lists = [await seal.revoke(revokedAt, 'keyCompromise'), seal.crls[1] as Buffer];
    expect(await refusal(seal.certificate, material({ crls: lists }))).toMatchObject({
      code: 'certificate_revoked',
      sub: 'REVOKED_NO_POE',
      message: expect.stringContaining('key compromise'),
    });
    expect((await validatePath(seal.certificate, material({ crls: lists, at: days(-3) }), required)).ok).toBe(true);
    expect(await refusal(seal.certificate, material({ crls: lists }), { requireRevocation: false })).toMatchObject({
      code: 'certificate_revoked',
    });
  });

  it('says of a seal that has ended whether it was known to be good at its end, or revoked before', async () => {
    const ended = await authority.issueSeal({ notBefore: days(-20), notAfter: days(-10) });
    const list = (changes: Parameters<typeof listOf>[1] = {}) =>
      listOf(authority.issuing, { thisUpdate: days(-11), nextUpdate: days(-9), ...changes });
    const subOf = async (crls: Buffer[]) => (await refusal(ended.certificate, material({ crls }))).sub;
    const rootList = seal.crls[1] as Buffer;
    const olderRoot = await listOf(authority.root, { thisUpdate: days(-11), nextUpdate: days(9) });
    expect(await subOf([await list(), olderRoot])).toBe('OUT_OF_BOUNDS_NOT_REVOKED');
    expect(await subOf([rootList])).toBe('OUT_OF_BOUNDS_NO_POE');
    const { serial } = readCertificate(ended.certificate);
    const revoked = [{ serial, revokedAt: days(-12), reason: 'keyCompromise' as const }];
    expect(await subOf([await list({ revoked }), olderRoot])).toBe('REVOKED_NO_POE');
  });

  it('refuses everything below a revoked authority', async () => {
    const serial = readCertificate(authority.issuing.certificate).serial;
    const revoked = await listOf(authority.root, {
      revoked: [{ serial, revokedAt: days(-2), reason: 'cACompromise' }],
    });
    expect(await refusal(seal.certificate, material({ crls: [seal.crl, revoked] }))).toMatchObject({
      code: 'certificate_revoked',
      sub: 'REVOKED_CA_NO_POE',
    });
  });

  it.each([
    ['no list is given', async () => []],
    ['the list of the root is missing', async () => [seal.crl]],
    [
      'the list is out of date',
      async () => [await listOf(authority.issuing, { nextUpdate: days(-0.5) }), seal.crls[1] as Buffer],
    ],
    [
      'the list is signed by somebody else',
      async () => [
        await listOf({ ...authority.issuing, privateKey: (await createKeypair('p-256')).privateKey }),
        seal.crls[1] as Buffer,
      ],
    ],
    ['the list cannot be read', async () => [Buffer.from('no list'), seal.crls[1] as Buffer]],
  ])('is unknown when %s, and passes only where it is not required', async (_, lists) => {
    const given = material({ crls: await lists() });
    expect(await refusal(seal.certificate, given)).toMatchObject({ code: 'revocation_unknown', sub: 'TRY_LATER' });
    expect((await validatePath(seal.certificate, given, { requireRevocation: false })).ok).toBe(true);
  });

  it('uses the newest list', async () => {
    const { serial } = readCertificate(seal.certificate);
    const older = await listOf(authority.issuing, { thisUpdate: days(-3), nextUpdate: days(3) });
    const newer = await listOf(authority.issuing, { revoked: [{ serial, revokedAt: days(-2), reason: 'superseded' }] });
    for (const lists of [
      [older, newer],
      [newer, older],
    ]) {
      const given = material({ crls: [...lists, seal.crls[1] as Buffer] });
      expect(await refusal(seal.certificate, given)).toMatchObject({ code: 'certificate_revoked' });
    }
  });
});

describe('reading hostile certificates', () => {
  it('tells what a certificate says', () => {
    const view = readCertificate(seal.certificate);
    expect(view).toMatchObject({
      agencyCode: 'H30.07',
      subject: 'CN=Sở Y tế tỉnh Hậu Giang, organizationIdentifier=H30.07, O=Sở Y tế tỉnh Hậu Giang, C=VN',
      fingerprint: createHash('sha256').update(seal.certificate).digest('hex'),
      version: 3,
    });
  });

  it('never throws, hangs or accepts when any byte of the seal is changed', async () => {
    for (let at = 0; at < seal.certificate.length; at++) {
      const changed = Buffer.from(seal.certificate);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      const result = await validatePath(changed, material(), required);
      if (result.ok) throw new Error(`byte ${at} changed and still accepted`);
    }
  });

  it('never accepts a cut-off certificate nor one with bytes after it', async () => {
    for (let length = 0; length < seal.certificate.length; length += 7) {
      expect((await validatePath(seal.certificate.subarray(0, length), material(), required)).ok).toBe(false);
    }
    expect(await refusal(Buffer.concat([seal.certificate, Buffer.of(0)]), material())).toMatchObject({
      code: 'certificate_malformed',
    });
    expect(await refusal(Buffer.alloc(70_000, 0x30), material())).toMatchObject({ code: 'certificate_malformed' });
  });

  it('never uses a revocation list with a changed byte to call a certificate good', async () => {
    for (let at = 0; at < seal.crl.length; at++) {
      const changed = Buffer.from(seal.crl);
      changed[at] = (changed[at] ?? 0) ^ 0x01;
      const result = await validatePath(
        seal.certificate,
        material({ crls: [changed, seal.crls[1] as Buffer] }),
        required,
      );
      if (result.ok) throw new Error(`byte ${at} of the list changed and still used`);
    }
  });
});
