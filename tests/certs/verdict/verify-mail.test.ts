import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCertificates } from '../../../certs/keys/file-key.js';
import type { VerificationReport } from '../../../certs/verdict/report.js';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { mailWith } from '../../support/files-to-verify.js';
import { type OpensslFolder, openOpenssl } from '../../support/openssl-folder.js';
import { derOf } from '../../support/pem.js';
import { rewriteContainer } from '../../support/rewrite-container.js';
import { sealedText } from '../../support/sealed-text.js';
import { testAuthority } from '../../support/test-authority.js';
import { vectorPath } from '../../support/vectors.js';
import { zipped } from '../../support/zipped.js';

let openssl: OpensslFolder;

beforeAll(() => {
  openssl = openOpenssl();
  openssl.certificate('clerk', '-newkey', 'rsa:2048', '-addext', 'subjectAltName=email:VanThu@haugiang.example.vn');
  openssl.certificate('leader', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1');
});
afterAll(() => openssl.remove());

const crlf = (text: string) => text.replace(/\r?\n/g, '\r\n');

/** A mail body with a text and an attachment with a Vietnamese name. */
const letter = crlf(`Content-Type: multipart/mixed; boundary=inside

--inside
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Kính gửi Quý cơ quan
--inside
Content-Type: application/pdf
Content-Disposition: attachment; filename*=UTF-8''C%C3%B4ng%20v%C4%83n.pdf
Content-Transfer-Encoding: base64

${Buffer.from('%PDF-1.4 …').toString('base64')}
--inside--
`);

const headers = 'From: "Văn thư" <vanthu@haugiang.example.vn>\nTo: nhan@example.vn\nSubject: CV 1\n';

function sign(content: string, ...options: readonly string[]): string {
  openssl.write('content', content);
  const signer = ['-signer', 'clerk.crt', '-inkey', 'clerk.key'];
  openssl.run('cms', '-sign', '-in', 'content', ...signer, '-out', 'mail', ...options);
  return openssl.read('mail').toString('latin1');
}

const mail = (signed: string, head = headers) => Buffer.concat([Buffer.from(head), Buffer.from(signed, 'latin1')]);

const verify = (bytes: Buffer, policy: 'core' | 'full' = 'core') =>
  verifyFile(bufferSource(bytes), { policy, anchors: [] });

/** Whether openssl finds what is signed intact; whose certificates they are is not asked. */
function isIntactForOpenssl(bytes: Buffer): boolean {
  openssl.write('judged', bytes);
  return openssl.accepts('cms', '-verify', '-noverify', '-in', 'judged', '-out', 'content-of-judged');
}

const codesOf = (report: VerificationReport) =>
  [...report.problems, ...report.signatures.flatMap(({ problems }) => problems)].map(({ code }) => code);

describe('a signed mail', () => {
  it('is judged with its parts by name, size and digest', async () => {
    const report = await verify(mail(sign(letter)));
    expect(report).toEqual({
      format: 'eml',
      policy: 'core',
      at: expect.any(String) as unknown as string,
      trust: { storeVersion: null, anchors: 0 },
      indication: 'TOTAL-PASSED',
      subIndication: null,
      signatures: [
        expect.objectContaining({
          id: 'part 1',
          indication: 'TOTAL-PASSED',
          level: 'CMS',
          algorithm: 'RSA-SHA256',
          covers: ['part 1.1.1', 'Công văn.pdf'],
          problems: [],
        }),
      ],
      files: [
        { name: 'part 1.1.1', size: 25, sha256: hash('sha256', 'Kính gửi Quý cơ quan'), covered: true },
        { name: 'Công văn.pdf', size: 12, sha256: hash('sha256', '%PDF-1.4 …'), covered: true },
      ],
      problems: [],
    });
  });

  it.each([
    ['with the content inside the signature', ['-nodetach']],
    ['with the content inside, in BER', ['-nodetach', '-stream']],
    ['without attributes', ['-noattr']],
    ['by two', ['-signer', 'leader.crt', '-inkey', 'leader.key']],
  ])('is as good %s, for openssl as for us', async (_what, options) => {
    const bytes = mail(sign(letter, ...options));
    const report = await verify(bytes);
    expect([report.indication, isIntactForOpenssl(bytes)]).toEqual(['TOTAL-PASSED', true]);
    for (const { covers } of report.signatures) expect(covers).toEqual(['part 1.1.1', 'Công văn.pdf']);
  });

  it('may have got other line ends on its way, and other letters not', async () => {
    const signed = sign(letter);
    for (const end of ['\n', '\r\n']) {
      const bytes = mail(signed.replace(/\r?\n/g, end));
      expect([(await verify(bytes)).indication, isIntactForOpenssl(bytes)]).toEqual(['TOTAL-PASSED', true]);
    }
    const changed = mail(signed.replace('K\u00c3\u00adnh', 'k\u00c3\u00adnh'));
    const report = await verify(changed);
    expect(isIntactForOpenssl(changed)).toBe(false);
    expect(report).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'HASH_FAILURE' });
    expect(report.files.map(({ covered }) => covered)).toEqual([false, false]);
  });

  it.each([
    ['a space at the end of a line', (text: string) => text.replace('quan\r\n', 'quan \r\n')],
    ['a line more', (text: string) => text.replace('quan\r\n', 'quan\r\n\r\n')],
    ['another name of the attachment', (text: string) => text.replace('C%C3%B4ng', 'Cong')],
    ['another type of a part', (text: string) => text.replace('text/plain', 'text/html')],
  ])('does not bear %s, for openssl as for us', async (_what, change) => {
    const signed = sign(letter);
    expect([signed, change(signed)].map((text) => isIntactForOpenssl(mail(text)))).toEqual([true, false]);
    expect(await verify(mail(change(signed)))).toMatchObject({
      indication: 'TOTAL-FAILED',
      subIndication: 'HASH_FAILURE',
    });
  });

  it('by somebody else than the sender it names is remarked, not refused', async () => {
    const signed = sign(letter);
    const hidden = '=?utf-8?q?vanthu=40haugiang.example.vn=2C?= <gia@mao.example.vn>';
    for (const from of ['<gia@mao.example.vn>', '"vanthu@haugiang.example.vn" <gia@mao.example.vn>', hidden]) {
      const report = await verify(mail(signed, `From: ${from}\n`));
      expect([report.indication, codesOf(report)]).toEqual(['TOTAL-PASSED', ['sender_mismatch']]);
    }
    expect(codesOf(await verify(mail(signed, 'Subject: none\n')))).toEqual(['sender_mismatch']);
    const both = sign(letter, '-signer', 'leader.crt', '-inkey', 'leader.key');
    expect(codesOf(await verify(mail(both)))).toEqual(['sender_mismatch']);
  });

  it('with something added around it says what is not covered', async () => {
    const [head = '', ...rest] = sign(letter).split('\n\n');
    const wrapped = [
      'Content-Type: multipart/mixed; boundary=outside\n',
      '--outside',
      head.replace(/^MIME-Version.*\n/, ''),
      '',
      rest.join('\n\n'),
      '--outside',
      'Content-Type: text/plain\n',
      'Xin chuyển tiền vào tài khoản sau',
      '--outside--',
      '',
    ].join('\n');
    const core = await verify(mail(wrapped));
    expect(core.indication).toBe('TOTAL-PASSED');
    expect(core.signatures[0]?.id).toBe('part 1.1');
    expect(core.files.map(({ name, covered }) => [name, covered])).toEqual([
      ['part 1.1.1.1', true],
      ['Công văn.pdf', true],
      ['part 1.2', false],
    ]);
    const full = await verify(mail(wrapped), 'full');
    expect(full.indication).toBe('TOTAL-FAILED');
    expect(full.problems).toEqual([{ code: 'not_covered', message: 'No signature covers "part 1.2"' }]);
  });

  it('signed once more is judged from outside inwards', async () => {
    const inner = sign(letter, '-nodetach').replace(/^MIME-Version.*\r?\n/, '');
    const report = await verify(mail(sign(crlf(inner))));
    expect(report.signatures.map(({ id, indication }) => [id, indication])).toEqual([
      ['part 1', 'TOTAL-PASSED'],
      ['part 1.1', 'TOTAL-PASSED'],
    ]);
  });

  it('brings no content of its own beside the part it is about', async () => {
    const detached = sign(letter);
    const attached = sign('Content-Type: text/plain\r\n\r\nkhác\r\n', '-nodetach', '-outform', 'PEM');
    const body = /-----BEGIN CMS-----\n(.*)\n-----END/s.exec(attached)?.[1] ?? '';
    const swapped = detached.replace(/(filename="smime\.p7s"\s+)[A-Za-z0-9+/=\s]+/, `$1${body}\n\n`);
    expect(swapped).not.toBe(detached);
    const report = await verify(mail(swapped));
    expect(report.indication).toBe('TOTAL-FAILED');
    expect(codesOf(report)).toContain('cms_malformed');
  });

  it.each([
    ['is not signed', 'Content-Type: text/plain\n\nXin chào\n', 'TOTAL-FAILED', 'signature_missing'],
    [
      'is signed with OpenPGP',
      'Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary=b\n\n--b\n\ntext\n--b\n\nsig\n--b--\n',
      'INDETERMINATE',
      'signature_unsupported',
    ],
    [
      'is encrypted',
      'Content-Type: application/pkcs7-mime; smime-type=enveloped-data\nContent-Transfer-Encoding: base64\n\nMAA=\n',
      'INDETERMINATE',
      'signature_unsupported',
    ],
    [
      'has three parts where two belong',
      'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=b\n\n--b\n\n1\n--b\n\n2\n--b\n\n3\n--b--\n',
      'TOTAL-FAILED',
      'mail_malformed',
    ],
    [
      'has something else than a signature beside the signed part',
      'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=b\n\n--b\n\n1\n--b\n\n2\n--b--\n',
      'TOTAL-FAILED',
      'mail_malformed',
    ],
    [
      'has a signature that is none',
      'Content-Type: application/pkcs7-mime; smime-type=signed-data\nContent-Transfer-Encoding: base64\n\nMAA=\n',
      'TOTAL-FAILED',
      'cms_malformed',
    ],
    [
      'says twice what it contains',
      'Content-Type: text/plain\nContent-Type: multipart/mixed; boundary=b\n\n',
      'TOTAL-FAILED',
      'mail_malformed',
    ],
    ['is nested without end', nested(20), 'TOTAL-FAILED', 'mail_malformed'],
  ])('that %s is told apart', async (_what, body, indication, code) => {
    const report = await verify(mail(body));
    expect([report.indication, codesOf(report)]).toEqual([indication, [code]]);
  });

  it('with more signatures or more bytes than anybody needs is refused', async () => {
    const one = 'Content-Type: application/pkcs7-mime\n\nMAA=\n';
    const many = `Content-Type: multipart/mixed; boundary=b\n\n${`--b\n${one}`.repeat(21)}--b--\n`;
    expect(codesOf(await verify(mail(many)))).toEqual(['mail_malformed']);
    const large = mail(`Content-Type: text/plain\n\n${'x'.repeat(50 * 1024 * 1024)}`);
    expect(codesOf(await verify(large))).toEqual(['mail_malformed']);
  });

  it('damaged anywhere gets a report, never an exception, and never passes with other words', async () => {
    const original = mail(sign(letter));
    const words = JSON.stringify((await verify(original)).files);
    let passed = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(original.length - 1), fc.nat(255), async (at, octet) => {
        const damaged = Buffer.from(original);
        damaged[at] = octet;
        if (at < headers.length) return;
        const report = await verify(damaged);
        if (report.indication !== 'TOTAL-PASSED') return;
        passed += 1;
        expect(JSON.stringify(report.files)).toBe(words);
      }),
      { numRuns: 1500 },
    );
    expect(passed).toBeLessThan(1500);
  });
});

/** Multiparts inside multiparts. */
function nested(depth: number): string {
  const open = Array.from(
    { length: depth },
    (_, level) => `Content-Type: multipart/mixed; boundary=b${level}.\n\n--b${level}.\n`,
  );
  const close = Array.from({ length: depth }, (_, level) => `\n--b${depth - 1 - level}.--`);
  return `${open.join('')}\ntext${close.join('')}\n`;
}

describe('mails with their trust', () => {
  const pki = (name: string) => readFileSync(vectorPath('anchored', `pki/${name}`));
  const options = {
    policy: 'full' as const,
    anchors: ['ica.crt', 'root.crt'].flatMap((name) => readCertificates(pki(name))),
    at: new Date('2026-11-23T12:00:00Z'),
  };
  const crls = [derOf(pki('ica.crl.pem').toString())];
  const judge = (name: string, lists: Buffer[]) =>
    verifyFile(bufferSource(readFileSync(vectorPath('anchored', name))), { ...options, crls: lists });

  it('pass with the revocation list of the issuer, and are undecided without', async () => {
    expect((await judge('signed.eml', crls)).indication).toBe('TOTAL-PASSED');
    expect(await judge('signed.eml', [])).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'TRY_LATER' });
    expect(await judge('bad.eml', crls)).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'HASH_FAILURE' });
  });
});

describe('a mail that brings containers', () => {
  const anchors: Buffer[] = [];
  const crls: Buffer[] = [];
  let container: Buffer;

  beforeAll(async () => {
    const seal = await (await testAuthority()).issueSeal({ agencyCode: 'H30.03' });
    anchors.push(...seal.anchors);
    crls.push(...seal.crls);
    container = await sealedText(seal.signer, 'Kính gửi');
  });

  const judge = (bytes: Buffer) => verifyFile(bufferSource(bytes), { policy: 'full', anchors, crls });

  it('has each of them judged as it would be alone', async () => {
    const report = await judge(mailWith(container));
    const alone = await judge(container);
    const { at: _at, trust: _trust, ...expected } = alone;
    expect(expected.indication).toBe('TOTAL-PASSED');
    expect(report.nested).toEqual([{ name: 'van-ban.asice', existedAt: null, report: expected }]);
    expect(codesOf(report)).toEqual(['signature_missing']);
  });

  it('is never better than they are', async () => {
    const changed = await rewriteContainer(container, { 'a.txt': 'khác' });
    const report = await judge(mailWith(changed));
    expect(report).toMatchObject({
      indication: 'TOTAL-FAILED',
      nested: [{ report: { subIndication: 'HASH_FAILURE' } }],
    });
  });

  it('takes other archives for files, whatever they are called', async () => {
    const report = await judge(mailWith(zipped('application/zip', { 'a.txt': 'xin chào' })));
    expect(report).not.toHaveProperty('nested');
  });

  it('is known to bring a container that is called otherwise', async () => {
    const report = await judge(mailWith(await rewriteContainer(container, { 'a.txt': 'khác' }), 'anh.jpg'));
    expect(report.nested?.map(({ name }) => name)).toEqual(['anh.jpg']);
    expect(report.indication).toBe('TOTAL-FAILED');
  });

  it('is refused with more of them than anybody sends', async () => {
    const part = `--b\nContent-Type: application/zip\nContent-Transfer-Encoding: base64\n\n${container.toString('base64')}\n`;
    const many = mail(`Content-Type: multipart/mixed; boundary=b\n\n${part.repeat(21)}--b--\n`);
    expect(codesOf(await judge(many))).toEqual(['mail_malformed']);
  });
});
