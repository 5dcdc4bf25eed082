/**
 * An agency that has nothing but a mailbox takes full part: it receives, accepts, refuses, completes and sends, through a real Postfix and
 * Dovecot, with an agency that works over the API.
 */
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueToken } from '../../gateway/identity/tokens.js';
import { smallPdf } from '../support/gateway-fixture.js';
import { type MailSigner, mailSigner, plainMail } from '../support/mailed-document.js';
import { gatewayMailbox, type MailRoom, openMailRoom, type SentDocument } from './mail-room.js';
import { takeApart } from './take-apart.js';

const office = 'H30.03';
const clinic = { code: 'H30.05', mailbox: 'vanthu@yte.example' };
const school = { code: 'H30.15', mailbox: 'vanthu@giaoduc.example' };

let room: MailRoom;
let signer: MailSigner;
let token: string;
let operator: string;

beforeAll(async () => {
  room = await openMailRoom({
    mailboxes: [gatewayMailbox, clinic.mailbox, school.mailbox],
    findings: { [clinic.mailbox]: 'dmarc=pass header.from=yte.example' },
    readMailbox: true,
    agencies: {
      [office]: { numbering: 'agency' },
      [clinic.code]: { channel: 'email', email: clinic.mailbox, mailPolicy: 'confirmed' },
      [school.code]: { channel: 'email', email: school.mailbox },
    },
    config: { mailMaxBytes: 1_000_000 },
  });
  const { ctx, authority } = room.gateway;
  signer = await mailSigner(ctx, authority, clinic.code);
  token = await room.gateway.token([office]);
  const scopes = ['admin', 'deliveries:read', 'deliveries:manage'] as const;
  operator = (await issueToken(ctx, { name: 'vận hành', agencies: [], scopes, actor: 'user:test' })).token;
});
afterAll(async () => {
  signer?.remove();
  await room?.close();
});

async function until<T>(read: () => Promise<T | undefined>, what: string): Promise<T> {
  for (let tries = 0; tries < 400; tries += 1) {
    const value = await read();
    if (value !== undefined) return value;
    await pause(75);
  }
  const { rows } = await room.gateway.ctx.database.query(
    'select state, kind, result, detail, subject from mails_in order by id',
  );
  throw new Error(`no ${what}: ${JSON.stringify(rows, null, 1)}\n${room.server.log().slice(-2_000)}`);
}

async function post(raw: string, from: string, to = gatewayMailbox): Promise<void> {
  const transport = createTransport({ url: room.server.smtpUrl, tls: { rejectUnauthorized: false } });
  await transport.sendMail({ envelope: { from, to }, raw });
  transport.close();
}

/** What a person reads of a mail. */
const textOf = (mail: Buffer) =>
  takeApart(mail)
    .parts.find(({ type, name }) => type === 'text/plain' && name === null)
    ?.content.toString() ?? '';

const quoted = (mail: Buffer) => textOf(mail).replace(/^/gm, '> ');
const bare = (address = '') => /<?([^<>\s]+@[^<>\s]+?)>?$/.exec(address.trim())?.[1] ?? '';

/** A reply as a mail program writes it: to where it is asked to, with everything quoted. */
async function reply(mail: Buffer, words: string, from: string): Promise<void> {
  const { field } = takeApart(mail);
  const to = bare(field('reply-to')[0]);
  const [messageId = ''] = field('message-id');
  const raw = [
    `From: ${from}`,
    `To: ${to}`,
    'Subject: Re: van ban',
    `Message-ID: <${randomBytes(8).toString('hex')}@${from.split('@')[1]}>`,
    `In-Reply-To: ${messageId}`,
    `References: ${field('references').join(' ')} ${messageId}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(`${words}\n\n${quoted(mail)}\n`)
      .toString('base64')
      .replace(/.{76}/g, '$&\r\n'),
    '',
  ].join('\r\n');
  await post(raw, from, to);
}

/** The same, signed by the agency's certificate. */
async function signedReply(mail: Buffer, words: string, from: string): Promise<void> {
  const [messageId = ''] = takeApart(mail).field('message-id');
  const text = `${words}\n\n${quoted(mail)}\n`;
  const raw = signer.sign({
    from,
    subject: 'Re: văn bản',
    above: `In-Reply-To: ${messageId}\r\n`,
    text,
    attachments: [],
  });
  await post(raw, from);
}

async function viewOf({ id }: SentDocument) {
  const answer = await room.gateway.call(`/api/v1/documents/${id}`, token);
  return (await answer.json()) as { recipients: { agency: string; status: string; delivery: string }[] };
}

/** Waits until the sender sees this status of the agency. */
const status = (document: SentDocument, agency: string, wanted: string) =>
  until(async () => {
    const row = (await viewOf(document)).recipients.find((one) => one.agency === agency);
    return row?.status === wanted ? row : undefined;
  }, `status ${wanted}`);

async function sendToClinic(files?: readonly (readonly [string, Buffer])[]) {
  const document = await room.send(token, { to: [clinic.code] }, files);
  const [mail = Buffer.alloc(0)] = await room.mailAbout(clinic.mailbox, document.id);
  return { document, mail };
}

/** Waits for a mail that says these words, in a mailbox; what was looked at before is not looked at again. */
function mailSaying(mailbox: string, words: string): Promise<Buffer> {
  let looked = 0;
  return until(async () => {
    const mails = await room.server.mailsOf(mailbox);
    const news = mails.slice(looked);
    looked = mails.length;
    return news.find((mail) => textOf(mail).includes(words));
  }, words);
}

const linkIn = (mail: Buffer, path: string) =>
  new RegExp(`https?://[^\\s]*(/${path}/[^\\s]+)`).exec(textOf(mail))?.[1] ?? `no link ${path} in\n${textOf(mail)}`;

const form = (fields: Record<string, string>) => ({
  method: 'POST',
  body: new URLSearchParams(fields).toString(),
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
});

describe('a mailbox receives, and its reply is an answer', () => {
  it('“Tiếp nhận” from the agency’s own mailbox accepts at once, under a number of its incoming register', async () => {
    const { document, mail } = await sendToClinic();
    await reply(mail, 'Tiếp nhận.', clinic.mailbox);
    await status(document, clinic.code, '03');
    expect(textOf(await mailSaying(clinic.mailbox, 'Đã ghi nhận trả lời'))).toMatch(/Số đến \/ Incoming number: \d+/);
  });

  it('“Từ chối” refuses after a click on the page, which a look at the page is not', async () => {
    const { document, mail } = await sendToClinic();
    await reply(mail, 'Từ chối: văn bản gửi nhầm nơi nhận', clinic.mailbox);
    const path = linkIn(await mailSaying(clinic.mailbox, 'xac-nhan'), 'xac-nhan');
    const page = await room.gateway.call(path, null);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('văn bản gửi nhầm nơi nhận');
    await pause(500);
    expect((await viewOf(document)).recipients[0]?.status).toBe('01');
    expect((await room.gateway.call(path, null, form({}))).status).toBe(200);
    await status(document, clinic.code, '02');
  });

  it('“Hoàn thành” under the agency’s signature completes, accepting first', async () => {
    const { document, mail } = await sendToClinic();
    await signedReply(mail, 'Hoàn thành', clinic.mailbox);
    await status(document, clinic.code, '06');
    const events = await room.gateway.call(`/api/v1/documents/${document.id}/events`, token);
    const text = await events.text();
    expect(text).toContain('"03"');
  });

  it('the link in the mail accepts with one click on its page', async () => {
    const { document, mail } = await sendToClinic();
    const path = linkIn(mail, 'tra-loi');
    expect((await room.gateway.call(path, null)).status).toBe(200);
    await pause(300);
    expect((await viewOf(document)).recipients[0]?.status).toBe('01');
    const [action = ''] = path.split('?');
    expect((await room.gateway.call(action, null, form({ viec: '03' }))).status).toBe(200);
    await status(document, clinic.code, '03');
  });

  it('nobody else’s reply is an answer, whatever it quotes', async () => {
    const { document, mail } = await sendToClinic();
    await reply(mail, 'Tiếp nhận', school.mailbox);
    const row = await until(async () => {
      const list = await room.gateway.call('/api/v1/mails?direction=in&state=quarantined', operator);
      const { items } = (await list.json()) as { items: { sender: string; result: string }[] };
      return items.find(({ sender }) => sender === school.mailbox);
    }, 'mail in quarantine');
    expect(row.result).toBe('sender_unproven');
    expect((await viewOf(document)).recipients[0]?.status).toBe('01');
  });

  it('a document that is too large for a mail is behind a link that gives the very container', async () => {
    const large = Buffer.concat([smallPdf(), randomBytes(1_500_000)]);
    const { document, mail } = await sendToClinic([['Bản đồ.pdf', large]]);
    const container = await room.gateway.call(linkIn(mail, 'api/v1/links'), null);
    const bytes = Buffer.from(await container.arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(document.sha256);
    expect(textOf(mail)).toContain(document.sha256);
    await reply(mail, 'tiep nhan', clinic.mailbox);
    await status(document, clinic.code, '03');
  });
});

interface InboxItem {
  readonly id: string;
  readonly from: string;
  readonly subject: string;
}

const arrivedAtOffice = (subject: string) =>
  until(async () => {
    const list = await room.gateway.call('/api/v1/documents?box=in', token);
    const { items } = (await list.json()) as { items: InboxItem[] };
    return items.find((item) => item.subject === subject);
  }, subject);

const block = (subject: string) => `Gửi: ${office}\nKý hiệu: SYT-VP\nTrích yếu: ${subject}\n\nTrân trọng`;

describe('a mailbox sends', () => {
  it('under the agency’s signature at once; the answer says the number, and what becomes of it comes back', async () => {
    const subject = 'Về việc mua vắc-xin';
    const raw = signer.sign({ from: clinic.mailbox, text: block(subject) });
    await post(raw, clinic.mailbox);
    const document = await arrivedAtOffice(subject);
    const answer = textOf(await mailSaying(clinic.mailbox, `Trích yếu / Subject: ${subject}`));
    expect(answer).toMatch(/Số, ký hiệu \/ Number: \d+\/SYT-VP/);
    const accept = { method: 'POST', body: '{"code":"03"}', headers: { 'content-type': 'application/json' } };
    expect((await room.gateway.call(`/api/v1/documents/${document.id}/status`, token, accept)).status).toBe(200);
    const isAcceptance = (mail: Buffer) => (takeApart(mail).field('subject')[0] ?? '').includes('TIẾP NHẬN');
    const [statusMail] = await room.mailAbout(clinic.mailbox, document.id, isAcceptance);
    expect(statusMail).toBeDefined();
    await post(raw, clinic.mailbox);
    await pause(1_500);
    const list = await room.gateway.call('/api/v1/documents?box=in', token);
    const { items } = (await list.json()) as { items: InboxItem[] };
    expect(items.filter((item) => item.subject === subject)).toHaveLength(1);
  });

  it('without one only after the agency has confirmed exactly what will be sent', async () => {
    const subject = 'Về việc trực Tết';
    await post(plainMail({ from: clinic.mailbox, text: block(subject) }), clinic.mailbox);
    const question = await mailSaying(clinic.mailbox, 'Chưa có gì được gửi');
    expect(textOf(question)).toContain(subject);
    const path = linkIn(question, 'xac-nhan');
    expect((await room.gateway.call(path, null, form({}))).status).toBe(200);
    expect((await arrivedAtOffice(subject)).from).toBe(clinic.code);
  });

  it('what nobody proves waits in quarantine, and is sent once an operator has released it', async () => {
    const subject = 'Về việc nghỉ hè';
    await post(plainMail({ from: school.mailbox, subject: 'Gửi công văn', text: block(subject) }), school.mailbox);
    const waiting = await until(async () => {
      const list = await room.gateway.call('/api/v1/mails?direction=in&state=quarantined&kind=document', operator);
      return ((await list.json()) as { items: { id: string; result: string }[] }).items[0];
    }, 'mail in quarantine');
    expect(waiting.result).toBe('sender_unproven');
    const release = {
      method: 'POST',
      body: '{"reason":"gọi điện hỏi văn thư"}',
      headers: { 'content-type': 'application/json' },
    };
    const answer = await room.gateway.call(`/api/v1/mails/${waiting.id}/release`, operator, release);
    expect(answer.ok, await answer.clone().text()).toBe(true);
    expect((await arrivedAtOffice(subject)).from).toBe(school.code);
  });

  it('and is told exactly what is missing', async () => {
    await post(signer.sign({ from: clinic.mailbox, text: 'Gửi: H30.99\nTrích yếu: Thiếu ký hiệu' }), clinic.mailbox);
    const answer = textOf(await mailSaying(clinic.mailbox, 'H30.99'));
    expect(answer).toContain('Ký hiệu');
  });
});
