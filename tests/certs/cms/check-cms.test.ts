import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkCms } from '../../../certs/cms/check-cms.js';
import type { CmsContent } from '../../../certs/cms/signed-content.js';
import { type OpensslFolder, openOpenssl } from '../../support/openssl-folder.js';

const text = Buffer.from('Công văn số 1/UBND-VP\r\n');
const dayMs = 24 * 3600 * 1000;

let openssl: OpensslFolder;

beforeAll(() => {
  openssl = openOpenssl();
  openssl.write('text', text);
  openssl.certificate('rsa', '-newkey', 'rsa:2048');
  openssl.certificate('small', '-newkey', 'rsa:1024');
  openssl.certificate('other', '-newkey', 'rsa:2048');
  for (const curve of ['prime256v1', 'secp384r1', 'secp521r1', 'secp256k1'])
    openssl.certificate(curve, '-newkey', 'ec', '-pkeyopt', `ec_paramgen_curve:${curve}`);
  openssl.run('dsaparam', '-out', 'dsa.params', '1024');
  openssl.certificate('dsa', '-newkey', 'dsa:dsa.params');
});
afterAll(() => openssl.remove());

const binary = ['-binary', '-outform', 'DER'];

function sign(signer: string, ...options: readonly string[]): Buffer {
  openssl.run(
    ...['cms', '-sign', '-in', 'text', '-signer', `${signer}.crt`, '-inkey', `${signer}.key`, '-out', 'signed'],
    ...[...binary, ...options],
  );
  return openssl.read('signed');
}

const certificateOf = (name: string) => openssl.run('x509', '-in', `${name}.crt`, '-outform', 'DER');

/** Content known by its digests only. */
const digested = (content: Buffer): CmsContent => ({
  digest: async (algorithm) => createHash(algorithm).update(content).digest(),
});

const codesOf = (findings: readonly { readonly code: string }[]) => findings.map(({ code }) => code);

describe('CMS signatures that openssl made', () => {
  it.each([
    ['RSA', 'rsa', [], 'RSA-SHA256'],
    ['RSA with SHA-512', 'rsa', ['-md', 'sha512'], 'RSA-SHA512'],
    ['RSA with SHA3-256', 'rsa', ['-md', 'sha3-256'], 'RSA-SHA3-256'],
    ['RSASSA-PSS', 'rsa', ['-keyopt', 'rsa_padding_mode:pss'], 'RSA-PSS-SHA256'],
    [
      'RSASSA-PSS with another salt',
      'rsa',
      ['-keyopt', 'rsa_padding_mode:pss', '-keyopt', 'rsa_pss_saltlen:20'],
      'RSA-PSS-SHA256',
    ],
    ['P-256', 'prime256v1', [], 'ECDSA-SHA256'],
    ['P-384', 'secp384r1', ['-md', 'sha384'], 'ECDSA-SHA384'],
    ['P-521', 'secp521r1', ['-md', 'sha512'], 'ECDSA-SHA512'],
    ['a key identifier', 'rsa', ['-keyid'], 'RSA-SHA256'],
    ['a signed reference to the certificate', 'rsa', ['-cades'], 'RSA-SHA256'],
    ['no attributes', 'rsa', ['-noattr'], 'RSA-SHA256'],
    ['no attributes, P-256', 'prime256v1', ['-noattr'], 'ECDSA-SHA256'],
    ['BER of indefinite length', 'rsa', ['-stream'], 'RSA-SHA256'],
  ] as const)('are right: %s', async (_what, signer, options, algorithm) => {
    const [signature, ...others] = await checkCms(sign(signer, '-nodetach', ...options), null, { covers: ['text'] });
    expect(others).toEqual([]);
    expect(signature).toMatchObject({ id: 'cms', algorithm, covers: ['text'], findings: [], otherCertificates: [] });
    expect(signature?.certificate?.equals(certificateOf(signer))).toBe(true);
  });

  it('say when they were made', async () => {
    const [signature] = await checkCms(sign('rsa', '-nodetach'), null);
    expect(Math.abs((signature?.signingTime?.getTime() ?? 0) - Date.now())).toBeLessThan(dayMs);
    const [silent] = await checkCms(sign('rsa', '-nodetach', '-noattr'), null);
    expect(silent?.signingTime).toBeNull();
  });

  it.each([
    ['SHA-1', 'rsa', ['-md', 'sha1'], ['algorithm_weak']],
    ['MD5', 'rsa', ['-md', 'md5'], ['algorithm_weak']],
    ['DSA', 'dsa', ['-md', 'sha256'], ['algorithm_weak']],
    ['RSA with 1024 bits', 'small', [], ['algorithm_weak']],
    ['a curve of no official standing', 'secp256k1', [], ['algorithm_unsupported']],
  ] as const)('are checked, and called what they are: %s', async (_what, signer, options, expected) => {
    const signed = sign(signer, '-nodetach', ...options);
    const [signature] = await checkCms(signed, null);
    expect(codesOf(signature?.findings ?? [])).toEqual(expected);
    const changed = Buffer.from(signed);
    changed[signed.indexOf('Công')] = 0x43 ^ 1;
    const [broken] = await checkCms(changed, null);
    expect(codesOf(broken?.findings ?? []).sort()).toEqual(['digest_mismatch', ...expected].sort());
  });

  it('over content that lies elsewhere need only its digest', async () => {
    const signed = sign('rsa');
    const [right] = await checkCms(signed, digested(text), { covers: ['text'], id: 'one' });
    expect(right).toMatchObject({ id: 'one', covers: ['text'], findings: [] });
    const [wrong] = await checkCms(signed, digested(Buffer.from('khác')), { covers: ['text'] });
    expect(wrong?.covers).toEqual([]);
    expect(codesOf(wrong?.findings ?? [])).toEqual(['digest_mismatch']);
    const [without] = await checkCms(signed, null, { covers: ['text'] });
    expect(without?.covers).toEqual([]);
    expect(codesOf(without?.findings ?? [])).toEqual(['reference_missing']);
  });

  it('without attributes need the content itself', async () => {
    const signed = sign('rsa', '-noattr');
    const check = async (content: CmsContent) => (await checkCms(signed, content, { covers: ['text'] }))[0];
    const right = await check({ ...digested(text), read: async () => text });
    expect(right).toMatchObject({ findings: [], covers: ['text'] });
    const wrong = await check({ ...digested(text), read: async () => Buffer.from('khác') });
    expect(codesOf(wrong?.findings ?? [])).toEqual(['signature_wrong']);
    expect(wrong?.covers).toEqual([]);
    const unknown = await check(digested(text));
    expect(codesOf(unknown?.findings ?? [])).toEqual(['signature_unsupported']);
    expect(unknown?.covers).toEqual([]);
  });

  it('by several signers are reported one by one', async () => {
    const signed = sign('rsa', '-nodetach', '-signer', 'prime256v1.crt', '-inkey', 'prime256v1.key');
    const signatures = await checkCms(signed, null, { id: 'both' });
    expect(signatures.map(({ id, findings }) => [id, findings])).toEqual([
      ['both#1', []],
      ['both#2', []],
    ]);
    expect(signatures.map(({ algorithm }) => algorithm).sort()).toEqual(['ECDSA-SHA256', 'RSA-SHA256']);
    expect(signatures[0]?.otherCertificates).toHaveLength(1);
  });

  it('of a baseline profile must say which certificate is the signer’s', async () => {
    const plain = await checkCms(sign('rsa', '-nodetach'), null, { requireSigningCertificate: true });
    expect(codesOf(plain[0]?.findings ?? [])).toEqual(['signing_certificate_mismatch']);
    const cades = await checkCms(sign('rsa', '-nodetach', '-cades'), null, { requireSigningCertificate: true });
    expect(cades[0]?.findings).toEqual([]);
  });

  it('may leave the certificate to those who know it', async () => {
    const signed = sign('rsa', '-nodetach', '-nocerts');
    const [alone] = await checkCms(signed, null);
    expect(alone?.certificate).toBeNull();
    expect(codesOf(alone?.findings ?? [])).toEqual(['signing_certificate_mismatch']);
    const certificates = [certificateOf('other'), certificateOf('rsa')];
    const [helped] = await checkCms(signed, null, { certificates });
    expect(helped?.findings).toEqual([]);
    expect(helped?.certificate).toEqual(certificateOf('rsa'));
  });

  it('with nobody’s signature have nobody to report', async () => {
    openssl.run('crl2pkcs7', '-nocrl', '-certfile', 'rsa.crt', '-outform', 'DER', '-out', 'certificates');
    expect(await checkCms(openssl.read('certificates'), null)).toEqual([]);
  });

  it('in room that was reserved for them are followed by zeros and nothing else', async () => {
    for (const signed of [sign('rsa', '-nodetach'), sign('rsa', '-nodetach', '-stream')]) {
      const padded = Buffer.concat([signed, Buffer.alloc(500)]);
      expect((await checkCms(padded, null, { zeroPadded: true }))[0]?.findings).toEqual([]);
      expect(codesOf((await checkCms(padded, null))[0]?.findings ?? [])).toEqual(['cms_malformed']);
      padded[padded.length - 1] = 1;
      expect(codesOf((await checkCms(padded, null, { zeroPadded: true }))[0]?.findings ?? [])).toEqual([
        'cms_malformed',
      ]);
    }
  });
});
