import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkPdf } from '../../../certs/pades/check-pdf.js';
import { WorkLimit } from '../../../certs/pades/pdf/work-limit.js';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import { verifyPdf } from '../../../certs/verdict/verify-pdf.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { createTimestampAuthority } from '../../support/openssl-authority.js';
import { type OpensslFolder, openOpenssl } from '../../support/openssl-folder.js';
import { askPdfsig } from '../../support/pdfsig.js';
import { vectorPath } from '../../support/vectors.js';
import { mutationsOf } from './mutate.js';
import { onePage, PdfFile, type PdfForm, streamBody } from './pdf-file.js';
import { SignedFile, signWithOpenssl } from './signed-file.js';

let openssl: OpensslFolder;

beforeAll(() => {
  openssl = openOpenssl();
  openssl.certificate('person', '-newkey', 'rsa:2048', '-subj', '/C=VN/CN=Nguyen Van A/GN=A/SN=Nguyen Van');
  openssl.certificate('agency', '-newkey', 'rsa:2048', '-subj', '/C=VN/CN=So Noi vu/organizationIdentifier=H30.01');
  createTimestampAuthority(openssl);
});
afterAll(() => openssl.remove());

const verify = (bytes: Buffer) => verifyFile(bufferSource(bytes), { policy: 'core', anchors: [] });

const poppler = (bytes: Buffer) => askPdfsig(openssl.write('asked.pdf', bytes));

const messagesOf = (problems: readonly { readonly message: string }[]) =>
  problems.map(({ message }) => message).join('; ');

/** Replaces text by text of the same length. */
function edit(bytes: Buffer, before: string, after: string): Buffer {
  const at = bytes.toString('latin1').lastIndexOf(before);
  if (at < 0 || before.length !== after.length) throw new Error(`no such text: ${before}`);
  const edited = Buffer.from(bytes);
  edited.write(after, at, 'latin1');
  return edited;
}

function rangeOf(bytes: Buffer) {
  const found = /\/ByteRange\s*(\[ ?0 (\d+) (\d+) (\d+) *\] *)/.exec(bytes.toString('latin1'));
  const [gapStart = 0, gapEnd = 0, rest = 0] = (found ?? []).slice(2).map(Number);
  return { text: found?.[1] ?? '', gapStart, gapEnd, rest };
}

/** The bytes outside the signature value. */
function signedBytesOf(bytes: Buffer): Buffer {
  const { gapStart, gapEnd } = rangeOf(bytes);
  return Buffer.concat([bytes.subarray(0, gapStart), bytes.subarray(gapEnd)]);
}

describe('a signature in a PDF', () => {
  it.each<[PdfForm]>([['table'], ['stream'], ['packed']])(
    'is intact for us as for poppler, in a file with cross-references as %s',
    async (form) => {
      const { bytes } = new SignedFile(openssl, form).sign({ form: form === 'table' ? 'table' : 'stream' });
      expect(poppler(bytes)).toMatchObject([{ valid: true, total: true, field: 'Signature1', signer: 'Nguyen Van A' }]);
      const report = await verify(bytes);
      expect(report).toMatchObject({ format: 'pdf', indication: 'TOTAL-PASSED', problems: [] });
      expect(report.signatures).toMatchObject([
        {
          id: 'Signature1',
          level: 'B-B',
          covers: ['PDF'],
          algorithm: 'RSA-SHA256',
          signer: { subject: expect.stringContaining('CN=Nguyen Van A') },
          pdf: { subFilter: 'ETSI.CAdES.detached', permission: null, changes: [] },
        },
      ]);
      expect(report.files).toMatchObject([{ name: 'PDF', size: bytes.length, covered: true }]);
    },
  );

  it('says when it was made, by whom, why and where, in any writing', async () => {
    const reason = Buffer.from('\ufeffDuyệt', 'utf16le').swap16().toString('hex');
    const { bytes } = new SignedFile(openssl).sign({
      subFilter: 'adbe.pkcs7.detached',
      entries: `/Name (Nguy\\352n) /Reason <${reason}> /Location (Ho\\303\\240)`,
    });
    const [signature] = (await verify(bytes)).signatures;
    expect(signature?.pdf).toMatchObject({ name: 'Nguyên', reason: 'Duyệt', subFilter: 'adbe.pkcs7.detached' });
    expect(signature?.level).toBe('CMS');
    expect(Date.parse(signature?.signedAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
  });

  it('in a baseline signature must name its certificate', async () => {
    const file = new SignedFile(openssl).reserve();
    const { bytes } = file.fill((signed) => signWithOpenssl(openssl, signed, 'person', false));
    expect((await verify(bytes)).signatures).toMatchObject([
      { indication: 'INDETERMINATE', subIndication: 'NO_SIGNING_CERTIFICATE_FOUND' },
    ]);
  });

  it('has a second one over it, then a timestamp, each over what was there', async () => {
    const { bytes } = new SignedFile(openssl).sign().sign({ signer: 'agency' }).timestamp();
    const report = await verify(bytes);
    expect(report.indication).toBe('TOTAL-PASSED');
    expect(report.signatures.map(({ id, covers, level }) => [id, covers[0], level])).toEqual([
      ['Signature1', 'PDF revision 2 of 4', 'B-B'],
      ['Signature2', 'PDF revision 3 of 4', 'B-B'],
      ['Timestamp', 'PDF', 'RFC 3161'],
    ]);
    expect(report.signatures.map(({ pdf }) => pdf?.changes?.length)).toEqual([2, 1, 0]);
    expect(poppler(bytes).map(({ valid, total }) => [valid, total])).toEqual([
      [true, false],
      [true, false],
      [false, true], // poppler cannot judge timestamps
    ]);
    const checked = await checkPdf(bufferSource(bytes), new WorkLimit());
    expect(checked.signatures.map(({ signature }) => signature.timestamps.map(({ kind }) => kind))).toEqual([
      ['archive'],
      ['archive'],
      [],
    ]);
  });

  it('of a person after that of the organisation is remarked', async () => {
    const right = await verify(new SignedFile(openssl).sign().sign({ signer: 'agency' }).bytes);
    expect(right.problems).toEqual([]);
    const wrong = await verify(new SignedFile(openssl).sign({ signer: 'agency' }).sign().bytes);
    expect(wrong).toMatchObject({ indication: 'TOTAL-PASSED', problems: [{ code: 'signature_order' }] });
  });

  it('is wrong for us as for poppler when a signed byte was changed', async () => {
    const { bytes } = new SignedFile(openssl).sign();
    const changed = edit(bytes, '(Cong van)', '(Cong vxn)');
    expect(poppler(changed)).toMatchObject([{ valid: false }]);
    expect((await verify(changed)).signatures).toMatchObject([
      { indication: 'TOTAL-FAILED', subIndication: 'HASH_FAILURE', covers: [] },
    ]);
  });

  it.each([
    ['adbe.pkcs7.sha1', 'algorithm_weak'],
    ['adbe.x509.rsa_sha1', 'algorithm_weak'],
    ['Some.other', 'signature_unsupported'],
  ])('of kind %s is named and not passed', async (subFilter, code) => {
    const { bytes } = new SignedFile(openssl).sign({ subFilter });
    const report = await verify(bytes);
    expect(report.indication).toBe('INDETERMINATE');
    expect(report.signatures[0]?.problems.map((problem) => problem.code)).toEqual([code]);
  });

  it('that is missing is said', async () => {
    const report = await verify(new PdfFile().append({ objects: onePage }).bytes);
    expect(report).toMatchObject({
      indication: 'TOTAL-FAILED',
      signatures: [],
      problems: [{ code: 'signature_missing' }],
    });
  });
});

describe('a forged ByteRange', () => {
  let signed: Buffer;
  let range: ReturnType<typeof rangeOf>;

  beforeAll(() => {
    signed = new SignedFile(openssl).sign().bytes;
    range = rangeOf(signed);
  });

  const failure = async (bytes: Buffer) => {
    const report = await verify(bytes);
    expect(report.indication).toBe('TOTAL-FAILED');
    return [messagesOf(report.problems), ...report.signatures.map(({ problems }) => messagesOf(problems))].join('; ');
  };

  const withRange = (text: string) => edit(signed, range.text, text.padEnd(range.text.length));

  it('of three numbers, of strings, of negative or huge numbers is refused', async () => {
    for (const text of ['[0 1 2]', '[(0) 1 2 3]', '[0 1 2 -3]', '[0 1 2 9999999999999999]', '[0 1 2 3 4 5]'])
      expect(await failure(withRange(text))).toContain('not four whole numbers');
  });

  it('that does not begin at the start, overlaps or leaves the file is refused', async () => {
    const { gapStart, gapEnd, rest } = range;
    expect(await failure(withRange(`[1 ${gapStart} ${gapEnd} ${rest}]`))).toContain('does not begin at the start');
    expect(await failure(withRange(`[0 ${gapEnd} ${gapStart} ${rest}]`))).toContain('overlap');
    expect(await failure(withRange(`[0 ${gapStart} ${gapEnd} ${rest + 1}]`))).toContain('beyond the end');
  });

  it('that leaves out more or less than its own value is refused', async () => {
    const { gapStart, gapEnd, rest } = range;
    for (const [from, to] of [
      [-1, 0],
      [1, 0],
      [0, 1],
      [0, -1],
    ] as const)
      expect(await failure(withRange(`[0 ${gapStart + from} ${gapEnd + to} ${rest - to}]`))).toContain(
        'something else',
      );
  });

  it('that ends before the revision does is refused', async () => {
    const { gapStart, gapEnd, rest } = range;
    expect(await failure(withRange(`[0 ${gapStart} ${gapEnd} ${rest - 20}]`))).toContain('end of a revision');
  });

  it('with a second signature value beside the first is refused', async () => {
    const file = new SignedFile(openssl).sign({ entries: '/Contents <00>' });
    expect(await failure(file.bytes)).toContain('twice');
  });

  it('of a value written as text, or inside an object stream, is refused', async () => {
    const text = new SignedFile(openssl).sign({ entries: '/X 1' }).bytes.toString('latin1');
    const literal = text.replace(/<(3[0-9a-f]{100,})>/, (_, hex: string) => `(${'a'.repeat(hex.length)})`);
    expect(await failure(Buffer.from(literal, 'latin1'))).toContain('no hexadecimal string');
    const packed = new SignedFile(openssl).reserve({ form: 'packed' });
    expect(await failure(packed.bytes)).toContain('compressed object');
  });

  it('of a copy of the signature that leaves out new content (signature wrapping) is refused', async () => {
    const { gapStart, gapEnd, rest } = range;
    const text = signed.toString('latin1');
    const start = Number([...text.matchAll(/startxref\n(\d+)/g)].at(-1)?.[1]);
    const value = text.slice(gapStart, gapEnd);
    // Where the signed tail says the cross-reference is, another one stands; the tail itself follows unchanged.
    const kept = [1, 3, 6].map((number) => [number, text.lastIndexOf(`\n${number} 0 obj`) + 1] as const);
    const entry = ([number, place]: readonly [number, number]) =>
      `${number} 1\n${String(place).padStart(10, '0')} 00000 n \n`;
    const table = (content: number, signature: number) =>
      `xref\n${[...kept, [4, content] as const, [7, signature] as const].map(entry).join('')}trailer\n<< /Size 9 /Root 1 0 R /Prev ${/\/Prev (\d+)/.exec(text)?.[1]} >>\n`;
    const evil = `4 0 obj\n${streamBody('', 'BT /F1 18 Tf 72 720 Td (Evil) Tj ET')}\nendobj\n`;
    const placeOfEvil = start + table(0, 0).length;
    const placeOfCopy = placeOfEvil + evil.length;
    const copy = (tail: number) =>
      `7 0 obj\n<< /Type /Sig /SubFilter /ETSI.CAdES.detached /Contents ${value} /ByteRange [0 ${gapStart} ${tail} ${rest}] >>\nendobj\n`;
    const tail = placeOfCopy + copy(placeOfCopy).length + 1000;
    const middle = ' '.repeat(start - gapEnd) + table(placeOfEvil, placeOfCopy) + evil + copy(tail);
    const bytes = Buffer.concat([
      signed.subarray(0, gapEnd),
      Buffer.from(middle.padEnd(tail - gapEnd), 'latin1'),
      signed.subarray(gapEnd),
    ]);
    expect(bytes.subarray(tail).equals(signed.subarray(gapEnd))).toBe(true);
    expect(await failure(bytes)).toContain('leaves out something else');
  });

  it('of a signature copied into another document is refused', async () => {
    const other = new SignedFile(openssl).reserve({ field: 'Signature1' });
    const contents = /\/Contents <(3[0-9a-f]+)>/.exec(signed.toString('latin1'))?.[1] ?? '';
    const forged = other.fill(() => Buffer.from(contents.replace(/(00)+$/, ''), 'hex'));
    expect(await failure(edit(forged.bytes, '(Cong van)', '(Cong vaN)'))).toContain('changed after signing');
  });
});

describe('a signature outside the form', () => {
  it('is found and told, when a later revision took it out', async () => {
    const file = new SignedFile(openssl).sign();
    file.append({ objects: { 1: onePage[1] ?? '' } });
    const report = await verify(file.bytes);
    expect(report.indication).toBe('TOTAL-FAILED');
    expect(messagesOf(report.signatures[0]?.problems ?? [])).toContain(
      'No form field of the document refers to this signature',
    );
  });

  it('of a PDF attached in plain counts for the attachment, not for the document', async () => {
    const attached = new SignedFile(openssl).sign().bytes.toString('latin1');
    const objects = { 6: streamBody('/Type /EmbeddedFile', attached) };
    const report = await verify(new SignedFile(openssl, 'table', objects).sign().bytes);
    expect(report.signatures).toHaveLength(1);
    expect(report).toMatchObject({ indication: 'INDETERMINATE', problems: [{ code: 'pdf_malformed' }] });
    expect(messagesOf(report.problems)).toContain('Another PDF stands inside');
  });
});

describe('PDFs of others', () => {
  const names = [
    'DSS-2025.pdf',
    'DSS-3226.pdf',
    'Signature-P-HU_MIC-1.pdf',
    'belgian_pki_multiple_ocsps_lt.pdf',
    'pades-bes.pdf',
    'dss-2236/hide.pdf',
    'dss-1376/DSS1376-rev_n.pdf',
  ];

  it.each(names)('%s is intact for us as for poppler', async (name) => {
    const bytes = readFileSync(vectorPath('pades', `dss/${name}`));
    const theirs = poppler(bytes);
    const ours = (await verify(bytes)).signatures;
    const named = (signature: (typeof ours)[number]) => signature.signer?.subject.replaceAll('\\', '') ?? '';
    expect(ours.map(({ id, indication }) => [id, indication])).toEqual(
      theirs.map(({ field }) => [field, 'TOTAL-PASSED']),
    );
    for (const [index, signature] of ours.entries())
      expect(named(signature)).toContain(`CN=${theirs[index]?.signer.replaceAll('\\', '')}`);
    expect(theirs.every(({ valid }) => valid)).toBe(true);
  });

  it('broken in any way get a verdict, soon, and pass only when nothing that was signed is broken', async () => {
    const originals = ['DSS-2025.pdf', 'Signature-P-HU_MIC-1.pdf', 'pades-bes.pdf'].map((name) =>
      readFileSync(vectorPath('pades', `dss/${name}`)),
    );
    const whole = originals.map(signedBytesOf);
    await fc.assert(
      fc.asyncProperty(mutationsOf(originals), async (bytes) => {
        const start = performance.now();
        const report = await verifyPdf(bufferSource(bytes), { policy: 'core', anchors: [] });
        expect(performance.now() - start).toBeLessThan(3000);
        const isWhole = whole.some((signed) => signed.equals(signedBytesOf(bytes)));
        expect(isWhole || report.indication !== 'TOTAL-PASSED').toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
