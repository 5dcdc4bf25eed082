import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Signer } from '../../../certs/keys/signer.js';
import { writeEdxmlDocument } from '../../../schemas/edxml/write-document.js';
import { catalogue } from '../../../schemas/problems/catalogue.js';
import { readCases } from '../../conformance/cases.js';
import { python, temporaryFolder } from '../../schemas/asice/container-support.js';
import { edxmlFile, messageFrom, readyContainer } from '../../support/foreign-messages.js';
import { metadataOf, smallPdf } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture, submissionForm } from '../../support/http-fixture.js';
import { vectorsFolder } from '../../support/vectors.js';
import { holdings } from './left-behind.js';

const asice = 'application/vnd.etsi.asic-e+zip';
const [senderCode, closed] = ['H30.03', 'H30.07'];
const maxFileBytes = 200_000;
const maxEdxmlBytes = 100_000;

let gateway: HttpFixture;
let sender: string;
let ownKey: Signer;
let foreignKey: Signer;

beforeAll(async () => {
  gateway = await openHttpFixture({
    config: { maxFileBytes, maxEdxmlBytes, maxVerificationBytes: maxFileBytes, maxFiles: 3 },
    agencies: { [closed]: { validTo: '2016-01-01' } },
  });
  // Attachments of edXML files pass through the folder for temporary files: it is looked at, too.
  const temporary = join(gateway.folder, 'tmp');
  mkdirSync(temporary);
  process.env['TMPDIR'] = temporary;
  sender = await gateway.token([senderCode]);
  ownKey = (await gateway.authority.issueSeal({ agencyCode: senderCode })).signer;
  foreignKey = (await gateway.authority.issueSeal({ agencyCode: 'H30.05' })).signer;
});
afterAll(async () => {
  delete process.env['TMPDIR'];
  await gateway.close();
});

interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  field?: string;
  requestId: string;
}

/** Sends, and gives back the problem, after looking that nothing but the problem came of it. */
async function refused(
  body: NonNullable<RequestInit['body']>,
  contentType?: string,
  path = '/api/v1/documents',
): Promise<ProblemBody> {
  const before = await holdings(gateway);
  const answer = await gateway.call(path, sender, {
    method: 'POST',
    body,
    ...(contentType === undefined ? {} : { headers: { 'content-type': contentType } }),
  });
  const text = await answer.text();
  expect(answer.status, text).toBeGreaterThanOrEqual(400);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const problem = JSON.parse(text) as ProblemBody;
  expect(problem.status).toBe(answer.status);
  expect(problem.status, text).not.toBe(500);
  expect(problem.type).toBe(`urn:congvan:problem:${problem.code}`);
  expect(Object.keys(catalogue)).toContain(problem.code);
  expect(text).not.toContain(gateway.folder);
  expect(await holdings(gateway)).toEqual(before);
  return problem;
}

/** Reserves a number of 2016. */
async function reserve(): Promise<string> {
  const answer = await gateway.call('/api/v1/registers/out/reservations', sender, {
    method: 'POST',
    body: JSON.stringify({ year: 2016 }),
    headers: { 'content-type': 'application/json' },
  });
  return ((await answer.json()) as { number: string }).number;
}

const refusedMetadata = (changes: Record<string, unknown>) => refused(submissionForm(metadataOf(changes)));
const refusedFile = (name: string, bytes: Buffer) => refused(submissionForm(metadataOf(), [[name, bytes]]));

const boundary = 'XXXX';
const rawForm = (...parts: string[]) =>
  Buffer.from(`${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`);
const metadataPart = `Content-Disposition: form-data; name="metadata"\r\n\r\n${JSON.stringify(metadataOf())}`;
const filePart = (header: string) =>
  `Content-Disposition: form-data; name="file"${header}\r\n\r\n${smallPdf().toString()}`;
const refusedRaw = (...parts: string[]) => refused(rawForm(...parts), `multipart/form-data; boundary=${boundary}`);

describe('metadata that cannot be sent', () => {
  it.each([
    ['an unknown recipient', { to: ['H30.05', 'H99.99'] }, 422, 'unknown_agency', 'to[1]'],
    ['a closed recipient', { to: [closed] }, 422, 'agency_closed', 'to[0]'],
    ['another sender', { from: 'H30.05' }, 403, 'wrong_agency', 'from'],
    ['a declared secret', { secrecy: 'Mật' }, 422, 'secret_refused', 'secrecy'],
    ['a secret stamp in a text', { note: 'TUYỆT MẬT' }, 422, 'secret_refused', 'note'],
    ['no recipient', { to: [] }, 400, 'invalid_request', 'to'],
    ['an unknown type', { type: 'XYZ' }, 400, 'invalid_request', 'type'],
    ['a subject that is no text', { subject: 7 }, 400, 'invalid_request', 'subject'],
    [
      'a day that does not exist',
      { promulgation: { date: '2016-02-30' } },
      400,
      'invalid_request',
      'promulgation.date',
    ],
    ['a field nobody knows', { subjekt: 'x' }, 400, 'invalid_request', 'subjekt'],
    ['a NUL in a text', { subject: 'a\u0000b' }, 400, 'invalid_request', 'subject'],
    ['a text that is too long', { subject: 'x'.repeat(100_000) }, 400, 'invalid_request', 'subject'],
  ])('%s is refused with its code and field', async (_what, changes, status, code, field) => {
    const problem = await refusedMetadata(changes as Record<string, unknown>);
    expect(problem).toMatchObject({ status, code });
    expect(problem.field).toContain(field);
  });

  it('a closed agency sends nothing either', async () => {
    const before = await holdings(gateway);
    const answer = await gateway.call('/api/v1/documents', await gateway.token([closed]), {
      method: 'POST',
      body: submissionForm(),
    });
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ code: 'agency_closed', field: 'from' });
    expect({ ...(await holdings(gateway)), events: 0 }).toEqual({ ...before, events: 0 });
  });

  it('a secret leaves one line in the log: who, when, a digest; no word of it', async () => {
    const already = gateway.logLines.length;
    await refusedMetadata({ subject: 'Kế hoạch rất riêng', note: 'MẬT' });
    await refusedFile('Tệp riêng.txt', Buffer.from('TỐI MẬT\nmột hai ba\n'));
    const lines = gateway.logLines.slice(already);
    const about = lines.filter((line) => line.includes('state secret was refused'));
    expect(about).toHaveLength(2);
    for (const line of about)
      expect(JSON.parse(line)).toMatchObject({ sender: expect.stringMatching(/^token:/), digest: expect.any(String) });
    expect(lines.join('\n')).not.toMatch(/riêng|hai ba/);
  });

  it('a number nobody reserved, or that was used, is refused with 422', async () => {
    const number = { number: '77', notation: 'STTTT-VP' };
    expect(await refusedMetadata(number)).toMatchObject({ status: 422, code: 'number_unknown', field: 'number' });
    const reserved = { number: await reserve() };
    const first = await gateway.call('/api/v1/documents', sender, {
      method: 'POST',
      body: submissionForm(metadataOf(reserved)),
    });
    expect(first.status).toBe(201);
    expect(await refusedMetadata({ ...reserved, subject: 'Khác' })).toMatchObject({ code: 'number_unknown' });
  });
});

describe('a form that is not as described', () => {
  it.each([
    ['metadata after the files', [filePart('; filename="a.pdf"'), metadataPart], 'metadata'],
    [
      'metadata that is no JSON',
      ['Content-Disposition: form-data; name="metadata"\r\n\r\n{"to":', filePart('')],
      'metadata',
    ],
    [
      'metadata that says it is JSON and is not',
      ['Content-Disposition: form-data; name="metadata"\r\nContent-Type: application/json\r\n\r\n{"to":', filePart('')],
      'metadata',
    ],
    [
      'metadata that is a list',
      ['Content-Disposition: form-data; name="metadata"\r\n\r\n[]', filePart('; filename="a.pdf"')],
      'metadata',
    ],
    ['no file', [metadataPart], 'file'],
    [
      'a field after the files',
      [metadataPart, filePart('; filename="a.pdf"'), 'Content-Disposition: form-data; name="reason"\r\n\r\nx'],
      'reason',
    ],
  ])('%s', async (_what, parts, field) => {
    expect(await refusedRaw(...(parts as string[]))).toMatchObject({ status: 400, code: 'invalid_request', field });
  });

  it('a file without a name', async () => {
    const form = rawForm(
      metadataPart,
      `Content-Disposition: form-data; name="file"\r\nContent-Type: application/octet-stream\r\n\r\nx`,
    );
    const problem = await refused(form, `multipart/form-data; boundary=${boundary}`);
    expect(problem).toMatchObject({ status: 400, code: 'file_name' });
  });

  it('a form without its end is not taken for a whole one', async () => {
    const whole = rawForm(metadataPart, filePart('; filename="a.pdf"'));
    for (const length of [whole.length - 10, whole.length - 30, Math.round(whole.length / 2), 40]) {
      const problem = await refused(whole.subarray(0, length), `multipart/form-data; boundary=${boundary}`);
      expect(problem.status).toBe(400);
    }
  });

  it('a form without boundary, an empty body, a body of no known type', async () => {
    expect(await refused(rawForm(metadataPart), 'multipart/form-data')).toMatchObject({ code: 'invalid_request' });
    expect(await refused(Buffer.alloc(0), `multipart/form-data; boundary=${boundary}`)).toMatchObject({ status: 400 });
    expect(await refused('x', 'application/octet-stream')).toMatchObject({ status: 415, code: 'media_type' });
    expect(await refused('{}', 'application/json')).toMatchObject({ status: 415, code: 'media_type' });
  });

  it('more files than allowed, more metadata than allowed', async () => {
    const many = [1, 2, 3, 4].map((n) => [`t${n}.pdf`, smallPdf(`${n}`)] as const);
    expect(await refused(submissionForm(metadataOf(), many))).toMatchObject({ code: 'invalid_request', field: 'file' });
    const huge = submissionForm(metadataOf({ note: 'x'.repeat(1_100_000) }));
    expect(await refused(huge)).toMatchObject({ status: 413, code: 'body_too_large', field: 'metadata' });
  });
});

describe('a file that cannot be sent', () => {
  it('over the limit, which itself is allowed', async () => {
    const problem = await refusedFile('to.pdf', Buffer.concat([smallPdf(), Buffer.alloc(maxFileBytes)]));
    expect(problem).toMatchObject({ status: 413, code: 'file_too_large', field: 'to.pdf' });
    const exact = Buffer.concat([smallPdf(), Buffer.alloc(maxFileBytes - smallPdf().length, 0x20)]);
    const taken = await gateway.call('/api/v1/documents', sender, {
      method: 'POST',
      body: submissionForm(metadataOf(), [['vua.pdf', exact]]),
    });
    expect(taken.status).toBe(201);
  });

  it('the second one bad, the first one good: nothing of either stays', async () => {
    const form = submissionForm(metadataOf(), [
      ['tot.pdf', smallPdf()],
      ['rong.pdf', Buffer.alloc(0)],
    ]);
    expect(await refused(form)).toMatchObject({ code: 'file_empty', field: 'rong.pdf' });
  });

  it.each([
    ['chuong-trinh.pdf', Buffer.from('MZ\x90\x00 a program')],
    ['trang.pdf', Buffer.from('<html><script>alert(1)</script></html>')],
    ['hinh.png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>')],
    ['van-ban.txt', Buffer.from('<!doctype html><script src=x></script>')],
    ['van-ban.xml', Buffer.from('<html xmlns="http://www.w3.org/1999/xhtml"/>')],
    ['lenh.txt', Buffer.from('#!/bin/sh\nrm -rf /\n')],
    ['chuong-trinh.exe', Buffer.from('MZ')],
    ['khong-duoi', smallPdf()],
    ['van-ban.docx', smallPdf()],
    ['nhi-phan.txt', Buffer.from([0x61, 0, 1, 2])],
  ])('%s is of no accepted type, whatever it claims', async (name, bytes) => {
    const form = new FormData();
    form.append('metadata', JSON.stringify(metadataOf()));
    form.append('file', new Blob([new Uint8Array(bytes)], { type: 'application/pdf' }), name);
    expect(await refused(form)).toMatchObject({ status: 415, code: 'file_type', field: name });
  });

  it('an empty one', async () => {
    expect(await refusedFile('rong.pdf', Buffer.alloc(0))).toMatchObject({ status: 400, code: 'file_empty' });
  });

  it.each([
    '../../etc/passwd.pdf',
    '/etc/passwd.pdf',
    'thu-muc/van-ban.pdf',
    'thu-muc\\van-ban.pdf',
    'C:\\van-ban.pdf',
    'CON.pdf',
    '.an.pdf',
    'van-ban.pdf.',
    'van-ban.pdf ',
    'mimetype',
    'envelope.edxml',
    'META-INF',
    'a\u202Efdp.exe.pdf',
    'a\u200B.pdf',
    'a\u0007.pdf',
    `${'x'.repeat(300)}.pdf`,
    `${'ạ'.repeat(120)}.pdf`,
    'a:b.pdf',
    '*.pdf',
  ])('the name %j', async (name) => {
    expect(await refusedFile(name, smallPdf())).toMatchObject({ status: 400, code: 'file_name' });
  });

  it.each([
    ['the same', 'a.pdf', 'a.pdf'],
    ['in another case', 'Đơn.pdf', 'ĐƠN.pdf'],
    ['in another normal form', 'Báo cáo.pdf'.normalize('NFC'), 'Báo cáo.pdf'.normalize('NFD')],
  ])('two files whose names are %s', async (_how, one, other) => {
    const form = submissionForm(metadataOf(), [
      [one, smallPdf('1')],
      [other, smallPdf('2')],
    ]);
    expect(await refused(form)).toMatchObject({ status: 400, code: 'zip_duplicate' });
  });
});

describe('an edXML file that cannot be taken', () => {
  const edxml = (bytes: Buffer | string) => refused(new Uint8Array(Buffer.from(bytes as string)), 'application/xml');
  const withContent = async (content: string) =>
    (await edxmlFile(senderCode)).toString().replace(/(<edXML:ContentTransferEncoded[^>]*>)[^<]*(<)/, `$1${content}$2`);

  it.each([
    ['malformed', '<edXML:edXML xmlns:edXML="urn:x"><a></edXML:edXML>', 'xml_malformed'],
    ['empty', '', 'xml_malformed'],
    ['not XML', 'PK\u0003\u0004', 'xml_malformed'],
    ['with a DOCTYPE', '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', 'xml_doctype'],
    ['with an external entity', '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', 'xml_doctype'],
    ['nested without end', '<a>'.repeat(5_000) + '</a>'.repeat(5_000), 'xml_too_deep'],
    ['of another vocabulary', '<a/>', 'edxml_not_edxml'],
  ])('%s', async (_what, text, code) => {
    expect(await edxml(text)).toMatchObject({ code });
  });

  it('each attack of the shared vectors, within a second', async () => {
    const attacks = readCases(vectorsFolder, 'xml-attacks').filter(({ expect: wanted }) => wanted === 'reject');
    expect(attacks.length).toBeGreaterThan(5);
    for (const { file } of attacks) {
      const started = performance.now();
      const problem = await edxml(readFileSync(join(vectorsFolder, 'xml-attacks', file)));
      expect(problem.code, file).toMatch(/^(xml|edxml)_/);
      expect(performance.now() - started, file).toBeLessThan(1_000);
    }
  });

  it('over its limit', async () => {
    const large = await edxmlFile(
      senderCode,
      {},
      { name: 'a.pdf', bytes: Buffer.concat([smallPdf(), Buffer.alloc(90_000)]) },
    );
    expect(large.length).toBeGreaterThan(maxEdxmlBytes);
    expect(await edxml(large)).toMatchObject({ status: 413, code: 'edxml_too_large' });
  });

  it.each(['%%%%', 'AAAAA', 'AAAA=AAA', 'ạ', ''])('with broken base64 (%j), naming the attachment', async (content) => {
    const problem = await edxml(await withContent(content));
    expect(problem).toMatchObject({ status: 400, code: 'edxml_attachment' });
    expect(problem.field).toBe('van-ban.pdf');
  });

  it('with an unknown recipient, a closed one, a secret, a forbidden file', async () => {
    expect(await edxml(await edxmlFile(senderCode, { to: ['H99.99'] }))).toMatchObject({ code: 'unknown_agency' });
    expect(await edxml(await edxmlFile(senderCode, { to: [closed] }))).toMatchObject({ code: 'agency_closed' });
    expect(await edxml(await edxmlFile('H30.05'))).toMatchObject({ status: 403, code: 'wrong_agency' });
    const program = { name: 'a.pdf', bytes: Buffer.from('MZ program') };
    expect(await edxml(await edxmlFile(senderCode, {}, program))).toMatchObject({ code: 'file_type' });
    const stamped = { name: 'a.txt', bytes: Buffer.from('MẬT\nx\n') };
    expect(await edxml(await edxmlFile(senderCode, {}, stamped))).toMatchObject({ code: 'secret_refused' });
    const path = { name: '../a.pdf', bytes: smallPdf() };
    expect(await edxml(await edxmlFile(senderCode, {}, path))).toMatchObject({ code: 'file_name' });
  });

  it('whose attachment is a ZIP that explodes or climbs out', async () => {
    const bomb = await archive(`z.writestr('a.pdf', bytes(30_000_000), zipfile.ZIP_DEFLATED)`);
    expect(bomb.length).toBeLessThan(60_000);
    expect((await edxml(await withContent(bomb.toString('base64')))).code).toMatch(/^zip_(ratio|entry_too_large)$/);
    const slip = await archive(`z.writestr('../../a.pdf', b'%PDF-1.4')`);
    expect(await edxml(await withContent(slip.toString('base64')))).toMatchObject({ code: 'zip_name' });
  });
});

/** A ZIP made by python; with `mimeType` it claims to be a container. */
async function archive(script: string, mimeType?: string): Promise<Buffer> {
  const path = join(await temporaryFolder(), 'x.zip');
  const lines = [...(mimeType === undefined ? [] : [`z.writestr('mimetype', '${mimeType}')`]), ...script.split('\n')];
  python(
    `import sys, zipfile, warnings\nwarnings.simplefilter('ignore')\nwith zipfile.ZipFile(sys.argv[1], 'w') as z:\n${lines.map((line) => `    ${line}`).join('\n')}`,
    path,
  );
  return readFileSync(path);
}

describe('a ready container that cannot be taken', () => {
  const container = (bytes: Buffer) => refused(new Uint8Array(bytes), asice);

  it('of every broken or hostile ZIP of the shared vectors', async () => {
    const cases = readCases(vectorsFolder, 'zip').filter(({ file }) => file.endsWith('.zip'));
    expect(cases.length).toBeGreaterThan(10);
    for (const { file } of cases) {
      const problem = await container(readFileSync(join(vectorsFolder, 'zip', file)));
      expect(problem.code, file).toMatch(/^(zip_|asic_)/);
    }
  });

  it('that explodes', async () => {
    const bomb = await archive(`z.writestr('a.txt', bytes(60_000_000), zipfile.ZIP_DEFLATED)`, asice);
    expect(await container(bomb)).toMatchObject({ code: 'zip_ratio' });
    const many = await archive(`for i in range(2100): z.writestr('f%d' % i, b'')`, asice);
    expect(await container(many.subarray(0, many.length))).toMatchObject({
      code: many.length > maxFileBytes ? 'body_too_large' : 'zip_too_many_entries',
    });
  });

  it('that says it is small and is not', async () => {
    const honest = deflateRawSync(Buffer.alloc(20_000_000));
    const bytes = await archive(`z.writestr('a.txt', b'x' * 1000, zipfile.ZIP_DEFLATED)`, asice);
    expect(honest.length).toBeGreaterThan(bytes.length);
    // The sizes stay as they are; the data grows.
    const at = bytes.indexOf('a.txt') + 5;
    const lying = Buffer.concat([bytes.subarray(0, at), honest.subarray(0, 40), bytes.subarray(at + 40)]);
    expect((await container(lying)).code).toMatch(/^(zip_|edxml_|asic_)/);
  });

  it.each(['../../etc/cron.d/x', '/etc/x', 'a\\\\..\\\\x', 'C:/x'])('with an entry named %s', async (name) => {
    expect(await container(await archive(`z.writestr('${name}', b'x')`, asice))).toMatchObject({ code: 'zip_name' });
  });

  it('with a wrong digest, an unsealed file, no seal, another agency’s seal', async () => {
    const wrong = await readyContainer(senderCode, { signer: ownKey, statedDigest: Buffer.alloc(32, 1) });
    expect(await container(wrong)).toMatchObject({ status: 400, code: 'digest_mismatch' });
    const added = await readyContainer(senderCode, {
      signer: ownKey,
      stowaway: { name: 'them.pdf', bytes: smallPdf('thêm') },
    });
    expect(await container(added)).toMatchObject({ status: 400, code: 'not_covered', field: 'them.pdf' });
    const unsealed = await readyContainer(senderCode, { signer: ownKey, isUnsealed: true });
    expect(await container(unsealed)).toMatchObject({ status: 400, code: 'signature_missing' });
    const foreign = await readyContainer(senderCode, { signer: foreignKey });
    expect(await container(foreign)).toMatchObject({ status: 403, code: 'signer_not_sender' });
  });

  it('with a changed byte anywhere in what is sealed', async () => {
    const good = await readyContainer(senderCode, { signer: ownKey });
    const places = ['%PDF', 'MessageHeader', '<ds:SignatureValue', 'SigningTime'];
    for (const place of places) {
      const at = good.indexOf(place) + place.length + 12;
      const bad = Buffer.from(good);
      bad[at] = (bad[at] ?? 0) ^ 1;
      expect((await container(bad)).status, place).toBe(400);
    }
  });

  it('with a DOCTYPE, or nonsense, for an envelope', async () => {
    const evil = Buffer.from('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>');
    expect(await container(await readyContainer(senderCode, { signer: ownKey, envelope: evil }))).toMatchObject({
      code: 'xml_doctype',
    });
    const other = Buffer.from('<a/>');
    expect(await container(await readyContainer(senderCode, { signer: ownKey, envelope: other }))).toMatchObject({
      code: 'edxml_not_edxml',
    });
  });

  it('to nobody we know, with a forbidden file, over the limit, of another agency, cut off, empty', async () => {
    const envelopeTo = (to: string) => writeEdxmlDocument(messageFrom(senderCode, { to: [to] }));
    const of = (wish: object) => readyContainer(senderCode, { signer: ownKey, ...wish });
    expect(await container(await of({ envelope: envelopeTo('H99.99') }))).toMatchObject({ code: 'unknown_agency' });
    expect(await container(await of({ envelope: envelopeTo(closed) }))).toMatchObject({ code: 'agency_closed' });
    expect(await container(await of({ file: { name: 'a.pdf', bytes: Buffer.from('MZ') } }))).toMatchObject({
      code: 'file_type',
    });
    expect(await container(await of({ file: { name: 'a.txt', bytes: Buffer.from('MẬT\nx') } }))).toMatchObject({
      code: 'secret_refused',
    });
    const large = { name: 'a.pdf', bytes: Buffer.concat([smallPdf(), Buffer.alloc(maxFileBytes)]) };
    expect(await container(await of({ file: large }))).toMatchObject({ status: 413, code: 'file_too_large' });
    expect(await container(await readyContainer('H30.05', { signer: foreignKey }))).toMatchObject({
      code: 'wrong_agency',
    });
    const good = await of({});
    expect(await container(good.subarray(0, good.length - 20))).toMatchObject({ code: 'zip_malformed' });
    expect(await container(Buffer.alloc(0))).toMatchObject({ status: 400 });
  });

  it('far over the limit: the client is answered although it is still sending', async () => {
    for (const type of [asice, 'application/xml']) {
      const problem = await refused(new Uint8Array(20_000_000).fill(0x20), type);
      expect(problem.status, type).toBe(413);
    }
    const verified = await fetch(`${gateway.url}/api/v1/verifications`, {
      method: 'POST',
      body: new Uint8Array(20_000_000),
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(verified.status).toBe(413);
  });

  it('while a good one is taken', async () => {
    const envelope = writeEdxmlDocument(messageFrom(senderCode, { number: await reserve() }));
    const good = await readyContainer(senderCode, { signer: ownKey, envelope });
    const answer = await gateway.call('/api/v1/documents', sender, {
      method: 'POST',
      body: new Uint8Array(good),
      headers: { 'content-type': asice },
    });
    expect(answer.status).toBe(201);
  });
});

describe('the language of a problem', () => {
  it('is Vietnamese, and English for those who ask for it', async () => {
    const ask = async (language?: string) =>
      (await (
        await gateway.call(
          '/api/v1/nowhere',
          null,
          language === undefined ? {} : { headers: { 'accept-language': language } },
        )
      ).json()) as ProblemBody;
    expect(await ask()).toMatchObject({ code: 'not_found', title: 'Không tìm thấy' });
    expect(await ask('vi,en;q=0.5')).toMatchObject({ title: 'Không tìm thấy' });
    expect(await ask('en-GB,vi;q=0.3')).toMatchObject({ title: 'Not found' });
  });
});
