/** A draft that two clerks, or two presses of one, are at in the same moment; and what a draft begun from a document leaves behind. */
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sendNextDraft } from '../../../workers/drafts.js';
import type { BrowserSession } from '../../support/browser-session.js';
import { clerkOf } from '../../support/clerk-of.js';
import { arriveDocument, metadataOf, smallPdf, submitDocument } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { type Part, type Press, pressDraft } from '../../support/press-draft.js';

let gateway: HttpFixture;
let browser: BrowserSession;
let draft: string;

beforeAll(async () => {
  gateway = await openHttpFixture({ config: { draftBytesPerAgency: 1_000_000 } });
});
afterAll(() => gateway.close());

beforeEach(async () => {
  gateway.setNow(null);
  browser = await clerkOf(gateway, 'H30.03');
  draft = (await browser.open('/soan')).path;
});

const press = (act: string, rest: Omit<Press, 'act'> = {}, who = browser) =>
  pressDraft(gateway, who, draft, { act, ...rest });
const pdf = (name = 'Công văn.pdf'): Part => ({ name, bytes: smallPdf() });

async function fill(fields: Readonly<Record<string, string>>) {
  const complete = { code: 'STTTT-VP', date: '19/05/2016', signer: 'Trần Quốc Tuấn, Giám đốc', ...fields };
  await press('add-files', { fields: complete, files: [pdf()] });
  return press('add-recipient', { fields: { recipient: 'H30.05' } });
}

const rowsOf = async <Row extends Record<string, unknown>>(sql: string, values: readonly unknown[]) =>
  (await gateway.ctx.database.query<Row>(sql, values)).rows;

describe('a draft that somebody else changes while its page is open', () => {
  it.each<readonly [string, Press]>([
    ['a recipient was added', { act: 'add-recipient', fields: { recipient: 'H30.07' } }],
    ['a file was added', { act: 'add-files', files: [{ name: 'Phụ lục.txt', bytes: Buffer.from('Danh sách\n') }] }],
  ])('is sent to nobody who was not seen: %s', async (_, change) => {
    const subject = `V/v hai người cùng soạn, ${change.act}`;
    await fill({ subject });
    const colleague = await clerkOf(gateway, 'H30.03');
    await colleague.open(draft);
    await pressDraft(gateway, colleague, draft, change);
    const page = await press('send');
    expect(page.html).toContain('Bản nháp vừa được sửa ở nơi khác');
    expect(await rowsOf('select state from drafts where id = $1', [draft.split('/')[2]])).toEqual([
      { state: 'editing' },
    ]);
    expect((await press('send')).html).toContain('Rút lại');
  });

  it('is sent once when both confirm it, and takes one number', async () => {
    const first = await press('save', { fields: { code: 'STTTT-VP' } });
    const [, next = ''] = /Sổ sẽ cho số (\d+)/.exec(first.html) ?? [];
    const subject = 'V/v hai lần bấm gửi';
    await fill({ subject, code: `${next}/STTTT-VP` });
    const colleague = await clerkOf(gateway, 'H30.03');
    await colleague.open(draft);
    const answers = await Promise.all([
      press('send'),
      press('send'),
      press('send', {}, colleague),
      press('send', {}, colleague),
    ]);
    for (const { html } of answers) expect(html).toContain(`Sẽ ký số và gửi ${next}/STTTT-VP`);
    gateway.setNow(new Date(Date.now() + 31_000));
    const sendAll = async () => {
      while (await sendNextDraft(gateway.ctx));
    };
    await Promise.all([sendAll(), sendAll()]);
    expect(await rowsOf('select number, state from documents where subject = $1', [subject])).toEqual([
      { number: next, state: 'sealed' },
    ]);
    const cancelled = await rowsOf(
      `select number from register_entries where agency = 'H30.03' and state = 'cancelled'`,
      [],
    );
    expect(cancelled).toEqual([]);
  });
});

describe('a document sent on', () => {
  const received = async () => {
    const { id } = await submitDocument(
      gateway.ctx,
      gateway.clerk('H30.05'),
      metadataOf({ to: ['H30.03'], from: 'H30.05' }),
    );
    await arriveDocument(gateway.ctx, id, 'H30.03');
    return id;
  };

  it('is one draft however often the page is opened, and none to discard until something is done with it', async () => {
    const id = await received();
    const { path, html } = await browser.open(`/soan?chuyen-tiep=${id}`);
    expect(html).toContain('Công văn số 1.pdf');
    expect((await browser.open(`/soan?chuyen-tiep=${id}`)).path).toBe(path);
    expect((await browser.open('/nhap')).html).not.toContain(path);
  });

  it('leaves no draft that lacks a file', async () => {
    const id = await received();
    const before = await readdir(gateway.ctx.blobs.uploadsFolder);
    await gateway.ctx.database.query(
      `insert into files (document, n, name, media_type, size, sha256, "offset")
      select document, 2, 'Phụ lục.txt', 'text/plain', size, sha256, "offset" from files where document = $1`,
      [id],
    );
    const page = await browser.open(`/soan?chuyen-tiep=${id}`);
    expect(page.status).toBeGreaterThanOrEqual(400);
    expect(await rowsOf('select id from drafts where source = $1', [id])).toEqual([]);
    expect(await readdir(gateway.ctx.blobs.uploadsFolder)).toEqual(before);
  });
});

describe('the room for drafts of an agency', () => {
  it('is not passed by files that come at the same moment', async () => {
    const half = Buffer.alloc(600_000, 'Danh sách\n');
    const drafts = await Promise.all(
      [0, 1, 2].map(async () => {
        const clerk = await clerkOf(gateway, 'H30.07');
        return { clerk, at: (await clerk.open('/soan')).path };
      }),
    );
    await Promise.all(
      drafts.map(({ clerk, at }) =>
        pressDraft(gateway, clerk, at, { act: 'add-files', files: [{ name: 'Phụ lục.txt', bytes: half }] }),
      ),
    );
    const kept = await rowsOf(
      `select f.id from draft_files f join drafts d on d.id = f.draft where d.agency = 'H30.07'`,
      [],
    );
    expect(kept).toHaveLength(1);
  });
});
