/** What somebody confirmed is what is sent: no file, no day and no recipient changes on the way, whatever happens at the same time. */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { vietnamDay } from '../../../gateway/agencies/agency.js';
import { writeGroup } from '../../../gateway/agencies/groups.js';
import { beginDraft } from '../../../gateway/drafts/begin-draft.js';
import {
  addRecipient,
  discardDraft,
  holdNumber,
  removeFile,
  saveFields,
} from '../../../gateway/drafts/change-draft.js';
import { confirmDraft } from '../../../gateway/drafts/confirm-draft.js';
import type { DraftFields, Writer } from '../../../gateway/drafts/draft.js';
import { deleteUnexamined } from '../../../gateway/drafts/draft-files.store.js';
import { announceUpload, takeChunk, takeWholeFile } from '../../../gateway/drafts/receive-upload.js';
import { seenMarks } from '../../../gateway/drafts/seen-draft.js';
import { claimDraft } from '../../../gateway/drafts/sending-drafts.store.js';
import { viewDraft } from '../../../gateway/drafts/view-draft.js';
import { principalOf, roleScopes } from '../../../gateway/identity/access.js';
import { liftHold, placeHold } from '../../../gateway/retention/holds.js';
import { sendNextDraft } from '../../../workers/drafts.js';
import { type GatewayFixture, openGatewayFixture, smallPdf } from '../../support/gateway-fixture.js';
import { addPerson } from '../../support/people.js';

let gateway: GatewayFixture;
let writer: Writer;

async function writerFor(agency: string): Promise<Writer> {
  const { id: person } = await addPerson(gateway.ctx, 'clerk', agency);
  const principal = principalOf(`user:${person}`, roleScopes.clerk, [agency]);
  return { person, agency, role: 'clerk', principal };
}

beforeAll(async () => {
  gateway = await openGatewayFixture();
  writer = await writerFor('H30.03');
});
afterAll(() => gateway.close());
beforeEach(() => gateway.setNow(null));

const rowsOf = async <Row extends Record<string, unknown>>(sql: string, values: readonly unknown[]) =>
  (await gateway.ctx.database.query<Row>(sql, values)).rows;

async function written(
  fields: DraftFields,
  { to = 'H30.05', who = writer }: { readonly to?: string; readonly who?: Writer } = {},
): Promise<{ id: string; file: string }> {
  const id = await beginDraft(gateway.ctx, who, null);
  await saveFields(gateway.ctx, who, id, { typed: { code: 'STTTT-VP', ...fields } });
  await addRecipient(gateway.ctx, who, id, to);
  const file = await takeWholeFile(gateway.ctx, who, id, 'a.pdf', Readable.from([smallPdf('Kính gửi')]));
  return { id, file: file.id };
}

const confirm = async (id: string, who = writer) =>
  confirmDraft(gateway.ctx, who, id, seenMarks(await viewDraft(gateway.ctx, who, id)));

async function send(): Promise<void> {
  gateway.setNow(new Date(gateway.ctx.now().getTime() + 60_000));
  await sendNextDraft(gateway.ctx);
}

const sentOf = (subject: string) =>
  rowsOf<{ date: string; to: string[] }>(
    `select d.promulgation_date::text as date, array(select r.agency from recipients r where r.document = d.id order by 1) as to
     from documents d where d.subject = $1`,
    [subject],
  );

describe('a file that was looked at', () => {
  it('stays when its last chunk comes again after the draft was confirmed', async () => {
    const { id, file } = await written({ subject: 'V/v chặng cuối gửi lại' });
    await confirm(id);
    const again = takeChunk(gateway.ctx, writer, { draft: id, id: file }, { offset: 0, chunk: Buffer.alloc(0) });
    await expect(again).rejects.toMatchObject({ code: 'not_found' });
    expect(await deleteUnexamined(gateway.ctx.database, { draft: id, id: file })).toBe(false);
    await send();
    expect(await sentOf('V/v chặng cuối gửi lại')).toHaveLength(1);
  });

  it('is looked at once when its end comes several times at the same moment', async () => {
    const { ctx } = gateway;
    const { id } = await written({ subject: 'V/v nhiều lần cùng lúc' });
    const place = { draft: id, id: randomUUID() };
    const bytes = smallPdf('Phụ lục');
    await announceUpload(ctx, writer, place, { name: 'b.pdf', size: bytes.length });
    const [first, ...others] = await Promise.all([
      takeChunk(ctx, writer, place, { offset: 0, chunk: bytes }),
      ...Array.from({ length: 5 }, () =>
        takeChunk(ctx, writer, place, { offset: bytes.length, chunk: Buffer.alloc(0) }),
      ),
    ]);
    expect(first?.kind).toBe('taken');
    for (const other of others) expect(['taken', 'elsewhere']).toContain(other.kind);
    expect((await viewDraft(ctx, writer, id)).files.map(({ sha256 }) => sha256 === null)).toEqual([false, false]);
  });

  it('is another one to whoever saw it before it was looked at', async () => {
    const { id } = await written({ subject: 'V/v tệp chưa xem' });
    const view = await viewDraft(gateway.ctx, writer, id);
    const before = seenMarks({ ...view, files: view.files.map((file) => ({ ...file, sha256: null })) });
    await expect(confirmDraft(gateway.ctx, writer, id, before)).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('a draft confirmed before midnight', () => {
  it('keeps that day, however late it is sent', async () => {
    const subject = 'V/v gửi lúc nửa đêm';
    gateway.setNow(new Date('2026-12-31T16:59:45Z'));
    const { id } = await written({ subject });
    await confirm(id);
    gateway.setNow(new Date('2026-12-31T17:00:20Z'));
    expect(vietnamDay(gateway.ctx.now())).toBe('2027-01-01');
    await send();
    expect(await sentOf(subject)).toMatchObject([{ date: '2026-12-31' }]);
  });
});

describe('a group', () => {
  it('is who was in it when the draft was confirmed', async () => {
    const subject = 'V/v nhóm đổi thành viên';
    const fill = (members: string[]) => writeGroup(gateway.ctx, { name: 'Nhóm thử', members }, false, 'user:test');
    await fill(['H30.05', 'H30.07']);
    const { id } = await written({ subject }, { to: 'Nhóm thử' });
    await confirm(id);
    await fill(['H30.09']);
    await send();
    expect(await sentOf(subject)).toMatchObject([{ to: ['H30.05', 'H30.07'] }]);
  });
});

describe('the button that holds a number', () => {
  it('pressed twice at once, or again, takes one number', async () => {
    const { id } = await written({ subject: 'V/v giữ số hai lần' });
    const reserved = () =>
      rowsOf<{ count: number }>(
        `select count(*)::int as count from register_entries where agency = 'H30.03' and state = 'reserved'`,
        [],
      );
    const [before] = await reserved();
    await Promise.all([holdNumber(gateway.ctx, writer, id), holdNumber(gateway.ctx, writer, id)]);
    await holdNumber(gateway.ctx, writer, id);
    expect((await reserved())[0]?.count).toBe((before?.count ?? 0) + 1);
  });
});

describe('a draft under a legal hold', () => {
  it('is neither thrown away nor robbed of a file until the hold is lifted', async () => {
    const { ctx } = gateway;
    const operator = principalOf('user:operator', roleScopes.operator, []);
    const day = vietnamDay(ctx.now());
    const { id, file } = await written({ subject: 'V/v đang bị giữ' });
    const hold = await placeHold(ctx, operator, { agency: 'H30.03', from: day, to: day }, 'Thanh tra');
    await expect(discardDraft(ctx, writer, id)).rejects.toMatchObject({ code: 'held' });
    await expect(removeFile(ctx, writer, id, file)).rejects.toMatchObject({ code: 'held' });
    // Writing on does not carry it out of the days that are held.
    gateway.setNow(new Date(Date.now() + 3 * 86_400_000));
    await saveFields(ctx, writer, id, { typed: { subject: 'V/v đã sửa sau đó' } });
    await expect(discardDraft(ctx, writer, id)).rejects.toMatchObject({ code: 'held' });
    expect((await viewDraft(ctx, writer, id)).files).toHaveLength(1);
    await liftHold(ctx, operator, hold, 'Xong');
    await removeFile(ctx, writer, id, file);
    await discardDraft(ctx, writer, id);
    await expect(viewDraft(ctx, writer, id)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('the next draft to send', () => {
  it('is of the agency with the fewest in work, then the most urgent, then the oldest', async () => {
    const { ctx } = gateway;
    const other = await writerFor('H30.07');
    const confirmed = async (fields: DraftFields, who: Writer) => {
      const { id } = await written(fields, { who });
      await confirm(id, who);
      return id;
    };
    const [first, second] = [
      await confirmed({ subject: 'V/v một' }, writer),
      await confirmed({ subject: 'V/v hai' }, writer),
    ];
    const urgent = await confirmed({ subject: 'V/v ba', urgency: 'express' }, writer);
    const foreign = await confirmed({ subject: 'V/v bốn' }, other);
    const wish = { now: new Date(Date.now() + 60_000), leaseSeconds: 60 };
    const claimed: (string | undefined)[] = [];
    for (let n = 0; n < 5; n += 1) claimed.push((await claimDraft(ctx.database, wish))?.id);
    expect(claimed).toEqual([urgent, foreign, first, second, undefined]);
  });
});
