import { spawnSync } from 'node:child_process';
import { PDFDocument } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyPdf } from '../../../certs/verdict/verify-pdf.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { type OpensslFolder, openOpenssl } from '../../support/openssl-folder.js';

let openssl: OpensslFolder;

function run(program: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: openssl.folder, encoding: 'utf8' });
  // qpdf ends with 3 when it has only warned.
  if (status !== 0 && !(program === 'qpdf' && status === 3)) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** Keys for poppler: a database of NSS with one certificate. */
beforeAll(async () => {
  openssl = openOpenssl();
  openssl.certificate('person', '-newkey', 'rsa:2048');
  const key = ['-inkey', 'person.key', '-in', 'person.crt', '-name', 'person', '-passout', 'pass:x'];
  openssl.run('pkcs12', '-export', ...key, '-out', 'person.p12');
  run('certutil', '-N', '-d', `sql:${openssl.folder}`, '--empty-password');
  run('pk12util', '-i', 'person.p12', '-d', `sql:${openssl.folder}`, '-W', 'x');
  const document = await PDFDocument.create();
  for (const text of ['Cong van', 'Phu luc']) document.addPage().drawText(text);
  openssl.write('plain.pdf', Buffer.from(await document.save({ useObjectStreams: false })));
});
afterAll(() => openssl.remove());

function sign(from: string, to: string, field: string): Buffer {
  const key = ['-nssdir', openssl.folder, '-nick', 'person', '-reason', 'Duyet'];
  run('pdfsig', ...key, '-add-signature', '-new-signature-field-name', field, from, to);
  return openssl.read(to);
}

const judge = (bytes: Buffer) => verifyPdf(bufferSource(bytes), { policy: 'core', anchors: [] });

describe('a PDF signed by poppler', () => {
  it.each([
    ['as it was written', []],
    ['with object streams', ['--object-streams=generate']],
    ['linearized', ['--linearize']],
    ['linearized, with object streams', ['--linearize', '--object-streams=generate']],
  ])('is intact, %s', async (_, options) => {
    run('qpdf', ...options, 'plain.pdf', 'in.pdf');
    const report = await judge(sign('in.pdf', 'signed.pdf', 'Leader'));
    expect(report).toMatchObject({
      indication: 'TOTAL-PASSED',
      signatures: [{ id: 'Leader', covers: ['PDF'], pdf: { reason: 'Duyet', changes: [] } }],
    });
  });

  it('twice is intact, and the second signature is a permitted change', async () => {
    sign('plain.pdf', 'signed.pdf', 'Leader');
    const report = await judge(sign('signed.pdf', 'twice.pdf', 'Agency'));
    expect(report.indication).toBe('TOTAL-PASSED');
    expect(report.signatures.map(({ id, covers, pdf }) => [id, covers[0], pdf?.changes])).toEqual([
      ['Leader', 'PDF revision 2 of 3', [{ allowed: true, message: 'The signature "Agency" was added' }]],
      ['Agency', 'PDF', []],
    ]);
  });

  it('is found changed when qpdf has written it anew', async () => {
    sign('plain.pdf', 'signed.pdf', 'Leader');
    run('qpdf', 'signed.pdf', 'anew.pdf');
    const report = await judge(openssl.read('anew.pdf'));
    expect(report.indication).toBe('TOTAL-FAILED');
    expect(run('pdfsig', '-nocert', 'anew.pdf')).not.toContain('Signature is Valid');
  });

  it('that was encrypted is refused without harm', async () => {
    sign('plain.pdf', 'signed.pdf', 'Leader');
    run('qpdf', '--encrypt', '', 'owner', '256', '--', 'signed.pdf', 'encrypted.pdf');
    const report = await judge(openssl.read('encrypted.pdf'));
    expect(report.indication).toBe('TOTAL-FAILED');
    expect(report.problems.map(({ code }) => code)).toContain('pdf_encrypted');
    run('qpdf', '--object-streams=generate', '--encrypt', '', 'owner', '256', '--', 'plain.pdf', 'packed.pdf');
    expect((await judge(openssl.read('packed.pdf'))).problems.map(({ code }) => code)).toContain('pdf_encrypted');
  });
});
