/** Documents and statuses by mail, through a Postfix and into a Dovecot, judged by openssl and Python. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallPdf } from '../support/gateway-fixture.js';
import { pemOf } from '../support/pem.js';
import { gatewayMailbox, type MailRoom, openMailRoom, type SentDocument } from './mail-room.js';
import { opensslVerifies, takeApart } from './take-apart.js';

const [sender, reader, nobody, other] = ['H30.03', 'H30.05', 'H30.15', 'H30.31'];
const mailboxes = {
  sender: 'vanthu@tttt.example',
  reader: 'vanthu@yte.example',
  other: 'vanthu@xd.example',
};

let room: MailRoom;
let senderToken: string;

beforeAll(async () => {
  room = await openMailRoom({
    mailboxes: [gatewayMailbox, ...Object.values(mailboxes)],
    largestMail: 3_000_000,
    agencies: {
      [sender]: { channel: 'email', email: mailboxes.sender, numbering: 'agency' },
      [reader]: { channel: 'email', email: mailboxes.reader },
      [nobody]: { channel: 'email', email: 'khong-co@yte.example' },
      [other]: { channel: 'email', email: mailboxes.other },
    },
    config: { mailMaxBytes: 5_000_000, publicUrl: 'https://gateway.example' },
  });
  senderToken = await room.gateway.token([sender]);
});
afterAll(() => room?.close());

const decodedSubject = (mail: Buffer) => takeApart(mail).field('subject')[0] ?? '';
const root = () => pemOf(room.gateway.authority.root.certificate);
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('a document to an agency that has a mailbox', () => {
  const files = [
    ['Công văn số 1.pdf', smallPdf('một')],
    ['Phụ lục.txt', Buffer.from('Dòng một\r\nFrom hai\n.\n')],
  ] as const;
  let sent: SentDocument;
  let mail: Buffer;

  beforeAll(async () => {
    sent = await room.send(
      senderToken,
      { to: [reader], number: '123', urgency: 'express', dueDate: '2016-06-01' },
      files,
    );
    [mail = Buffer.alloc(0)] = await room.mailAbout(mailboxes.reader, sent.id);
  });

  it('arrives signed by the gateway, as openssl finds', () => {
    const content = opensslVerifies(mail, root());
    expect(content?.includes('multipart/mixed')).toBe(true);
    const at = mail.indexOf('S8OtbmggZ+G7rWkg');
    const forged = Buffer.from(mail);
    forged.write('T', at);
    expect(at).toBeGreaterThan(0);
    expect(opensslVerifies(forged, root())).toBeNull();
  });

  it('carries the container and the files, octet for octet', async () => {
    const { parts, defects } = takeApart(mail);
    expect(defects).toEqual([]);
    const named = new Map(parts.map(({ name, content }) => [name, content]));
    for (const [name, content] of files) expect(named.get(name)?.equals(content), name).toBe(true);
    const container = named.get('123-STTTT-VP.asice');
    expect(container && sha256(container)).toBe(sent.sha256);
  });

  it('says in Vietnamese and English, as text and HTML, what it is, from whom, until when and that the seal is genuine', () => {
    const { parts, field } = takeApart(mail);
    expect(field('subject')).toEqual(['[HỎA TỐC] 123/STTTT-VP: Về việc gửi, nhận văn bản điện tử']);
    for (const type of ['text/plain', 'text/html']) {
      const text = parts.find((part) => part.type === type && part.name === null)?.content.toString() ?? '';
      for (const said of ['123/STTTT-VP', 'Hỏa tốc', '01/06/2016', 'Công văn số 1.pdf', 'là thật', 'is genuine'])
        expect(text, type).toContain(said);
    }
  });

  it('has the names by which answers and bounces find back, and asks for reports', async () => {
    const { id } = await room.delivered(sent.id, reader, ({ state }) => state === 'sent');
    const { field } = takeApart(mail);
    const returnPath = `congvan+${id.replaceAll('-', '')}@truc.example`;
    expect(field('return-path')).toEqual([`<${returnPath}>`]);
    expect(field('disposition-notification-to')).toEqual([returnPath]);
    expect(field('message-id')).toEqual([`<delivery.${id}@truc.example>`]);
    expect(field('references')).toEqual([`<document.${sent.id}@truc.example>`]);
    expect(field('auto-submitted')).toEqual([]);
    expect(field('importance')).toEqual(['high']);
    const reportOfIt = async () =>
      (await room.server.mailsOf(gatewayMailbox))
        .find((one) => one.includes(`Original-Envelope-Id: ${id}`))
        ?.toString();
    await expect.poll(reportOfIt, { timeout: 20_000 }).toBeDefined();
    const report = await reportOfIt();
    expect(report).toMatch(/^Action: relayed/m);
    expect(report).toContain(`Original-Recipient: rfc822;${mailboxes.reader}`);
    expect(report).toContain(`<${returnPath}>`);
  });

  it('is sent, not delivered, and the event says under which Message-ID and with which key', async () => {
    const { id } = await room.delivered(sent.id, reader, ({ state }) => state === 'sent');
    const { rows } = await room.gateway.ctx.database.query<{ payload: Record<string, unknown> }>(
      "select payload from events where document = $1 and kind = 'delivery.sent' and payload ->> 'kind' = 'document'",
      [sent.id],
    );
    expect(rows[0]?.payload).toMatchObject({
      delivery: id,
      channel: 'email',
      messageId: `<delivery.${id}@truc.example>`,
      signedWith: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('tells its sender by mail what became of it, in the same thread, with the sealed status', async () => {
    const readerToken = await room.gateway.token([reader]);
    await room.gateway.call(`/api/v1/documents/${sent.id}/status`, readerToken, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: '02', reason: 'Gửi nhầm nơi nhận' }),
    });
    const isRefusal = (one: Buffer) => decodedSubject(one).startsWith('[TỪ CHỐI TIẾP NHẬN] 123/STTTT-VP');
    const [status = Buffer.alloc(0)] = await room.mailAbout(mailboxes.sender, sent.id, isRefusal);
    expect(opensslVerifies(status, root())).not.toBeNull();
    const { field, parts } = takeApart(status);
    expect(field('references')).toEqual([`<document.${sent.id}@truc.example>`]);
    expect(field('auto-submitted')).toEqual(['auto-generated']);
    expect(parts[0]?.content.toString()).toContain('Gửi nhầm nơi nhận');
    const { rows } = await room.gateway.ctx.database.query<{ digest: string }>(
      "select message_sha256 as digest from statuses where document = $1 and code = '02'",
      [sent.id],
    );
    const attached = parts.find(({ name }) => name === '123-STTTT-VP-02.asice');
    expect(attached && sha256(attached.content)).toBe(rows[0]?.digest);
  });
});

describe('a mail that the server does not take', () => {
  it('fails when the mailbox is unknown, and the sender is told why', async () => {
    const { id } = await room.send(senderToken, { to: [nobody] });
    const row = await room.delivered(id, nobody, ({ state }) => state === 'failed');
    expect(row).toMatchObject({ attempt: 1, reasonCode: 'mailbox_unknown' });
    const events = (await (await room.gateway.call(`/api/v1/documents/${id}/events`, senderToken)).json()) as {
      items: { kind: string; payload: Record<string, unknown> }[];
    };
    const failed = events.items.find(({ kind }) => kind === 'delivery.failed');
    expect(failed?.payload).toMatchObject({ code: 'mailbox_unknown', detail: expect.stringContaining('5.1.1') });
  });

  it('fails when it is larger than the server allows', async () => {
    const file = Buffer.concat([smallPdf(), Buffer.alloc(1_500_000, 'x')]);
    const { id } = await room.send(senderToken, { to: [other] }, [['Lớn.pdf', file]]);
    const row = await room.delivered(id, other, ({ state }) => state === 'failed');
    expect(row.reasonCode).toBe('mail_too_large');
  });

  it('waits while the server is down and arrives once afterwards', async () => {
    await room.server.stopSmtp();
    const { id } = await room.send(senderToken, { to: [reader] });
    const waiting = await room.delivered(id, reader, ({ state, attempt }) => state === 'queued' && attempt > 0);
    expect(waiting.reasonCode).toBe('mail_server_unreachable');
    await room.server.startSmtp();
    await room.delivered(id, reader, ({ state }) => state === 'sent');
    expect(await room.mailAbout(mailboxes.reader, id)).toHaveLength(1);
  });
});

describe('a container too large for a mail', () => {
  const file = Buffer.concat([smallPdf(), Buffer.alloc(4_000_000, 'y')]);
  let sent: SentDocument;
  let link: URL;

  beforeAll(async () => {
    sent = await room.send(senderToken, { to: [reader] }, [['Rất lớn.pdf', file]]);
    const [mail = Buffer.alloc(0)] = await room.mailAbout(mailboxes.reader, sent.id);
    const { parts } = takeApart(mail);
    const text = parts[0]?.content.toString() ?? '';
    expect(parts.map(({ type }) => type)).toEqual(['text/plain', 'text/html', 'application/pkcs7-signature']);
    expect(text).toContain(sent.sha256);
    link = new URL(/https:\/\/gateway\.example\/api\/v1\/links\/\S+/.exec(text)?.[0] ?? '');
  });

  it('is fetched by the link, whole or in part, without a token', async () => {
    const whole = await room.gateway.call(link.pathname, null);
    expect(sha256(Buffer.from(await whole.arrayBuffer()))).toBe(sent.sha256);
    expect(whole.headers.get('etag')).toBe(`"${sent.sha256}"`);
    const part = await room.gateway.call(link.pathname, null, { headers: { range: 'bytes=0-3' } });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer()).toString('latin1')).toBe('PK\u0003\u0004');
  });

  it('is led to by no other link, and the token is kept nowhere', async () => {
    expect((await room.gateway.call(`${link.pathname}x`, null)).status).toBe(404);
    const { rows } = await room.gateway.ctx.database.query<{ row: string }>('select l::text as row from mail_links l');
    const token = link.pathname.split('/').at(-1) ?? '';
    expect(rows).toHaveLength(1);
    expect(rows[0]?.row).not.toContain(token);
    expect(room.gateway.logLines.filter((line) => line.includes(token))).toEqual([]);
  });

  it('is no longer given once the link has ended', async () => {
    room.gateway.setNow(new Date(Date.now() + 31 * 86_400_000));
    expect((await room.gateway.call(link.pathname, null)).status).toBe(404);
    room.gateway.setNow(null);
    expect((await room.gateway.call(link.pathname, null)).status).toBe(200);
  });

  it('is no longer given once its recipient agreed to a recall', async () => {
    const post = (path: string, token: string, body: unknown) =>
      room.gateway.call(`/api/v1/documents/${sent.id}/${path}`, token, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    await post('recall', senderToken, { reason: 'Gửi nhầm' });
    const answer = await post('status', await room.gateway.token([reader]), { code: '15' });
    expect(answer.status).toBe(200);
    expect((await room.gateway.call(link.pathname, null)).status).toBe(410);
  });
});
