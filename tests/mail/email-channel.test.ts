/** Documents and statuses by mail, through a Postfix and into a Dovecot, judged by openssl and Python. */
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metadataOf, smallPdf } from '../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture, submissionForm } from '../support/http-fixture.js';
import { pemOf } from '../support/pem.js';
import { publishLists } from '../support/publish-lists.js';
import { type MailServer, openMailServer } from './mail-server.js';
import { opensslVerifies, takeApart } from './take-apart.js';

const [sender, reader, nobody, other] = ['H30.03', 'H30.05', 'H30.15', 'H30.31'];
const mailboxes = {
  gateway: 'congvan@truc.example',
  sender: 'vanthu@tttt.example',
  reader: 'vanthu@yte.example',
  other: 'vanthu@xd.example',
};

let server: MailServer;
let gateway: HttpFixture;
let senderToken: string;
let number = 200;

beforeAll(async () => {
  server = await openMailServer({ mailboxes: Object.values(mailboxes), largestMail: 3_000_000 });
  gateway = await openHttpFixture({
    workers: true,
    agencies: {
      [sender]: { channel: 'email', email: mailboxes.sender, numbering: 'agency' },
      [reader]: { channel: 'email', email: mailboxes.reader },
      [nobody]: { channel: 'email', email: 'khong-co@yte.example' },
      [other]: { channel: 'email', email: mailboxes.other },
    },
    config: {
      smtpUrl: server.smtpUrl,
      smtpCaFile: server.caFile,
      mailFrom: mailboxes.gateway,
      mailMaxBytes: 5_000_000,
      publicUrl: 'https://gateway.example',
    },
  });
  await publishLists(gateway.ctx, gateway.authority);
  senderToken = await gateway.token([sender]);
});
afterAll(async () => {
  await gateway?.close();
  await server?.close();
});

interface Sent {
  readonly id: string;
  readonly sha256: string;
}

async function send(metadata: Record<string, unknown>, files?: readonly (readonly [string, Buffer])[]): Promise<Sent> {
  const body = submissionForm(metadataOf({ number: String(number++), ...metadata }), files);
  const answer = await gateway.call('/api/v1/documents', senderToken, { method: 'POST', body });
  expect(answer.status, await answer.clone().text()).toBe(201);
  return (await answer.json()) as Sent;
}

interface DeliveryRow {
  readonly id: string;
  readonly state: string;
  readonly attempt: number;
  readonly reasonCode: string | null;
}

async function deliveryOf(document: string, target: string): Promise<DeliveryRow | undefined> {
  const { rows } = await gateway.ctx.database.query<DeliveryRow>(
    `select id, state, attempt, reason_code as "reasonCode" from deliveries
     where document = $1 and target = $2 and kind = 'document'`,
    [document, target],
  );
  return rows[0];
}

async function delivered(document: string, target: string, isSo: (row: DeliveryRow) => boolean): Promise<DeliveryRow> {
  for (let tries = 0; tries < 400; tries += 1) {
    const row = await deliveryOf(document, target);
    if (row !== undefined && isSo(row)) return row;
    await pause(50);
  }
  throw new Error(`${target}: ${JSON.stringify(await deliveryOf(document, target))}\n${server.log().slice(-3_000)}`);
}

/** Waits for the mail of a document (or of a status of it) in a mailbox. */
async function mailAbout(mailbox: string, document: string, isWanted: (mail: Buffer) => boolean = () => true) {
  for (let tries = 0; tries < 200; tries += 1) {
    const mails = (await server.mailsOf(mailbox)).filter(
      (mail) => mail.includes(`Congvan-Document: ${document}`) && isWanted(mail),
    );
    if (mails.length > 0) return mails;
    await pause(100);
  }
  throw new Error(`no mail about ${document} in ${mailbox}\n${server.log().slice(-3_000)}`);
}

const decodedSubject = (mail: Buffer) => takeApart(mail).field('subject')[0] ?? '';
const root = () => pemOf(gateway.authority.root.certificate);
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('a document to an agency that has a mailbox', () => {
  const files = [
    ['Công văn số 1.pdf', smallPdf('một')],
    ['Phụ lục.txt', Buffer.from('Dòng một\r\nFrom hai\n.\n')],
  ] as const;
  let sent: Sent;
  let mail: Buffer;

  beforeAll(async () => {
    sent = await send({ to: [reader], number: '123', urgency: 'express', dueDate: '2016-06-01' }, files);
    [mail = Buffer.alloc(0)] = await mailAbout(mailboxes.reader, sent.id);
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
    const { id } = await delivered(sent.id, reader, ({ state }) => state === 'sent');
    const { field } = takeApart(mail);
    const returnPath = `congvan+${id.replaceAll('-', '')}@truc.example`;
    expect(field('return-path')).toEqual([`<${returnPath}>`]);
    expect(field('disposition-notification-to')).toEqual([returnPath]);
    expect(field('message-id')).toEqual([`<delivery.${id}@truc.example>`]);
    expect(field('references')).toEqual([`<document.${sent.id}@truc.example>`]);
    expect(field('auto-submitted')).toEqual([]);
    expect(field('importance')).toEqual(['high']);
    const reports = await server.awaitMails(mailboxes.gateway, 1);
    const report = reports.find((one) => one.includes(`Original-Envelope-Id: ${id}`))?.toString();
    expect(report).toMatch(/^Action: relayed/m);
    expect(report).toContain(`Original-Recipient: rfc822;${mailboxes.reader}`);
    expect(report).toContain(`<${returnPath}>`);
  });

  it('is sent, not delivered, and the event says under which Message-ID and with which key', async () => {
    const { id } = await delivered(sent.id, reader, ({ state }) => state === 'sent');
    const { rows } = await gateway.ctx.database.query<{ payload: Record<string, unknown> }>(
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
    const readerToken = await gateway.token([reader]);
    await gateway.call(`/api/v1/documents/${sent.id}/status`, readerToken, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: '02', reason: 'Gửi nhầm nơi nhận' }),
    });
    const isRefusal = (one: Buffer) => decodedSubject(one).startsWith('[TỪ CHỐI TIẾP NHẬN] 123/STTTT-VP');
    const [status = Buffer.alloc(0)] = await mailAbout(mailboxes.sender, sent.id, isRefusal);
    expect(opensslVerifies(status, root())).not.toBeNull();
    const { field, parts } = takeApart(status);
    expect(field('references')).toEqual([`<document.${sent.id}@truc.example>`]);
    expect(field('auto-submitted')).toEqual(['auto-generated']);
    expect(parts[0]?.content.toString()).toContain('Gửi nhầm nơi nhận');
    const { rows } = await gateway.ctx.database.query<{ digest: string }>(
      "select message_sha256 as digest from statuses where document = $1 and code = '02'",
      [sent.id],
    );
    const attached = parts.find(({ name }) => name === '123-STTTT-VP-02.asice');
    expect(attached && sha256(attached.content)).toBe(rows[0]?.digest);
  });
});

describe('a mail that the server does not take', () => {
  it('fails when the mailbox is unknown, and the sender is told why', async () => {
    const { id } = await send({ to: [nobody] });
    const row = await delivered(id, nobody, ({ state }) => state === 'failed');
    expect(row).toMatchObject({ attempt: 1, reasonCode: 'mailbox_unknown' });
    const events = (await (await gateway.call(`/api/v1/documents/${id}/events`, senderToken)).json()) as {
      items: { kind: string; payload: Record<string, unknown> }[];
    };
    const failed = events.items.find(({ kind }) => kind === 'delivery.failed');
    expect(failed?.payload).toMatchObject({ code: 'mailbox_unknown', detail: expect.stringContaining('5.1.1') });
  });

  it('fails when it is larger than the server allows', async () => {
    const file = Buffer.concat([smallPdf(), Buffer.alloc(1_500_000, 'x')]);
    const { id } = await send({ to: [other] }, [['Lớn.pdf', file]]);
    const row = await delivered(id, other, ({ state }) => state === 'failed');
    expect(row.reasonCode).toBe('mail_too_large');
  });

  it('waits while the server is down and arrives once afterwards', async () => {
    await server.stopSmtp();
    const { id } = await send({ to: [reader] });
    const waiting = await delivered(id, reader, ({ state, attempt }) => state === 'queued' && attempt > 0);
    expect(waiting.reasonCode).toBe('mail_server_unreachable');
    await server.startSmtp();
    await delivered(id, reader, ({ state }) => state === 'sent');
    expect(await mailAbout(mailboxes.reader, id)).toHaveLength(1);
  });
});

describe('a container too large for a mail', () => {
  const file = Buffer.concat([smallPdf(), Buffer.alloc(4_000_000, 'y')]);
  let sent: Sent;
  let link: URL;

  beforeAll(async () => {
    sent = await send({ to: [reader] }, [['Rất lớn.pdf', file]]);
    const [mail = Buffer.alloc(0)] = await mailAbout(mailboxes.reader, sent.id);
    const { parts } = takeApart(mail);
    const text = parts[0]?.content.toString() ?? '';
    expect(parts.map(({ type }) => type)).toEqual(['text/plain', 'text/html', 'application/pkcs7-signature']);
    expect(text).toContain(sent.sha256);
    link = new URL(/https:\/\/gateway\.example\/api\/v1\/links\/\S+/.exec(text)?.[0] ?? '');
  });

  it('is fetched by the link, whole or in part, without a token', async () => {
    const whole = await gateway.call(link.pathname, null);
    expect(sha256(Buffer.from(await whole.arrayBuffer()))).toBe(sent.sha256);
    expect(whole.headers.get('etag')).toBe(`"${sent.sha256}"`);
    const part = await gateway.call(link.pathname, null, { headers: { range: 'bytes=0-3' } });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer()).toString('latin1')).toBe('PK\u0003\u0004');
  });

  it('is led to by no other link, and the token is kept nowhere', async () => {
    expect((await gateway.call(`${link.pathname}x`, null)).status).toBe(404);
    const { rows } = await gateway.ctx.database.query<{ row: string }>('select l::text as row from mail_links l');
    const token = link.pathname.split('/').at(-1) ?? '';
    expect(rows).toHaveLength(1);
    expect(rows[0]?.row).not.toContain(token);
    expect(gateway.logLines.filter((line) => line.includes(token))).toEqual([]);
  });

  it('is no longer given once the link has ended', async () => {
    gateway.setNow(new Date(Date.now() + 31 * 86_400_000));
    expect((await gateway.call(link.pathname, null)).status).toBe(404);
    gateway.setNow(null);
    expect((await gateway.call(link.pathname, null)).status).toBe(200);
  });

  it('is no longer given once its recipient agreed to a recall', async () => {
    const post = (path: string, token: string, body: unknown) =>
      gateway.call(`/api/v1/documents/${sent.id}/${path}`, token, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    await post('recall', senderToken, { reason: 'Gửi nhầm' });
    const answer = await post('status', await gateway.token([reader]), { code: '15' });
    expect(answer.status).toBe(200);
    expect((await gateway.call(link.pathname, null)).status).toBe(410);
  });
});
