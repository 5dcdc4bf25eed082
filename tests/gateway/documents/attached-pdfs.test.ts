import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealContainer } from '../../../certs/xades/seal-container.js';
import { patchAgency } from '../../../gateway/agencies/change-agencies.js';
import { submitContainer } from '../../../gateway/documents/submit-container.js';
import { viewDocument } from '../../../gateway/documents/view-document.js';
import { principalOf } from '../../../gateway/identity/access.js';
import { MemoryContainer } from '../../../schemas/asice/memory-container.js';
import { checkMetadata } from '../../../schemas/directory/metadata.js';
import { buildEnvelope } from '../../../schemas/edxml/envelope.js';
import { writeEdxmlDocument } from '../../../schemas/edxml/write-document.js';
import { SignedFile } from '../../certs/pades/signed-file.js';
import {
  type GatewayFixture,
  metadataOf,
  openGatewayFixture,
  smallPdf,
  submitDocument,
} from '../../support/gateway-fixture.js';
import { type OpensslFolder, openOpenssl } from '../../support/openssl-folder.js';

const [careless, wary, strict] = ['H30.03', 'H30.05', 'H30.07'];

let gateway: GatewayFixture;
let openssl: OpensslFolder;
let signed: Buffer;
let tampered: Buffer;

beforeAll(async () => {
  gateway = await openGatewayFixture({
    agencies: { [careless]: { pdfPolicy: 'off' }, [strict]: { pdfPolicy: 'refuse', numbering: 'agency' } },
  });
  openssl = openOpenssl();
  openssl.certificate('person', '-newkey', 'rsa:2048', '-subj', '/C=VN/CN=Nguyen Van Minh');
  signed = new SignedFile(openssl).sign().sign().bytes;
  tampered = Buffer.from(signed.toString('latin1').replace('(Cong van)', '(Cong vxn)'), 'latin1');
});
afterAll(async () => {
  openssl.remove();
  await gateway.close();
});

async function submit(agency: string, file: Buffer) {
  const metadata = metadataOf({ from: agency, to: ['H30.01'], ...(agency === strict ? { number: '7' } : {}) });
  const answer = await submitDocument(gateway.ctx, gateway.clerk(agency), metadata, { file });
  const [shown] = (await viewDocument(gateway.ctx, gateway.clerk(agency), answer.id)).files;
  return { warnings: answer.warnings, shown };
}

/** The same container with its files deflated, by Python's zip writer. */
function deflated(container: Buffer): Buffer {
  const script = `import sys, zipfile
old = zipfile.ZipFile(sys.argv[1]); new = zipfile.ZipFile(sys.argv[2], 'w')
for one in old.infolist():
    new.writestr(one.filename, old.read(one), zipfile.ZIP_STORED if one.filename == 'mimetype' else zipfile.ZIP_DEFLATED)
new.close()`;
  const [from, to] = [openssl.write('stored.zip', container), openssl.path('deflated.zip')];
  const { status, stderr } = spawnSync('python3', ['-c', script, from, to], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return openssl.read('deflated.zip');
}

const countOf = async (table: string) =>
  (await gateway.ctx.database.query<{ count: number }>(`select count(*)::int as count from ${table}`)).rows[0]?.count;

describe('the signatures of an attached PDF', () => {
  it('are judged on entry and shown with the file', async () => {
    const { warnings, shown } = await submit(wary, signed);
    expect(warnings).toEqual([]);
    expect(shown?.pdfNotChecked).toBeNull();
    expect(shown?.pdfSignatures).toMatchObject([
      {
        id: 'Signature1',
        signer: 'CN=Nguyen Van Minh, C=VN',
        level: 'B-B',
        indication: 'INDETERMINATE',
        covers: ['PDF revision 2 of 3'],
      },
      { id: 'Signature2', indication: 'INDETERMINATE', covers: ['PDF'] },
    ]);
    expect(Date.parse(shown?.pdfSignatures?.[0]?.signedAt ?? '')).not.toBeNaN();
  });

  it('that are wrong make a warning, which the event keeps', async () => {
    const { warnings, shown } = await submit(wary, tampered);
    expect(warnings).toMatchObject([
      { code: 'pdf_signature', field: 'Công văn số 1.pdf', detail: expect.stringContaining('Signature "Signature1"') },
      { code: 'pdf_signature' },
    ]);
    expect(shown?.pdfSignatures?.map(({ indication }) => indication)).toEqual(['TOTAL-FAILED', 'TOTAL-FAILED']);
    const { rows } = await gateway.ctx.database.query<{ payload: { warnings: unknown[] } }>(
      `select payload from events where kind = 'document.submitted' order by id desc limit 1`,
    );
    expect(rows[0]?.payload.warnings).toHaveLength(2);
  });

  it('that are wrong are refused where the agency says so, and nothing stays behind', async () => {
    const before = [await countOf('documents'), await countOf('register_entries'), await countOf('events')];
    await expect(submit(strict, tampered)).rejects.toMatchObject({ code: 'pdf_refused', field: 'Công văn số 1.pdf' });
    expect([await countOf('documents'), await countOf('register_entries'), await countOf('events')]).toEqual(before);
    expect(await readdir(join(gateway.folder, 'blobs', 'drafts'))).toEqual([]);
    expect((await submit(strict, signed)).warnings).toEqual([]);
  });

  it('are not looked at where the agency says so', async () => {
    const { warnings, shown } = await submit(careless, tampered);
    expect(warnings).toEqual([]);
    expect(shown).toMatchObject({ pdfSignatures: null, pdfNotChecked: null });
  });

  it('are judged in ready containers too, stored or compressed', async () => {
    const { signer } = await gateway.authority.issueSeal({ agencyCode: strict });
    const submitReady = async (number: string, bytes: Buffer, pack = (container: Buffer) => container) => {
      const metadata = { ...checkMetadata(metadataOf({ from: strict, to: ['H30.01'], number })), number };
      const message = buildEnvelope({
        metadata,
        from: { organId: strict, name: strict },
        to: [{ organId: 'H30.01', name: 'H30.01' }],
        files: [{ name: 'van-ban.pdf', mediaType: 'application/pdf' }],
        sentAt: new Date(),
      });
      const growing = new MemoryContainer();
      await growing.addBytes('van-ban.pdf', 'application/pdf', bytes);
      await sealContainer(growing, { envelope: writeEdxmlDocument(message), signer, signingTime: new Date() });
      const system = principalOf('token:qlvb', ['documents:submit', 'documents:read'], [strict]);
      const answer = await submitContainer(gateway.ctx, system, Readable.from([pack(growing.bytes())]), {
        origin: 'container',
      });
      return (await viewDocument(gateway.ctx, system, answer.id)).files[0];
    };
    await expect(submitReady('101', tampered)).rejects.toMatchObject({ code: 'pdf_refused', field: 'van-ban.pdf' });
    expect((await submitReady('102', signed))?.pdfSignatures).toHaveLength(2);
    expect((await submitReady('104', signed, deflated))?.pdfSignatures).toHaveLength(2);
    expect(await submitReady('103', smallPdf())).toMatchObject({ pdfSignatures: [], pdfNotChecked: null });
  });
});

describe('an attached PDF that cannot be judged', () => {
  const broken = Buffer.from('%PDF-1.7\n1 0 obj << /ByteRange [0 1 2 3] >> endobj\nstartxref\n9\n%%EOF\n');
  const endless = Buffer.from(`%PDF-1.7\n/ByteRange\nxref\n0 ${'9'.repeat(8)}\ntrailer << >>\nstartxref\n20\n%%EOF\n`);
  const deep = new Array(200)
    .fill(0)
    .map((_, index) => `${index} 0 obj\n${'['.repeat(60)}${'1 '.repeat(80_000)}\nendobj\n`);

  it.each([
    ['because it is broken', broken, 'there is something else'],
    ['because it declares objects without end', endless, 'more than 300000 objects'],
    [
      'because it is nothing but numbers',
      Buffer.from(`%PDF-1.7\n/ByteRange\n${deep.join('')}`),
      'does not end as a PDF does',
    ],
  ])('%s is taken, with a remark, and soon', async (_, file, reason) => {
    const start = performance.now();
    const { warnings, shown } = await submit(wary, file);
    expect(performance.now() - start).toBeLessThan(5000);
    expect(warnings).toMatchObject([{ code: 'pdf_not_checked', field: 'Công văn số 1.pdf' }]);
    expect(shown?.pdfNotChecked).toContain(reason);
    expect(shown?.pdfSignatures).toEqual([]);
  });

  it('is no reason to refuse', async () => {
    await patchAgency(gateway.ctx, { code: wary, pdfPolicy: 'refuse' }, 'user:1');
    const other = Buffer.concat([broken, Buffer.from('% once more')]);
    expect((await submit(wary, other)).warnings).toMatchObject([{ code: 'pdf_not_checked' }]);
    await expect(patchAgency(gateway.ctx, { code: wary, pdfPolicy: 'maybe' }, 'user:1')).rejects.toMatchObject({
      code: 'invalid_request',
      field: 'pdfPolicy',
    });
  });

  it('with strange texts in its signatures is stored all the same', async () => {
    const strange = new SignedFile(openssl).sign({ subFilter: 'a#00b#ff', field: '\\000\\377\\330' }).bytes;
    await patchAgency(gateway.ctx, { code: wary, pdfPolicy: 'warn' }, 'user:1');
    expect((await submit(wary, strange)).shown?.pdfSignatures).toHaveLength(1);
  });
});
