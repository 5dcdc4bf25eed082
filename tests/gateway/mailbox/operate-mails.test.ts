/** What an operator sees of mails and does with them, over HTTP. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roleScopes } from '../../../gateway/identity/access.js';
import { claimMails } from '../../../gateway/mailbox/mails-in.store.js';
import { processMail } from '../../../gateway/mailbox/process-mail.js';
import { workOffMails } from '../../../workers/mails.js';
import { metadataOf, submitDocument } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { receiveMail } from '../../support/receive-mail.js';
import { answerTo, automaticMail, strangeMail } from './mail-room.js';

interface Mail extends Record<string, unknown> {
  readonly id: string;
  readonly state: string;
  readonly subject: string | null;
}
interface Page {
  readonly items: Mail[];
  readonly next: string | null;
}

const mailReader = 'H30.05';
const fourMails = ['Báo cáo tình hình giao thông', 'Giấy mời họp', 'Đề nghị cấp số', 'Thư cảm ơn 100% hài_lòng'];

let gateway: HttpFixture;
let operator: string;
let auditor: string;

beforeAll(async () => {
  gateway = await openHttpFixture({
    agencies: { [mailReader]: { channel: 'email', email: 'vanthu@yte.example' } },
    config: { mailFrom: 'cong@tinh.example' },
  });
  operator = await gateway.token([], roleScopes.operator);
  auditor = await gateway.token([], roleScopes.auditor);
  for (const subject of fourMails) await receiveMail(gateway.ctx, strangeMail(subject));
  await receiveMail(gateway.ctx, automaticMail());
});
afterAll(() => gateway.close());

const get = async <T>(path: string, token = operator): Promise<T> =>
  (await (await gateway.call(`/api/v1/mails${path}`, token)).json()) as T;
const list = (query: string, token = operator) => get<Page>(`?${query}`, token);
const subjects = async (query: string) => (await list(query)).items.map(({ subject }) => subject);
const post = (path: string, body?: object, token = operator) =>
  gateway.call(`/api/v1/mails/${path}`, token, {
    method: 'POST',
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
const takeStrange = (subject: string) => receiveMail(gateway.ctx, strangeMail(subject));
const eventsAbout = async (mail: string) => {
  const { rows } = await gateway.ctx.database.query<{ kind: string; payload: Record<string, unknown> }>(
    `select kind, payload from events where payload->>'mail' = $1 and kind like 'mail.%' order by id`,
    [mail],
  );
  return rows;
};

describe('the list of mails that came in', () => {
  it('shows the newest first, with state, kind, result and what it means in both languages', async () => {
    const { items, next } = await list('direction=in');
    expect(items.map(({ subject }) => subject)).toEqual(['Trả lời tự động', ...fourMails.toReversed()]);
    expect(next).toBeNull();
    expect(items[1]).toMatchObject({
      direction: 'in',
      state: 'quarantined',
      kind: 'unknown',
      result: 'nothing-recognised',
      words: { vi: expect.stringContaining('không nhận ra'), en: expect.stringContaining('nothing recognised') },
      sender: 'nguoi.la@xa.example',
      account: 'congvan@test.example',
    });
  });

  it('is given in pages that together are the whole list, each mail once', async () => {
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const page: Page = await list(`limit=2${next === '' ? '' : `&cursor=${next}`}`);
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map(({ id }) => id));
      next = page.next;
    }
    expect(seen).toEqual((await list('limit=500')).items.map(({ id }) => id));
  });

  it.each([
    ['q=giao+thong', [fourMails[0]]],
    ['q=GIAO+TH%C3%94NG', [fourMails[0]]],
    ['q=cap+de', [fourMails[2]]],
    ['q=xa.example+hop', [fourMails[1]]],
    ['q=100%25+hai_', [fourMails[3]]],
    ['q=100_', []],
    ['q=%25', [fourMails[3]]],
    ['q=khong+co+dau', []],
    ['state=done', ['Trả lời tự động']],
    ['kind=automatic-reply', ['Trả lời tự động']],
    ['result=automatic_reply&state=done', ['Trả lời tự động']],
    ['state=discarded', []],
  ])('finds for %s exactly what it should', async (query, expected) => {
    expect(await subjects(query)).toEqual(expected);
  });

  it.each([
    ['an unknown direction', 'direction=sideways'],
    ['an empty page', 'limit=0'],
    ['too large a page', 'limit=501'],
    ['an invented cursor', 'cursor=1'],
    ['too long a state', `state=${'x'.repeat(61)}`],
    ['a state that is no word', "state='"],
    ['too long a search', `q=${'x'.repeat(501)}`],
  ])('refuses %s', async (_what, query) => {
    const answer = await gateway.call(`/api/v1/mails?${query}`, operator);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'invalid_request' });
  });
});

describe('one mail', () => {
  it('is shown with everything known of it, the answers to it and nothing with which somebody could act', async () => {
    const { id } = await takeStrange('Một thư');
    const reply = await answerTo(gateway.ctx, id, 'failed');
    expect(await get(`/${id}`)).toMatchObject({
      id,
      direction: 'in',
      messageId: expect.stringMatching(/^strange\.\d+@xa\.example$/),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      replies: [{ id: reply, state: 'failed', result: 'mailbox_full', words: { vi: 'hộp thư đầy' } }],
    });
    const shown = await get<Mail>(`/${reply}`);
    expect(shown).toMatchObject({
      direction: 'out',
      kind: 'reply',
      answers: id,
      messageId: `<reply.${reply}@tinh.example>`,
      text: expect.stringContaining('Cổng chưa hiểu thư này.'),
    });
    expect(JSON.stringify(shown)).not.toContain('bi-mat');
  });

  it('is given octet for octet, as a file to save and never as a page', async () => {
    const sent = strangeMail('<script>alert(1)</script>');
    const { id } = await receiveMail(gateway.ctx, sent);
    const answer = await gateway.call(`/api/v1/mails/${id}/original`, operator);
    expect(answer.headers.get('content-type')).toBe('message/rfc822');
    expect(answer.headers.get('content-disposition')).toContain(`attachment; filename="${id}.eml"`);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('etag')).toBe(`"${createHash('sha256').update(sent).digest('hex')}"`);
    expect(await answer.text()).toBe(sent);
  });

  it('that became a document is read by auditors and by no operator', async () => {
    const { id } = await takeStrange('Đã gửi');
    await gateway.ctx.database.query(`update mails_in set kind = 'document', state = 'done' where id = $1`, [id]);
    const refused = await gateway.call(`/api/v1/mails/${id}/original`, operator);
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: 'missing_scope', field: 'audit:read' });
    expect((await gateway.call(`/api/v1/mails/${id}/original`, auditor)).status).toBe(200);
  });

  it('that may quote a link with which to answer is read by operators only, until the link has ended', async () => {
    const { id } = await takeStrange('Re: 12/QĐ-UBND');
    const refused = await gateway.call(`/api/v1/mails/${id}/original`, auditor);
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: 'missing_scope', field: 'admin' });
    await gateway.ctx.database.query(`update mails_in set taken_at = now() - interval '31 days' where id = $1`, [id]);
    expect((await gateway.call(`/api/v1/mails/${id}/original`, auditor)).status).toBe(200);
  });

  it('whose original was removed says so', async () => {
    const { id } = await takeStrange('Đã xóa');
    await gateway.ctx.database.query('update mails_in set original_removed_at = now() where id = $1', [id]);
    for (const path of [`/api/v1/mails/${id}/original`, `/api/v1/mails/${id}/release`]) {
      const answer = await gateway.call(path, operator, { method: path.endsWith('release') ? 'POST' : 'GET' });
      expect(answer.status).toBe(410);
      expect(await answer.json()).toMatchObject({ code: 'original_removed' });
    }
    expect((await get<Mail>(`/${id}`)).state).toBe('quarantined');
  });

  it.each(['1', '..%2f..%2fetc', "'%20or%201=1", '01890000-0000-7000-8000-00000000000g', '%00'])(
    'of the id %s does not exist',
    async (id) => {
      for (const path of ['', '/original'])
        expect([400, 404]).toContain((await gateway.call(`/api/v1/mails/${id}${path}`, operator)).status);
      for (const act of ['release', 'discard', 'resend'])
        expect([400, 404]).toContain((await post(`${id}/${act}`)).status);
    },
  );

  it('nobody ever sent does not exist for any act', async () => {
    const nobody = '01890000-0000-7000-8000-000000000000';
    expect((await gateway.call(`/api/v1/mails/${nobody}`, operator)).status).toBe(404);
    expect((await gateway.call(`/api/v1/mails/${nobody}/original`, operator)).status).toBe(404);
    for (const act of ['release', 'discard', 'resend']) expect((await post(`${nobody}/${act}`)).status, act).toBe(404);
  });
});

describe('a mail in quarantine', () => {
  it('is released once, handled again with the operator as its voucher, and may come back with its reason', async () => {
    const { id } = await takeStrange('Thả ra');
    for (const _ of ['once', 'again'])
      expect(await (await post(`${id}/release`, { reason: 'Đã gọi điện xác minh' })).json()).toEqual({
        id,
        state: 'new',
      });
    const events = await eventsAbout(id);
    expect(events).toMatchObject([
      {
        kind: 'mail.released',
        payload: {
          was: 'quarantined',
          result: 'nothing-recognised',
          reason: 'Đã gọi điện xác minh',
          actor: expect.stringMatching(/^token:/),
        },
      },
    ]);
    await workOffMails(gateway.ctx);
    expect(await get(`/${id}`)).toMatchObject({
      state: 'quarantined',
      result: 'nothing-recognised',
      vouched: 'operator',
      vouchedBy: events[0]?.payload['actor'],
      vouchedAt: expect.any(String),
    });
  });

  it('is set aside once, kept, and brought back by a release', async () => {
    const { id } = await takeStrange('Gác lại');
    for (const _ of ['once', 'again'])
      expect(await (await post(`${id}/discard`)).json()).toEqual({ id, state: 'discarded' });
    expect((await gateway.call(`/api/v1/mails/${id}/original`, operator)).status).toBe(200);
    expect(await (await post(`${id}/release`)).json()).toEqual({ id, state: 'new' });
    expect((await eventsAbout(id)).map(({ kind }) => kind)).toEqual(['mail.discarded', 'mail.released']);
    await workOffMails(gateway.ctx);
  });

  it('is not moved once something was done with it', async () => {
    const { id } = await receiveMail(gateway.ctx, automaticMail());
    for (const act of ['release', 'discard']) {
      const answer = await post(`${id}/${act}`);
      expect(answer.status).toBe(409);
      expect(await answer.json()).toMatchObject({ code: 'illegal_move' });
    }
    expect(await eventsAbout(id)).toEqual([]);
  });

  it('is not set aside while a worker holds it, and a worker whose lease is over cannot finish it afterwards', async () => {
    const { id } = await takeStrange('Đang xử lý');
    await post(`${id}/release`);
    const [held] = await claimMails(gateway.ctx.database, 1, 600);
    expect(held?.id).toBe(id);
    expect((await post(`${id}/discard`)).status).toBe(409);
    await gateway.ctx.database.query(`update mails_in set lease_until = now() - interval '1 second' where id = $1`, [
      id,
    ]);
    expect((await post(`${id}/discard`)).status).toBe(200);
    if (held !== undefined) expect(await processMail(gateway.ctx, held)).toBe('lost');
    expect((await get<Mail>(`/${id}`)).state).toBe('discarded');
  });

  it('is moved by nothing but a short reason', async () => {
    const { id } = await takeStrange('Lý do');
    expect((await post(`${id}/release`, { reason: 'x'.repeat(501) })).status).toBe(400);
    expect((await post(`${id}/release`, { reason: 'x', sender: 'a@b.example' })).status).toBe(400);
    expect((await get<Mail>(`/${id}`)).state).toBe('quarantined');
  });
});

describe('mails that went out', () => {
  it('are deliveries by mail and answers in one list, found by address, subject and agency', async () => {
    const metadata = metadataOf({ to: [mailReader, 'H30.01'], subject: 'Kế hoạch phòng dịch' });
    const { id: document } = await submitDocument(gateway.ctx, gateway.clerk('H30.03'), metadata);
    const { id: answered } = await takeStrange('Hỏi');
    const reply = await answerTo(gateway.ctx, answered, 'sent');
    const { items } = await list('direction=out&limit=2', auditor);
    expect(items[0]).toMatchObject({ id: reply, direction: 'out', kind: 'reply', state: 'sent', answers: answered });
    expect(items[1]).toMatchObject({
      kind: 'document',
      state: 'queued',
      agency: mailReader,
      recipient: 'vanthu@yte.example',
      subject: 'Kế hoạch phòng dịch',
      document,
      messageId: `<delivery.${items[1]?.id}@tinh.example>`,
    });
    for (const [query, found] of [
      ['q=phong+dich+yte.example', items[1]],
      ['kind=document&state=queued', items[1]],
      ['q=chua+ro&state=sent', items[0]],
    ] as const)
      expect((await list(`direction=out&${query}`, auditor)).items[0]?.id, query).toBe(found?.id);
    const other = (await list(`direction=out&cursor=${items[1]?.id}`)).items;
    expect(other.every(({ agency }) => agency !== 'H30.01')).toBe(true);
  });

  it('are shown with their attempts and what came in about them', async () => {
    const [delivery] = (await list('direction=out&kind=document')).items;
    const { id: about } = await takeStrange('Về lượt giao');
    const { database } = gateway.ctx;
    await database.query('update mails_in set delivery = $2 where id = $1', [about, delivery?.id]);
    await database.query(
      `insert into delivery_attempts (delivery, attempt, started_at, finished_at, outcome, detail)
       values ($1, 1, now(), now(), 'deferred', '451 later')`,
      [delivery?.id],
    );
    expect(await get(`/${delivery?.id}`)).toMatchObject({
      attempts: [{ attempt: 1, outcome: 'deferred', detail: '451 later' }],
      about: [{ id: about, direction: 'in' }],
      text: null,
    });
    expect(await get(`/${about}`)).toMatchObject({ delivery: delivery?.id, deliveryTarget: mailReader });
  });

  it('are sent again when they failed, and otherwise not', async () => {
    const { id: answered } = await takeStrange('Hỏi nữa');
    const failed = await answerTo(gateway.ctx, answered, 'failed');
    for (const _ of ['once', 'again'])
      expect(await (await post(`${failed}/resend`)).json()).toEqual({ id: failed, state: 'queued' });
    expect(await eventsAbout(failed)).toMatchObject([{ kind: 'mail.resent', payload: { answers: answered } }]);
    const sent = await answerTo(gateway.ctx, answered, 'sent');
    expect((await post(`${sent}/resend`)).status).toBe(409);
    expect((await post(`${answered}/resend`)).status).toBe(404);
  });

  it('that are deliveries are sent again by the rules of deliveries', async () => {
    const [delivery] = (await list('direction=out&kind=document')).items;
    expect((await post(`${delivery?.id}/resend`)).status).toBe(409);
    await gateway.ctx.database.query(`update deliveries set state = 'failed', finished_at = now() where id = $1`, [
      delivery?.id,
    ]);
    expect((await list('direction=out&state=failed&kind=document')).items.map(({ id }) => id)).toEqual([delivery?.id]);
    expect(await (await post(`${delivery?.id}/resend`)).json()).toEqual({ id: delivery?.id, state: 'queued' });
    const { rows } = await gateway.ctx.database.query(
      `select kind from events where payload->>'delivery' = $1 and kind = 'delivery.retried'`,
      [delivery?.id],
    );
    expect(rows).toHaveLength(1);
  });
});

describe('what a document says', () => {
  const only = async (query: string, token: string) =>
    (await list(query, token)).items.map(({ id, subject }) => [id, subject]);

  it('in a delivery by mail is shown to auditors and found by them; operators find it by its address', async () => {
    const metadata = metadataOf({ to: [mailReader], subject: 'Nhân sự thanh tra' });
    const { id: document } = await submitDocument(gateway.ctx, gateway.clerk('H30.03'), metadata);
    const [[id] = []] = await only('direction=out&limit=1', auditor);
    expect(await only('direction=out&q=thanh+tra', auditor)).toEqual([[id, 'Nhân sự thanh tra']]);
    expect(await only('direction=out&q=thanh+tra', operator)).toEqual([]);
    expect((await only('direction=out&q=vanthu%40yte', operator))[0]).toEqual([id, null]);
    expect(await get(`/${id}`)).toMatchObject({ subject: null, document });
    expect(await get(`/${id}`, auditor)).toMatchObject({ subject: 'Nhân sự thanh tra' });
  });

  it('in a mail that became one, and in what was answered to it, likewise; until then it is anybody’s to judge', async () => {
    const subject = 'Gửi kế hoạch điều tra';
    const { id } = await takeStrange(subject);
    const reply = await answerTo(gateway.ctx, id, 'sent');
    await gateway.ctx.database.query(
      `update mails_out set subject = $2, search = 're gui ke hoach dieu tra' where id = $1`,
      [reply, `Re: ${subject}`],
    );
    const found = (token: string) =>
      Promise.all(['in', 'out'].map((way) => only(`direction=${way}&q=dieu+tra`, token)));
    const all = [[[id, subject]], [[reply, `Re: ${subject}`]]];
    expect(await found(operator)).toEqual(all);
    await gateway.ctx.database.query(`update mails_in set kind = 'document', state = 'done' where id = $1`, [id]);
    expect(await found(operator)).toEqual([[], []]);
    expect(await found(auditor)).toEqual(all);
    expect((await only('direction=in&q=nguoi.la&kind=document', operator))[0]).toEqual([id, null]);
    expect(await get(`/${id}`)).toMatchObject({ subject: null, replies: [{ id: reply, subject: null }] });
    expect(await get(`/${reply}`)).toMatchObject({ subject: null, text: null });
    expect(await get<Mail>(`/${reply}`, auditor)).toMatchObject({
      subject: `Re: ${subject}`,
      text: expect.any(String),
    });
  });
});

describe('a long list', () => {
  it('is searched window by window: a page may be empty and still have a next one', async () => {
    await gateway.ctx.database.query(
      `insert into mails_in (id, account, sha256, size, received_at, state, kind, subject, search)
       select gen_random_uuid(), 'many', md5(n::text), 1, now(), 'done', 'unknown', 'x', 'x' from generate_series(1, 9000) n`,
    );
    const found: (string | null)[] = [];
    let pages = 0;
    for (let next: string | null = ''; next !== null; pages += 1) {
      const page: Page = await list(`q=giao+thong${next === '' ? '' : `&cursor=${next}`}`);
      found.push(...page.items.map(({ subject }) => subject));
      next = page.next;
    }
    expect(found).toEqual([fourMails[0]]);
    expect(pages).toBeGreaterThan(2);
  });
});
