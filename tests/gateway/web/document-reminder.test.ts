/** The sender reminds who has not answered: once a day each, never who has, and everybody concerned can read of it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { declareStatus } from '../../../gateway/documents/declare-status.js';
import { recallDocument } from '../../../gateway/documents/request-changes.js';
import { remindRecipients } from '../../../gateway/reminders/remind-recipients.js';
import type { BrowserSession, SeenPage } from '../../support/browser-session.js';
import { clerkOf } from '../../support/clerk-of.js';
import { arriveDocument, metadataOf, submitDocument } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';

let gateway: HttpFixture;
let sender: BrowserSession;
let id: string;

beforeAll(async () => {
  gateway = await openHttpFixture({ agencies: { 'H30.09': { channel: 'email', email: 'vanthu@co-quan.example' } } });
  sender = await clerkOf(gateway, 'H30.03');
});
afterAll(() => gateway.close());

/** To three agencies, of which the last has not got it yet. */
beforeEach(async () => {
  gateway.setNow(null);
  const metadata = metadataOf({ to: ['H30.05', 'H30.07', 'H30.15'] });
  id = (await submitDocument(gateway.ctx, gateway.clerk('H30.03'), metadata)).id;
  for (const agency of ['H30.05', 'H30.07']) await arriveDocument(gateway.ctx, id, agency);
});

const remind = () => remindRecipients(gateway.ctx, gateway.clerk('H30.03'), id);
const answer = (agency: string, code: string) =>
  declareStatus(gateway.ctx, gateway.clerk(agency), id, { code, reason: 'Không thuộc thẩm quyền' });
const textOf = ({ html }: SeenPage) => html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
const tomorrow = () => gateway.setNow(new Date(Date.now() + 86_400_000));

describe('by its page', () => {
  it('is one press, stands in the timeline of both sides and of nobody else, and is not offered again that day', async () => {
    const before = await sender.open(`/van-ban/${id}`);
    expect(textOf(before)).toContain('Nhắc 2 nơi chưa trả lời');
    const after = await sender.submit(`/van-ban/${id}/nhac`);
    expect(after.status).toBe(200);
    expect(textOf(after)).toContain('Đã nhắc những nơi chưa trả lời.');
    expect(textOf(after)).toMatch(/nhắc Sở Tài chính trả lời/);
    expect(after.html).not.toContain(`action="/van-ban/${id}/nhac"`);
    const own = textOf(await (await clerkOf(gateway, 'H30.05')).open(`/van-ban/${id}`));
    expect(own).toContain('nhắc Sở Tài chính trả lời');
    expect(own.match(/nhắc [^.]*? trả lời/g)).toHaveLength(1);
  });

  it('is not offered to who received it, nor to another agency', async () => {
    const reader = await clerkOf(gateway, 'H30.05');
    expect((await reader.open(`/van-ban/${id}`)).html).not.toContain(`/van-ban/${id}/nhac`);
    const token = reader.hiddenFields('/dang-xuat')['form-token'] ?? '';
    const body = new URLSearchParams({ 'form-token': token });
    const init = { method: 'POST', body, headers: { origin: gateway.url } };
    expect((await reader.request(`/van-ban/${id}/nhac`, init)).status).toBe(404);
    expect((await reader.request('/van-ban/khong-co/nhac', init)).status).toBe(404);
  });
});

describe('who is reminded', () => {
  it('are those who have it and have not answered: not who accepted, refused, or has not got it', async () => {
    await answer('H30.05', '03');
    expect(await remind()).toEqual(['H30.07']);
    await answer('H30.07', '02');
    tomorrow();
    expect(await remind()).toEqual([]);
  });

  it('is each once a day, also when it is pressed twice at the same moment', async () => {
    const both = await Promise.all([remind(), remind()]);
    expect(both.flat().sort()).toEqual(['H30.05', 'H30.07']);
    expect(await remind()).toEqual([]);
    await arriveDocument(gateway.ctx, id, 'H30.15');
    expect(await remind()).toEqual(['H30.15']);
    tomorrow();
    expect(await remind()).toEqual(['H30.05', 'H30.07', 'H30.15']);
  });

  it('is also who accepted, and owes an answer to a request; nobody of a document that is taken back', async () => {
    await answer('H30.05', '03');
    await answer('H30.07', '03');
    await recallDocument(gateway.ctx, gateway.clerk('H30.03'), id, { reason: 'Sai số liệu' });
    expect(await remind()).toEqual(['H30.05', 'H30.07']);
    for (const agency of ['H30.05', 'H30.07']) await answer(agency, '15');
    await expect(remind()).rejects.toMatchObject({ code: 'illegal_move' });
  });
});

it('without a mail server nobody is mailed: the agency reads here', async () => {
  id = (await submitDocument(gateway.ctx, gateway.clerk('H30.03'), metadataOf({ to: ['H30.09'] }))).id;
  await arriveDocument(gateway.ctx, id, 'H30.09');
  expect(await remind()).toEqual(['H30.09']);
  const { rows } = await gateway.ctx.database.query('select from mails_out');
  expect(rows).toEqual([]);
});
