import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCertificate } from '../../../certs/authority/build-certificate.js';
import { createAuthority } from '../../../certs/authority/create-authority.js';
import { createKeypair } from '../../../certs/authority/create-keypair.js';
import { issueReceiptCertificate, issueSeal } from '../../../certs/authority/issue-certificate.js';
import { issueCrl, revocationReasons } from '../../../certs/authority/issue-crl.js';
import { validatePath } from '../../../certs/trust/validate-path.js';
import { isProblem } from '../../../schemas/problems/problem.js';
import { newTestAuthority, type TestAuthority } from '../../support/test-authority.js';

let folder: string;
let authority: TestAuthority;

const validity = { notBefore: new Date(Date.now() - 86_400_000), notAfter: new Date(Date.now() + 86_400_000 * 700) };

function pem(name: string, label: string, ...ders: Buffer[]): string {
  const path = join(folder, name);
  const block = (der: Buffer) =>
    `-----BEGIN ${label}-----\n${der.toString('base64').replace(/(.{64})(?=.)/g, '$1\n')}\n-----END ${label}-----\n`;
  writeFileSync(path, ders.map(block).join(''));
  return path;
}

function openssl(...args: string[]): { status: number; text: string } {
  try {
    return { status: 0, text: execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] }).toString() };
  } catch (error) {
    const failed = error as { status: number; stdout: Buffer; stderr: Buffer };
    return { status: failed.status, text: `${failed.stdout}${failed.stderr}` };
  }
}

function opensslVerify(leaf: Buffer, crls: Buffer[]) {
  const anchor = pem('root.pem', 'CERTIFICATE', authority.root.certificate);
  const between = pem('issuing.pem', 'CERTIFICATE', authority.issuing.certificate);
  const lists = pem('crls.pem', 'X509 CRL', ...crls);
  const subject = pem('leaf.pem', 'CERTIFICATE', leaf);
  return openssl(
    'verify',
    '-x509_strict',
    '-crl_check_all',
    '-CAfile',
    anchor,
    '-untrusted',
    between,
    '-CRLfile',
    lists,
    subject,
  );
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'authority-'));
  authority = await newTestAuthority('Tỉnh Thử Nghiệm');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the embedded authority', () => {
  it.each(['rsa-2048', 'p-256', 'p-384', 'p-521'] as const)(
    'issues a %s seal that openssl accepts strictly, with revocation',
    async (keyType) => {
      const seal = await authority.issueSeal({ keyType });
      expect(opensslVerify(seal.certificate, seal.crls)).toEqual({ status: 0, text: expect.any(String) });
    },
  );

  it('names the agency in UTF-8 NFC with its code as organizationIdentifier', async () => {
    const seal = await authority.issueSeal({
      agencyCode: 'H30.21',
      name: 'Ủy ban nhân dân xã Vị Đông'.normalize('NFD'),
    });
    const text = openssl(
      'x509',
      '-noout',
      '-subject',
      '-nameopt',
      'utf8,sep_comma_plus_space,esc_ctrl',
      '-in',
      pem('a.pem', 'CERTIFICATE', seal.certificate),
    ).text;
    expect(text).toContain('O=Ủy ban nhân dân xã Vị Đông'.normalize('NFC'));
    expect(text).toContain('organizationIdentifier=H30.21');
  });

  it('marks seals for digital signature and non-repudiation only, and carries the list address and the policy', async () => {
    const { publicKey } = await createKeypair('p-256');
    const certificate = await issueSeal(authority.issuing, {
      agencyCode: 'H30.01',
      agencyName: 'Sở Tài chính',
      publicKey,
      validity,
      crlUrl: 'http://127.0.0.1/crl',
      policy: '1.3.6.1.4.1.55738.1',
    });
    const text = openssl('x509', '-noout', '-text', '-in', pem('b.pem', 'CERTIFICATE', certificate)).text;
    expect(text).toMatch(/Key Usage: critical\s+Digital Signature, Non Repudiation\n/);
    expect(text).toMatch(/Basic Constraints: critical\s+CA:FALSE/);
    expect(text).toContain('URI:http://127.0.0.1/crl');
    expect(text).toContain('Policy: 1.3.6.1.4.1.55738.1');
  });

  it('issues a certificate for receipts that names no agency', async () => {
    const { publicKey } = await createKeypair('p-256');
    const certificate = await issueReceiptCertificate(authority.issuing, {
      organization: 'Tỉnh Thử',
      publicKey,
      validity,
    });
    expect(
      opensslVerify(certificate, [await authority.crl([]), (await authority.issueSeal()).crls[1] as Buffer]).status,
    ).toBe(0);
    expect(new X509Certificate(certificate).subject).not.toContain('2.5.4.97');
  });

  it('gives each certificate its own positive serial number of 20 bytes', async () => {
    const seals = await Promise.all([1, 2, 3, 4].map(() => authority.issueSeal()));
    const serials = seals.map((seal) => new X509Certificate(seal.certificate).serialNumber);
    expect(new Set(serials).size).toBe(4);
    for (const serial of serials) expect(serial).toMatch(/^[4-7][0-9A-F]{39}$/);
  });

  it('may have keys of other kinds, and is then accepted by openssl and by us alike', async () => {
    const keys = { root: 'rsa-3072', issuing: 'p-384' } as const;
    const other = await createAuthority({ organization: 'Khác', notBefore: validity.notBefore, keys });
    const anchor = pem('r.pem', 'CERTIFICATE', other.root.certificate);
    expect(
      openssl('verify', '-x509_strict', '-CAfile', anchor, pem('i.pem', 'CERTIFICATE', other.issuing.certificate)),
    ).toMatchObject({ status: 0 });
    const material = { anchors: [other.root.certificate], at: new Date() };
    expect((await validatePath(other.issuing.certificate, material, { requireRevocation: false })).ok).toBe(true);
  });

  it('never issues beyond its own end of validity', async () => {
    const seal = await authority.issueSeal({ notAfter: new Date('2090-01-01T00:00:00Z') });
    expect(new X509Certificate(seal.certificate).validTo).toBe(
      new X509Certificate(authority.issuing.certificate).validTo,
    );
  });

  it('refuses to sign with a key that is not its own', async () => {
    const { publicKey, privateKey } = await createKeypair('p-256');
    const draft = { subject: { commonName: 'x' }, publicKey, validity, extensions: [] };
    await expect(buildCertificate(draft, { privateKey, certificate: authority.issuing.certificate })).rejects.toSatisfy(
      (e) => isProblem(e, 'key_mismatch'),
    );
  });
});

describe('revocation lists', () => {
  it('make openssl refuse the revoked certificate and no other', async () => {
    const [revoked, other] = [await authority.issueSeal(), await authority.issueSeal()];
    const lists = [await revoked.revoke(), revoked.crls[1] as Buffer];
    const refused = opensslVerify(revoked.certificate, lists);
    expect(refused.status).not.toBe(0);
    expect(refused.text).toContain('certificate revoked');
    expect(opensslVerify(other.certificate, lists)).toMatchObject({ status: 0 });
  });

  it('carry number, next update, reasons and key identifier, read back by openssl', async () => {
    const crl = await issueCrl(authority.issuing, {
      number: 40_000,
      thisUpdate: new Date('2026-01-02T03:04:05Z'),
      nextUpdate: new Date('2060-01-01T00:00:00Z'),
      revoked: revocationReasons.map((reason, index) => ({
        serial: `80${index}0`,
        revokedAt: new Date('2026-01-01T00:00:00Z'),
        reason,
      })),
    });
    const path = pem('list.pem', 'X509 CRL', crl);
    const text = openssl(
      'crl',
      '-noout',
      '-text',
      '-crlnumber',
      '-in',
      path,
      '-CAfile',
      pem('ca.pem', 'CERTIFICATE', authority.issuing.certificate),
    ).text;
    expect(text).toContain('crlNumber=0x9C40');
    expect(text).toContain('Last Update: Jan  2 03:04:05 2026 GMT');
    expect(text).toContain('Next Update: Jan  1 00:00:00 2060 GMT');
    expect(text).toContain('Key Compromise');
    expect(text).toContain('Cessation Of Operation');
    expect(text).toContain('Authority Key Identifier');
    expect(text.match(/Serial Number: /g)).toHaveLength(revocationReasons.length);
    expect(
      openssl(
        'crl',
        '-noout',
        '-verify',
        '-in',
        path,
        '-CAfile',
        pem('ca.pem', 'CERTIFICATE', authority.issuing.certificate),
      ).status,
    ).toBe(0);
  });

  it('with nothing revoked hold no entry list at all', async () => {
    const text = openssl('crl', '-noout', '-text', '-in', pem('empty.pem', 'X509 CRL', await authority.crl([]))).text;
    expect(text).toContain('No Revoked Certificates.');
  });
});
