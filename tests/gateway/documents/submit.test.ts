import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import { addAgency } from '../../../gateway/agencies/change-agencies.js';
import { tidyUp } from '../../../gateway/documents/janitor.js';
import { beginSubmission } from '../../../gateway/documents/submit.js';
import { principalOf } from '../../../gateway/identity/access.js';
import { enterPaper, reserveNumber } from '../../../gateway/registers/reserve-numbers.js';
import { openContainer } from '../../../schemas/asice/open-container.js';
import { readEdxml } from '../../../schemas/edxml/read-edxml.js';
import {
  type GatewayFixture,
  metadataOf,
  openGatewayFixture,
  smallPdf,
  submitDocument,
} from '../../support/gateway-fixture.js';

const run = promisify(execFile);
const sender = 'H30.03';

let gateway: GatewayFixture;

beforeAll(async () => {
  gateway = await openGatewayFixture({
    agencies: { 'H30.15': { numbering: 'agency' }, 'H30.07': { validTo: '2016-01-01' } },
    withoutKey: ['H30.31'],
  });
});
afterAll(() => gateway.close());

const submit = (metadata: Record<string, unknown> = {}, options: Parameters<typeof submitDocument>[3] = {}) =>
  submitDocument(gateway.ctx, gateway.clerk(sender), metadataOf(metadata), options);

const drafts = async () => readdir(join(gateway.folder, 'blobs', 'drafts'));

const entriesOf = async (agency: string, year: number) => {
  const { rows } = await gateway.ctx.database.query<{ number: string; state: string }>(
    `select number, state from register_entries where agency = $1 and book = 'out' and year = $2 order by ordinal, number`,
    [agency, year],
  );
  return rows;
};

describe('a submitted document', () => {
  it('is answered with its number, and its container is accepted by our verifier and by unzip', async () => {
    const answer = await submit({ to: ['H30.05', 'H30.31'] });
    expect(answer).toMatchObject({
      number: '01',
      state: 'sealed',
      documentId: 'H30.03,2016/05/19,01/STTTT-VP',
      warnings: [],
    });
    expect(answer.recipients).toEqual([
      { agency: 'H30.05', status: null, delivery: 'queued' },
      { agency: 'H30.31', status: null, delivery: 'queued' },
    ]);
    const source = await gateway.ctx.blobs.open(answer.sha256);
    const report = await verifyFile(source, { policy: 'core', anchors: gateway.authority.anchors });
    expect(report.indication).toBe('TOTAL-PASSED');
    expect(report.signatures[0]?.signer?.agencyCode).toBe(sender);
    expect(report.files.map(({ name, covered }) => [name, covered])).toEqual([
      ['Công văn số 1.pdf', true],
      ['envelope.edxml', true],
    ]);
    const path = join(gateway.folder, 'one.asice');
    await writeFile(path, await source.read(0, source.size));
    await source.close();
    expect((await run('unzip', ['-t', path])).stdout).toContain('No errors detected');
    expect(await drafts()).toEqual([]);
  });

  it('says in its envelope what the metadata said, with the number inside what is sealed', async () => {
    const answer = await submit({ urgency: 'express', subject: 'Về việc phòng, chống hạn mặn' });
    const source = await gateway.ctx.blobs.open(answer.sha256);
    const container = await openContainer(source);
    const entry = container.entries.find(({ name }) => name === 'envelope.edxml');
    if (entry === undefined) throw new Error('no envelope');
    const message = readEdxml(await container.read(entry, 1_000_000));
    await source.close();
    expect(message).toMatchObject({
      kind: 'document',
      documentId: answer.documentId,
      code: { number: answer.number, notation: 'STTTT-VP' },
      subject: 'Về việc phòng, chống hạn mặn',
      otherInfo: { priority: 3 },
      from: { organId: sender },
    });
  });

  it('wakes the workers and writes an event for the sender in the same transaction', async () => {
    gateway.wakes.length = 0;
    const { id, sha256 } = await submit();
    expect(gateway.wakes).toContain('deliveries');
    const { rows } = await gateway.ctx.database.query(
      'select kind, agencies, payload from events where document = $1',
      [id],
    );
    expect(rows).toMatchObject([{ kind: 'document.submitted', agencies: [sender], payload: { sha256, from: sender } }]);
  });

  it('remembers where each file lies in the container', async () => {
    const file = smallPdf('Phụ lục');
    const { id, sha256 } = await submit({}, { file });
    const { rows } = await gateway.ctx.database.query<{ offset: number; size: number; media_type: string }>(
      'select "offset", size, media_type from files where document = $1',
      [id],
    );
    const source = await gateway.ctx.blobs.open(sha256);
    expect(rows[0]?.media_type).toBe('application/pdf');
    expect((await source.read(rows[0]?.offset ?? 0, rows[0]?.size ?? 0)).equals(file)).toBe(true);
    await source.close();
  });
});

describe('the same request again', () => {
  it('gets the same document, and another content under the same key is refused', async () => {
    const first = await submit({ subject: 'Một lần' }, { idempotencyKey: 'k-1' });
    const again = await submit({ subject: 'Một lần' }, { idempotencyKey: 'k-1' });
    expect(again).toEqual(first);
    await expect(submit({ subject: 'Khác' }, { idempotencyKey: 'k-1' })).rejects.toMatchObject({
      code: 'idempotency_conflict',
    });
    await expect(
      submit({ subject: 'Một lần' }, { idempotencyKey: 'k-1', file: smallPdf('khác') }),
    ).rejects.toMatchObject({
      code: 'idempotency_conflict',
    });
    expect(await drafts()).toEqual([]);
  });

  it('gets the first answer, warnings included, although sender and recipient closed meanwhile', async () => {
    const request = { subject: 'Nơi nhận giải thể', notation: 'QĐ-STTTT', to: ['H30.12'] };
    const first = await submit(request, { idempotencyKey: 'k-closed' });
    expect(first.warnings).toMatchObject([{ code: 'notation' }]);
    const validity = async (day: string | null) => {
      const codes = [sender, 'H30.12'];
      await gateway.ctx.database.query('update agencies set valid_to = $2 where code = any($1)', [codes, day]);
    };
    await validity('2016-01-01');
    try {
      expect(await submit(request, { idempotencyKey: 'k-closed' })).toEqual(first);
      await expect(submit(request, { idempotencyKey: 'k-closed', file: smallPdf('khác') })).rejects.toMatchObject({
        code: 'idempotency_conflict',
      });
      await expect(submit(request, { idempotencyKey: 'k-new' })).rejects.toMatchObject({ code: 'agency_closed' });
    } finally {
      await validity(null);
    }
    expect(await drafts()).toEqual([]);
  });

  it('sent many times at once makes one document; the others are told to wait or get its answer', async () => {
    const attempts = Array.from({ length: 8 }, () => submit({ subject: 'Cùng lúc' }, { idempotencyKey: 'k-2' }));
    const settled = await Promise.allSettled(attempts);
    const ids = new Set(settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value.id] : [])));
    const codes = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
    expect(ids.size).toBe(1);
    expect(new Set([...codes, 'in_progress'])).toEqual(new Set(['in_progress']));
    const { rows } = await gateway.ctx.database.query(`select from documents where subject = 'Cùng lúc'`);
    expect(rows.length).toBe(1);
  });

  it('warns of codes of another shape than the official ones, when the directory knows them', async () => {
    await addAgency(gateway.ctx, { code: 'vxp.saas.03', name: 'Trục liên thông' }, 'test');
    const { warnings } = await submit({ to: ['vxp.saas.03', 'H30.05'] });
    expect(warnings).toEqual([{ code: 'organ_code', detail: expect.stringContaining('"vxp.saas.03"') }]);
  });

  it('takes over with the same number what a dead process left unsealed, once its lease is over', async () => {
    const first = await submit({ subject: 'Dở dang' }, { idempotencyKey: 'k-3' });
    await gateway.ctx.database.query(
      `with a as (delete from deliveries where document = $1), b as (delete from recipients where document = $1),
        c as (delete from files where document = $1), d as (update register_entries set state = 'reserved' where document = $1),
        e as (delete from events where document = $1)
       update documents set state = 'sealing', container_sha256 = null, sealed_at = null, sealing_until = now() + interval '1 hour' where id = $1`,
      [first.id],
    );
    await expect(submit({ subject: 'Dở dang' }, { idempotencyKey: 'k-3' })).rejects.toMatchObject({
      code: 'in_progress',
    });
    await gateway.ctx.database.query(`update documents set sealing_until = now() - interval '1 second' where id = $1`, [
      first.id,
    ]);
    const second = await submit({ subject: 'Dở dang' }, { idempotencyKey: 'k-3' });
    expect(second).toMatchObject({ id: first.id, number: first.number, state: 'sealed' });
    const { rows } = await gateway.ctx.database.query('select sealing_attempt from documents where id = $1', [
      first.id,
    ]);
    expect(rows).toEqual([{ sealing_attempt: 2 }]);
  });

  it('without a key is a new document, with a warning for the clerk', async () => {
    const first = await submit({ subject: 'Hai lần' });
    const second = await submit({ subject: 'Hai lần' });
    expect(second.id).not.toBe(first.id);
    expect(second.warnings).toMatchObject([{ code: 'duplicate_document', id: first.id }]);
  });
});

describe('a repeated request', () => {
  it('is warned of the same as the first one', async () => {
    const metadata = { subject: 'Cảnh báo hai lần', type: 'QĐ', notation: 'STTTT-VP' };
    const earlier = await submit(metadata);
    const first = await submit(metadata, { idempotencyKey: 'warned' });
    expect(first.warnings.map(({ code }) => code)).toEqual(['duplicate_document', 'notation']);
    expect(first.warnings[0]).toMatchObject({ id: earlier.id });
    await submit(metadata);
    expect((await submit(metadata, { idempotencyKey: 'warned' })).warnings).toEqual(first.warnings);
    expect((await submit({ ...metadata, subject: 'Khác' }, { idempotencyKey: 'w' })).warnings).toHaveLength(1);
    expect((await submit({ ...metadata, subject: 'Khác' }, { idempotencyKey: 'w' })).warnings).toHaveLength(1);
  });
});

describe('numbers', () => {
  const year = { promulgation: { place: '', date: '2018-03-01' } };

  it('run without gaps under concurrency, and start anew each year', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => submit({ ...year, subject: `Số ${i}` })));
    const numbers = answers.map(({ number }) => Number(number)).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    expect((await entriesOf(sender, 2018)).every(({ state }) => state === 'issued')).toBe(true);
  });

  it('that nobody reserved are refused; only an agency that numbers by itself gives any', async () => {
    const given = { promulgation: { place: '', date: '2019-03-01' }, number: '7' };
    await expect(submit(given)).rejects.toMatchObject({ code: 'number_unknown', field: 'number' });
    expect(await entriesOf(sender, 2019)).toEqual([]);
    const own = (changes: object) =>
      submitDocument(gateway.ctx, gateway.clerk('H30.15'), metadataOf({ ...given, ...changes }));
    expect(await own({})).toMatchObject({ number: '7', documentId: 'H30.15,2019/03/01,7/STTTT-VP' });
    await expect(own({ number: '07', subject: 'khác' })).rejects.toMatchObject({ code: 'number_taken' });
    expect((await own({ number: '07', notation: 'QĐ-SYT', type: 'QĐ' })).number).toBe('07');
  });

  it('step over what was entered by hand, and show the place in the book as cancelled', async () => {
    const date = '2020-03-01';
    const paper = { book: 'out', number: '2', notation: 'STTTT-VP', details: { date, subject: 'Giấy' } } as const;
    await enterPaper(gateway.ctx, gateway.clerk(sender), paper);
    const numbers = [];
    for (let i = 0; i < 3; i += 1)
      numbers.push((await submit({ promulgation: { place: '', date }, subject: `Bước ${i}` })).number);
    expect(numbers).toEqual(['01', '03', '04']);
    expect(await entriesOf(sender, 2020)).toEqual([
      { number: '01', state: 'issued' },
      { number: '02', state: 'cancelled' },
      { number: '03', state: 'issued' },
      { number: '04', state: 'issued' },
      { number: '2', state: 'issued' },
    ]);
  });

  it('reserved before signing are taken by the document that names them', async () => {
    const date = { promulgation: { place: '', date: '2021-03-01' } };
    const reservation = await reserveNumber(gateway.ctx, gateway.clerk(sender), { year: 2021, notation: 'STTTT-VP' });
    expect(reservation.number).toBe('01');
    const later = await submit(date);
    expect(later.number).toBe('02');
    const named = await submit({ ...date, number: '01', subject: 'Đã giữ số' });
    expect(named.number).toBe('01');
    expect(await entriesOf(sender, 2021)).toEqual([
      { number: '01', state: 'issued' },
      { number: '02', state: 'issued' },
    ]);
    const again = submit({ ...date, number: '01', subject: 'Lần nữa' });
    await expect(again).rejects.toMatchObject({ code: 'number_unknown' });
  });

  it('reserved with the notation left open are open again when the document is not sealed', async () => {
    const keyless = gateway.clerk('H30.31');
    await reserveNumber(gateway.ctx, keyless, { year: 2022 });
    const failing = (notation: string) =>
      submitDocument(
        gateway.ctx,
        keyless,
        metadataOf({ notation, number: '01', promulgation: { place: '', date: '2022-03-01' } }),
      );
    for (const notation of ['UBND-VP', 'UBND-TCKH'])
      await expect(failing(notation)).rejects.toMatchObject({ code: 'key_missing' });
    const { rows } = await gateway.ctx.database.query(
      `select number, notation, state, entry, document from register_entries where agency = 'H30.31' and year = 2022`,
    );
    expect(rows).toEqual([
      { number: '01', notation: '', state: 'reserved', entry: { reservation: true }, document: null },
    ]);
  });

  it('of an agency that numbers itself must be given', async () => {
    const doctor = gateway.clerk('H30.15');
    await expect(submitDocument(gateway.ctx, doctor, metadataOf())).rejects.toMatchObject({
      code: 'invalid_request',
      field: 'number',
    });
    const answer = await submitDocument(gateway.ctx, doctor, metadataOf({ number: '88' }));
    expect(answer.number).toBe('88');
  });

  it('of a failed request are kept for its repeat, and cancelled when nobody can repeat it', async () => {
    const keyless = gateway.clerk('H30.31');
    const metadata = metadataOf({ notation: 'UBND-VP' });
    await expect(submitDocument(gateway.ctx, keyless, metadata)).rejects.toMatchObject({ code: 'key_missing' });
    await expect(submitDocument(gateway.ctx, keyless, metadata, { idempotencyKey: 'x' })).rejects.toMatchObject({
      code: 'key_missing',
    });
    expect(await entriesOf('H30.31', 2016)).toEqual([
      { number: '01', state: 'cancelled' },
      { number: '02', state: 'reserved' },
    ]);
    await expect(submitDocument(gateway.ctx, keyless, metadata, { idempotencyKey: 'x' })).rejects.toMatchObject({
      code: 'key_missing',
    });
    await gateway.ctx.database.query(
      `update documents set sealing_until = now() - interval '2 days' where state = 'sealing'`,
    );
    expect((await tidyUp(gateway.ctx)).cancelled).toBe(1);
    expect(await entriesOf('H30.31', 2016)).toEqual([
      { number: '01', state: 'cancelled' },
      { number: '02', state: 'cancelled' },
    ]);
    expect(await drafts()).toEqual([]);
  });
});

describe('what is refused leaves nothing behind', () => {
  it.each([
    ['an unknown recipient', { to: ['H99.77'] }, 'unknown_agency', 'to[0]'],
    ['a closed recipient', { to: ['H30.05', 'H30.07'] }, 'agency_closed', 'to[1]'],
    ['a sender it does not act for', { from: 'H30.05' }, 'wrong_agency', 'from'],
    ['a declared secret', { secrecy: 'secret' }, 'secret_refused', 'secrecy'],
    ['a wrong date', { promulgation: { place: '', date: '2016-02-30' } }, 'invalid_request', 'promulgation.date'],
  ])('%s', async (_name, change, code, field) => {
    await expect(submit(change)).rejects.toMatchObject({ code, field });
    expect(await drafts()).toEqual([]);
  });

  it('a stamped text file: only time, sender and digest survive, in one log line', async () => {
    const submission = await beginSubmission(
      gateway.ctx,
      gateway.clerk(sender),
      metadataOf({ subject: 'Bí mật quốc gia XYZ' }),
      { origin: 'api' },
    );
    gateway.logLines.length = 0;
    const text = Buffer.from('Kế hoạch ABC\nTỐI MẬT\nnội dung\n');
    await expect(submission.addFile('ke-hoach.txt', Readable.from([text]))).rejects.toMatchObject({
      code: 'secret_refused',
    });
    const line = gateway.logLines.join('');
    expect(line).toContain('digest');
    expect(line).not.toMatch(/XYZ|ABC|ke-hoach/);
    const { rows } = await gateway.ctx.database.query(`select from documents where search like '%xyz%'`);
    expect(rows).toEqual([]);
    expect(await drafts()).toEqual([]);
  });

  it('a document without a file, a client that drops, an abandoned upload', async () => {
    const clerk = gateway.clerk(sender);
    const empty = await beginSubmission(gateway.ctx, clerk, metadataOf(), { origin: 'api' });
    await expect(empty.complete()).rejects.toMatchObject({ code: 'invalid_request', field: 'file' });
    const dropped = await beginSubmission(gateway.ctx, clerk, metadataOf(), { origin: 'api' });
    const broken = new Readable({ read() {} });
    broken.push(smallPdf());
    setTimeout(() => broken.destroy(new Error('connection reset')), 20);
    await expect(dropped.addFile('a.pdf', broken)).rejects.toMatchObject({ code: 'upload_interrupted' });
    const given = await beginSubmission(gateway.ctx, clerk, metadataOf(), { origin: 'api' });
    await given.abort();
    await given.abort();
    expect(await drafts()).toEqual([]);
  });

  it('a token without the scopes', async () => {
    const reader = principalOf('token:1', ['documents:read', 'documents:submit'], [sender]);
    await expect(beginSubmission(gateway.ctx, reader, metadataOf(), { origin: 'api' })).rejects.toMatchObject({
      code: 'missing_scope',
      field: 'seal',
    });
  });
});

describe('the janitor', () => {
  it('forgets keys past their retention and never touches sealed documents', async () => {
    const { id } = await submit({ subject: 'Cũ' }, { idempotencyKey: 'old' });
    gateway.setNow(new Date(Date.now() + 40 * 86_400_000));
    const report = await tidyUp(gateway.ctx);
    gateway.setNow(null);
    expect(report.keysForgotten).toBeGreaterThan(0);
    const { rows } = await gateway.ctx.database.query('select state, idempotency_key from documents where id = $1', [
      id,
    ]);
    expect(rows).toEqual([{ state: 'sealed', idempotency_key: null }]);
  });
});
