/** The pages of the demonstration's mailboxes, judged by Python's HTML and mail parsers and openssl. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outlineOf } from '../support/html-outline.js';
import { openHttpFixture } from '../support/http-fixture.js';
import { pemOf } from '../support/pem.js';
import {
  type DemonstrationRoom,
  gatewayAddress,
  openDemonstrationRoom,
  other,
  reader,
  readerAddress,
} from './demonstration-room.js';
import { opensslVerifies, takeApart } from './take-apart.js';

let room: DemonstrationRoom;
beforeAll(async () => {
  room = await openDemonstrationRoom();
});
afterAll(() => room?.gateway.close());

describe('the demonstration’s mailboxes', () => {
  it('show a document’s mail with its files, and its original with a signature openssl accepts', async () => {
    const document = await room.send(reader);
    await expect.poll(async () => (await room.deliveryTo(document, reader))?.state, { timeout: 15_000 }).toBe('sent');
    const [mail = ''] = await room.mailsOf(reader);
    const shown = await room.page(mail);
    expect(outlineOf(shown).text).toContain('Về việc gửi, nhận văn bản điện tử');
    const [, href = ''] = /href="([^"]+)"><bdi>Công văn số 1\.pdf/.exec(shown) ?? [];
    const file = await room.gateway.call(href, null);
    expect(file.headers.get('content-disposition')).toMatch(/^attachment;/);
    expect(file.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await file.text()).toMatch(/^%PDF-/);
    const original = Buffer.from(await (await room.gateway.call(`${mail}/original`, null)).arrayBuffer());
    expect(takeApart(original).field('congvan-document')).toEqual([document]);
    expect(opensslVerifies(original, pemOf(room.gateway.authority.root.certificate))).not.toBeNull();
  });

  it('count what is unread, until it was opened', async () => {
    const unread = async () => /(\d+) thư chưa đọc|Không có thư chưa đọc/.exec(await room.page('/thu'))?.[1] ?? '0';
    const document = await room.send(other);
    await expect.poll(async () => (await room.deliveryTo(document, other))?.state, { timeout: 15_000 }).toBe('sent');
    const before = Number(await unread());
    expect(before).toBeGreaterThan(0);
    await room.page((await room.mailsOf(other))[0] ?? '');
    expect(Number(await unread())).toBe(before - 1);
  });

  it.each([
    ['accept', '', 'tiếp nhận', 'answer'],
    ['refuse', 'không thuộc\r\nthẩm quyền', 'từ chối: không thuộc thẩm quyền', 'answer'],
    ['complete', 'Xin cảm ơn', 'hoàn thành', 'answer'],
    ['as-written', 'Cho hỏi thêm', 'Cho hỏi thêm', 'unclear-answer'],
  ])('answer a mail (%s) as its owner, in the thread of the delivery', async (act, text, firstLine, kind) => {
    const document = await room.send(reader);
    await expect.poll(async () => (await room.deliveryTo(document, reader))?.state, { timeout: 15_000 }).toBe('sent');
    const taken = await room.takenIn();
    const [mail = ''] = await room.mailsOf(reader);
    const answer = await room.post(`${mail}/answer`, { act, text });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/thu/${reader}?sent=1`]);
    await expect.poll(room.takenIn).toBe(taken + 1);
    const came = await room.lastTaken();
    expect(came).toMatchObject({ kind, sender: readerAddress, account: gatewayAddress, believed: { dmarc: true } });
    const delivery = await room.deliveryTo(document, reader);
    const { field, parts } = takeApart(came.bytes);
    expect(field('in-reply-to')).toEqual([`<delivery.${delivery?.id}@congvan.example>`]);
    expect(field('references').join()).toContain(`<document.${document}@congvan.example>`);
    const said = parts[0]?.content.toString('utf8').split(/\r?\n/) ?? [];
    expect(said[0]).toBe(firstLine);
    expect(said.some((line) => line.startsWith('> Kính gửi'))).toBe(true);
  });

  it('send a document from a mailbox', async () => {
    const form = await room.page(`/thu/${reader}/new`);
    expect(outlineOf(form).text).toContain('Trích yếu: Về việc báo cáo');
    const taken = await room.takenIn();
    const text = 'Gửi: H30.01, H30.05\r\nLoại: CV\r\nKý hiệu: BC-VP\r\nTrích yếu: Về việc báo cáo';
    const file = new File(['%PDF-1.4\n%%EOF\n'], 'Báo cáo.pdf', { type: 'application/pdf' });
    const answer = await room.post(`/thu/${reader}/new`, { to: gatewayAddress, subject: 'Báo cáo', text, file });
    expect(answer.status).toBe(303);
    await expect.poll(room.takenIn).toBe(taken + 1);
    expect(await room.lastTaken()).toMatchObject({
      kind: 'document',
      sender: readerAddress,
      believed: { dmarc: true },
    });
  });

  it('say on the page why a mail was not sent, and keep what was written', async () => {
    const draft = { to: 'ai@soyte.gov.vn', subject: 'Chào "anh"', text: '<b>Kính gửi</b>' };
    const answer = await room.post(`/thu/${reader}/new`, draft);
    expect(answer.status).toBe(422);
    const shown = await answer.text();
    const { text, elements } = outlineOf(shown);
    expect(text).toContain('550 5.1.1 There is no such mailbox');
    expect(text).toContain('<b>Kính gửi</b>');
    expect(elements.find(({ attributes }) => attributes['name'] === 'subject')?.attributes['value']).toBe(
      draft.subject,
    );
  });

  it.each(['', 'ai', 'a@x.example, b@y.example', 'a@x.example\r\nBcc: b@y.example', 'a b@x.example', '>@<'])(
    'send nothing to what is not one address: %j',
    async (to) => {
      const answer = await room.post(`/thu/${other}/new`, { to, subject: 'a', text: 'b' });
      expect(answer.status).toBe(422);
      expect(outlineOf(await answer.text()).text).toContain('Thư không gửi được');
    },
  );

  it('cannot be made to write another header field', async () => {
    const taken = await room.takenIn();
    const subject = 'Chào\r\nBcc: ai@soyte.gov.vn\r\n\r\nHết';
    await room.post(`/thu/${reader}/new`, { to: gatewayAddress, subject, text: 'a' });
    await expect.poll(room.takenIn).toBe(taken + 1);
    const { field } = takeApart((await room.lastTaken()).bytes);
    expect(field('subject')).toHaveLength(1);
    expect(field('bcc')).toEqual([]);
  });

  it.each([
    ['no sign of where it comes from', { 'sec-fetch-site': '' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another site of the same name', { 'sec-fetch-site': 'same-site' }],
  ])('refuse a form with %s', async (_name, headers) => {
    const before = await room.takenIn();
    const answer = await room.post(`/thu/${reader}/new`, { to: gatewayAddress, subject: 'a', text: 'b' }, headers);
    expect(answer.status).toBe(400);
    expect(await room.takenIn()).toBe(before);
  });

  it('are not there for other names of this machine, nor behind a proxy', async () => {
    expect((await room.gateway.call('/thu', null, { headers: { 'x-forwarded-for': '10.0.0.1' } })).status).toBe(404);
    const { default: http } = await import('node:http');
    const status = await new Promise((resolve) => {
      http.get(`${room.gateway.url}/thu`, { headers: { host: 'thu.evil.example' } }, ({ statusCode }) =>
        resolve(statusCode),
      );
    });
    expect(status).toBe(404);
  });

  it('know no mailbox, mail or attachment that is not there', async () => {
    const [mail = ''] = await room.mailsOf(reader);
    const nobody = '01a2193f-6bd9-7225-8bc5-6ac031961e41';
    for (const path of [
      '/thu/H99',
      '/thu/X',
      `/thu/${reader}/${nobody}`,
      `${mail}/parts/9.9`,
      `/thu/${other}/${mail.slice(-36)}`,
    ])
      expect((await room.gateway.call(path, null)).status, path).toBe(404);
    expect((await room.post(`${mail}/answer`, { act: 'toString', text: '' })).status).toBe(400);
  });

  it('are what the start page leads to', async () => {
    expect(outlineOf(await room.page('/')).elements.some(({ attributes }) => attributes['href'] === '/thu')).toBe(true);
  });
});

describe('without the demonstration’s mail server', () => {
  it('there are no pages of mailboxes, and no link to them', async () => {
    const plain = await openHttpFixture();
    for (const path of ['/thu', `/thu/${reader}`, `/thu/${reader}/new`])
      expect((await plain.call(path, null)).status).toBe(404);
    expect(await (await plain.call('/', null)).text()).not.toContain('/thu');
    await plain.close();
  });
});
