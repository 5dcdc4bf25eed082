/** The pages that links in mails lead to, asked as browsers and as programs do that follow links. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workOffMails } from '../../../workers/mails.js';
import { BrowserSession } from '../../support/browser-session.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { publishLists } from '../../support/publish-lists.js';
import { receiveMail, repliesTo } from '../../support/receive-mail.js';
import {
  answerAgencies,
  answerConfig,
  type BroughtDocument,
  bringDocument,
  declaredStatuses,
  passes,
  quoteOf,
  replyTo,
} from '../mailbox/answer-room.js';

let gateway: HttpFixture;

beforeAll(async () => {
  gateway = await openHttpFixture({ config: answerConfig, agencies: answerAgencies });
  await publishLists(gateway.ctx, gateway.authority);
});
afterAll(() => gateway.close());

const addressOf = ({ token }: BroughtDocument) => `/tra-loi/${token}`;
const get = (path: string, method = 'GET') => gateway.call(path, null, { method });
const post = (path: string, fields: Record<string, string> = {}) =>
  gateway.call(path, null, { method: 'POST', body: new URLSearchParams(fields) });
const statusesOf = ({ id }: BroughtDocument) => declaredStatuses(gateway, id);

describe('the page of a link in a document’s mail', () => {
  it('asks first: looking at it, however often and by whatever program, changes nothing', async () => {
    const document = await bringDocument(gateway);
    for (const code of ['03', '02', '06'])
      for (const method of ['GET', 'HEAD']) {
        const answer = await get(`${addressOf(document)}?viec=${code}`, method);
        expect(answer.status, `${method} ${code}`).toBe(200);
        await answer.text();
      }
    expect(await statusesOf(document)).toEqual([]);
  });

  it('says what it is about and who answers, has one button, and nothing from elsewhere', async () => {
    const document = await bringDocument(gateway);
    const page = await (await get(`${addressOf(document)}?viec=03`)).text();
    for (const said of ['Tiếp nhận văn bản này?', document.documentId, 'Sở Tài chính', '01 Đã đến'])
      expect(page).toContain(said);
    expect(page.match(/<button/g)).toHaveLength(1);
    expect(page).not.toMatch(/https?:\/\//);
  });

  it('says the same in English to whoever wishes, and the way there comes back to it', async () => {
    const document = await bringDocument(gateway);
    const browser = BrowserSession.of(gateway);
    const path = `${addressOf(document)}?viec=03`;
    const { html } = await browser.open(path);
    const [, change = ''] = /href="(\/tuy-chon\?ngon-ngu=en[^"]*)"/.exec(html) ?? [];
    const page = await browser.open(change.replaceAll('&amp;', '&'));
    expect(page.path).toBe(path);
    for (const said of ['Accept this document?', document.documentId, '<html lang="en"'])
      expect(page.html).toContain(said);
  });

  it('is kept by nobody, found by nobody, and tells no other site of its address', async () => {
    const document = await bringDocument(gateway);
    for (const path of [`${addressOf(document)}?viec=03`, `/tra-loi/${'a'.repeat(26)}`]) {
      const { headers } = await get(path);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-robots-tag')).toContain('noindex');
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    }
  });

  it('acts once by its button; a second press changes nothing and says that it is recorded', async () => {
    const document = await bringDocument(gateway);
    const pages = [await post(addressOf(document), { viec: '03' }), await post(addressOf(document), { viec: '03' })];
    for (const page of pages) {
      expect(page.status).toBe(200);
      expect(await page.text()).toMatch(/Đã ghi nhận[\s\S]*Số đến/);
    }
    expect(await statusesOf(document)).toEqual(['03']);
    const { rows } = await gateway.ctx.database.query(
      `select payload->>'actor' as actor, payload->'proof'->>'by' as by from events where document = $1 and kind = 'status.declared' and payload->'codes' ? '03'`,
      [document.id],
    );
    expect(rows).toEqual([{ actor: `link:${document.delivery}`, by: 'link' }]);
  });

  it('two presses at the same moment are one answer', async () => {
    const document = await bringDocument(gateway);
    const pages = await Promise.all([1, 2, 3].map(() => post(addressOf(document), { viec: '03' })));
    expect(pages.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await statusesOf(document)).toEqual(['03']);
  });

  it('asks for the reason of a refusal, and refuses nothing without one', async () => {
    const document = await bringDocument(gateway);
    expect(await (await get(`${addressOf(document)}?viec=02`)).text()).toContain('<textarea');
    const without = await post(addressOf(document), { viec: '02', lydo: '   ' });
    expect(without.status).toBe(400);
    expect(await without.text()).toContain('Từ chối phải nêu lý do');
    expect(await statusesOf(document)).toEqual([]);
    expect((await post(addressOf(document), { viec: '02', lydo: 'gửi nhầm <b>' })).status).toBe(200);
    expect(await statusesOf(document)).toEqual(['02']);
  });

  it('completes from the beginning, accepting first', async () => {
    const document = await bringDocument(gateway);
    expect((await post(addressOf(document), { viec: '06' })).status).toBe(200);
    expect(await statusesOf(document)).toEqual(['03', '06']);
  });

  it('says where the document stands when it cannot be answered so any more', async () => {
    const document = await bringDocument(gateway);
    await post(addressOf(document), { viec: '02', lydo: 'gửi nhầm' });
    const page = await (await get(`${addressOf(document)}?viec=03`)).text();
    expect(page).toContain('02 Từ chối tiếp nhận');
    expect(page).not.toContain('<form');
    const forced = await post(addressOf(document), { viec: '03' });
    expect(forced.status).toBe(409);
    expect(await statusesOf(document)).toEqual(['02']);
  });

  it('shows what a subject or name holds as text', async () => {
    const document = await bringDocument(gateway, { subject: 'V/v <img src=x onerror=alert(1)> "&' });
    const page = await (await get(`${addressOf(document)}?viec=03`)).text();
    expect(page).toContain('&lt;img src=x');
    expect(page).not.toContain('<img');
  });

  it('is 404 for a token that never was and 410 for one whose time is over, for the button, too', async () => {
    const document = await bringDocument(gateway);
    for (const path of [`/tra-loi/${'a'.repeat(26)}`, '/tra-loi/x%00y']) {
      const answer = await get(path);
      expect(answer.status).toBe(404);
      expect(await answer.text()).toContain('Không có liên kết này');
    }
    gateway.setNow(new Date(Date.now() + 31 * 86_400_000));
    const ended = [await get(addressOf(document)), await post(addressOf(document), { viec: '03' })];
    gateway.setNow(null);
    expect(ended.map(({ status }) => status)).toEqual([410, 410]);
    expect(await ended[1]?.text()).toContain('hết hạn');
    expect(await statusesOf(document)).toEqual([]);
  });

  it('answers what no form sends with a page, too', async () => {
    const document = await bringDocument(gateway);
    const path = addressOf(document);
    const json = { method: 'POST', body: '{"viec":"03"}', headers: { 'content-type': 'application/json' } };
    const long = { viec: '02', lydo: 'x'.repeat(70_000) };
    const answers = [await gateway.call(path, null, json), await post(path, { viec: '13' }), await post(path, long)];
    expect(answers.map(({ status }) => status)).toEqual([415, 400, 413]);
    for (const answer of answers) expect(answer.headers.get('content-type')).toContain('text/html');
    expect(await statusesOf(document)).toEqual([]);
  });
});

describe('the page that confirms what a mail would do', () => {
  async function askedFor(document: BroughtDocument): Promise<string> {
    const text = 'Từ chối: gửi nhầm';
    const mail = await receiveMail(
      gateway.ctx,
      replyTo(document, { text, quoted: quoteOf(document), results: passes() }),
    );
    const [asked] = await repliesTo(gateway.ctx, mail.id);
    return /\/xac-nhan\/[a-z2-7]{26}/.exec(asked?.text ?? '')?.[0] ?? '';
  }

  it('says what the mail said, and changes nothing until its button is pressed', async () => {
    const document = await bringDocument(gateway);
    const path = await askedFor(document);
    for (const method of ['HEAD', 'GET']) expect((await get(path, method)).status).toBe(200);
    const page = await (await get(path)).text();
    for (const said of ['Từ chối / Refuse', 'gửi nhầm', document.documentId]) expect(page).toContain(said);
    const { rows } = await gateway.ctx.database.query(`select m.state from mails_in m where m.delivery = $1`, [
      document.delivery,
    ]);
    expect(rows).toEqual([{ state: 'awaiting' }]);
    expect((await post(path)).status).toBe(200);
    const twice = await post(path);
    expect(twice.status).toBe(200);
    expect(await twice.text()).toContain('Đã xác nhận');
    await workOffMails(gateway.ctx);
    expect(await statusesOf(document)).toEqual(['02']);
  });

  it('is 404 for a token that never was', async () => {
    for (const answer of [await get(`/xac-nhan/${'a'.repeat(26)}`), await post(`/xac-nhan/${'a'.repeat(26)}`)])
      expect(answer.status).toBe(404);
  });
});

it('the pages are limited for one address, and say so as a page', async () => {
  const path = `/xac-nhan/${'b'.repeat(26)}`;
  const answers = await Promise.all(Array.from({ length: 70 }, () => get(path)));
  const limited = answers.find(({ status }) => status === 429);
  expect(limited?.headers.get('content-type')).toContain('text/html');
});
