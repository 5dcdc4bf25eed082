import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCertificates } from '../../../certs/keys/file-key.js';
import { asOcspResponse } from '../../../certs/trust/ocsp.js';
import { evidenceFiles } from '../../../certs/verdict/evidence-files.js';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import type { VerifyOptions } from '../../../certs/verdict/verify-options.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { type OpensslFolder, openOpenssl } from '../../support/openssl-folder.js';
import { sealedText } from '../../support/sealed-text.js';
import { testAuthority } from '../../support/test-authority.js';
import { vectorPath } from '../../support/vectors.js';

const read = (name: string) => readFileSync(vectorPath('anchored', name));
const anchors = ['root.crt', 'ica.crt', 'tsa.crt'].flatMap((name) => readCertificates(read(`pki/${name}`)));

let openssl: OpensslFolder;
beforeAll(() => {
  openssl = openOpenssl();
});
afterAll(() => openssl.remove());

async function evidenceOf(file: Buffer, options: Partial<VerifyOptions>) {
  const report = await verifyFile(bufferSource(file), { policy: 'full', anchors, evidence: true, ...options });
  const files = evidenceFiles(report.evidence ?? []);
  for (const { name, evidence } of files) openssl.write(name, Buffer.from(evidence.der, 'base64'));
  return { report, names: files.map(({ name }) => name) };
}

const at = new Date('2026-11-23T12:00:00Z');

describe('the evidence of a verdict', () => {
  it('is left out unless asked for', async () => {
    const report = await verifyFile(bufferSource(read('lta.asice')), { policy: 'full', anchors, at });
    expect(report).not.toHaveProperty('evidence');
    expect(report).not.toHaveProperty('judged');
    expect(report).toMatchObject({ at: at.toISOString(), trust: { storeVersion: null, anchors: 3 } });
  });

  it('names the version of the trust store when told', async () => {
    const report = await verifyFile(bufferSource(read('lta.asice')), { policy: 'full', anchors, at, version: 7 });
    expect(report.trust).toEqual({ storeVersion: 7, anchors: 3 });
  });

  it('is read by openssl, piece by piece: certificates, OCSP answers, timestamps; and names the file', async () => {
    const { report, names } = await evidenceOf(read('lta.asice'), { at });
    expect(report.judged).toEqual({
      size: read('lta.asice').length,
      sha256: openssl.run('dgst', '-sha256', '-r', vectorPath('anchored', 'lta.asice')).toString().slice(0, 64),
    });
    expect(names).toEqual([
      ...['certificate-1.cer', 'certificate-2.cer', 'certificate-3.cer'],
      ...['ocsp-1.ors', 'timestamp-1.tst', 'timestamp-2.tst'],
    ]);
    const subject = openssl.run('x509', '-inform', 'DER', '-in', 'certificate-1.cer', '-noout', '-subject');
    expect(subject.toString()).toContain('PNOVN-001');
    const answer = openssl.run('ocsp', '-respin', 'ocsp-1.ors', '-noverify', '-resp_text').toString();
    expect(answer).toContain('Cert Status: good');
    for (const name of ['timestamp-1.tst', 'timestamp-2.tst'])
      expect(openssl.run('ts', '-reply', '-token_in', '-in', name, '-text').toString()).toContain('Time stamp:');
    for (const { name, evidence } of evidenceFiles(report.evidence ?? []))
      expect(openssl.run('dgst', '-sha256', '-r', name).toString().slice(0, 64)).toBe(evidence.sha256);
  });

  it('holds the revocation list that cleared a certificate', async () => {
    const crl = openssl.run('crl', '-in', vectorPath('anchored', 'pki/ica.crl.pem'), '-outform', 'DER');
    const { report, names } = await evidenceOf(read('b-b.asice'), { at, crls: [crl] });
    expect(report.indication).toBe('TOTAL-PASSED');
    expect(names).toContain('crl-1.crl');
    expect(openssl.run('crl', '-inform', 'DER', '-in', 'crl-1.crl', '-noout', '-issuer').toString()).toContain(
      'Issuing CA',
    );
  });

  it('holds the revocation list that condemned a certificate, and the certificate', async () => {
    const seal = await (await testAuthority()).issueSeal();
    const revoked = await seal.revoke(new Date(Date.now() - 3600_000));
    const file = await sealedText(seal.signer, 'Kính gửi');
    const options = { anchors: seal.anchors, intermediates: seal.chain, crls: [revoked, ...seal.crls.slice(1)] };
    const { report, names } = await evidenceOf(file, options);
    expect(report.signatures[0]?.problems.map(({ code }) => code)).toContain('certificate_revoked');
    expect(names).toEqual(['certificate-1.cer', 'crl-1.crl']);
    const serial = openssl.run('x509', '-inform', 'DER', '-in', 'certificate-1.cer', '-noout', '-serial');
    const list = openssl.run('crl', '-inform', 'DER', '-in', 'crl-1.crl', '-noout', '-text').toString();
    expect(list).toContain(`Serial Number: ${serial.toString().trim().replace('serial=', '')}`);
  });

  it('holds the signer’s certificate alone where trust was not asked for', async () => {
    expect((await evidenceOf(read('lta.asice'), { policy: 'core' })).names).toEqual(['certificate-1.cer']);
  });

  it('has OCSP answers in the form openssl reads, whichever form a signature carries', async () => {
    const { report } = await evidenceOf(read('lta.asice'), { at });
    const whole = Buffer.from(report.evidence?.find(({ kind }) => kind === 'ocsp')?.der ?? '', 'base64');
    const [, start = 0] =
      /(\d+):d=\d+ +hl=\d+ l= *\d+ prim: OCTET STRING/.exec(
        openssl.run('asn1parse', '-inform', 'DER', '-in', openssl.write('whole.ors', whole)).toString(),
      ) ?? [];
    openssl.run(
      'asn1parse',
      '-inform',
      'DER',
      '-in',
      'whole.ors',
      '-strparse',
      String(start),
      '-noout',
      '-out',
      'basic',
    );
    const wrapped = asOcspResponse(openssl.read('basic'));
    expect(wrapped.equals(whole)).toBe(true);
    expect(asOcspResponse(whole)).toBe(whole);
  });
});
