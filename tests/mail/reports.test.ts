/** What becomes of mails after the server took them, told by the genuine reports of a Postfix that come back into the gateway's mailbox. */
import { createServer, type Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../bench/peers/free-port.js';
import { type NotificationWish, openedNotification } from '../support/delivery-report.js';
import { gatewayMailbox, type MailRoom, openMailRoom, type SentDocument } from './mail-room.js';
import { takeApart } from './take-apart.js';

const sender = 'H30.03';
const reader = { code: 'H30.05', mailbox: 'vanthu@yte.example' };
const full = { code: 'H30.15', mailbox: 'vanthu@day.example' };
const unreachable = { code: 'H30.31', mailbox: 'vanthu@xa.example' };
const strict = { code: 'H30.01', mailbox: 'vanthu@lon.example' };
const moved = { code: 'H30.02', mailbox: 'vanthu@doi.example' };

/** A mail server of a few lines: says no to whoever writes, in the words of the domain that is asked. */
function refusing(answers: Readonly<Record<string, string>>): Server {
  return createServer((socket) => {
    socket.write('220 next.example ESMTP\r\n');
    socket.on('error', () => socket.destroy());
    socket.on('data', (data) => {
      const line = data.toString('latin1');
      if (/^EHLO/i.test(line)) socket.write('250-next.example\r\n250 ENHANCEDSTATUSCODES\r\n');
      else if (/^QUIT/i.test(line)) socket.end('221 2.0.0 bye\r\n');
      else if (/RCPT/i.test(line)) socket.write(`${answers[/@([\w.]+)>/.exec(line)?.[1] ?? ''] ?? '550 5.1.1 no'}\r\n`);
      else socket.write('250 2.0.0 ok\r\n');
    });
  });
}

let next: Server;
let room: MailRoom;
let token: string;

beforeAll(async () => {
  const nextPort = await freePort();
  next = refusing({
    'lon.example': '552 5.3.4 message size exceeds fixed limit',
    'doi.example': '550 5.1.1 <vanthu@doi.example>: user unknown in virtual mailbox table',
  }).listen(nextPort, '127.0.0.1');
  room = await openMailRoom({
    mailboxes: [gatewayMailbox, reader.mailbox, full.mailbox],
    quotas: { [full.mailbox]: 2_000 },
    elsewhere: { 'xa.example': await freePort(), 'lon.example': nextPort, 'doi.example': nextPort },
    patienceSeconds: 1,
    readMailbox: true,
    agencies: {
      [sender]: { numbering: 'agency' },
      ...Object.fromEntries(
        [reader, full, unreachable, strict, moved].map(({ code, mailbox }) => [
          code,
          { channel: 'email', email: mailbox },
        ]),
      ),
    },
  });
  token = await room.gateway.token([sender]);
});
afterAll(async () => {
  await room?.close();
  next?.close();
});

async function eventsOf(document: SentDocument, kind: string): Promise<Record<string, unknown>[]> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { rows } = await room.gateway.ctx.database.query<{ payload: Record<string, unknown> }>(
      'select payload from events where document = $1 and kind = $2 order by id',
      [document.id, kind],
    );
    if (rows.length > 0) return rows.map(({ payload }) => payload);
    await pause(50);
  }
  throw new Error(`no event ${kind}\n${room.server.log().slice(-3_000)}`);
}

async function mailsIn() {
  const { rows } = await room.gateway.ctx.database.query<{ state: string; result: string; kind: string }>(
    'select state, result, kind from mails_in order by id',
  );
  return rows;
}

const isOver = ({ state }: { state: string }) => state === 'delivered' || state === 'failed';

describe('a mail the receiver’s server took', () => {
  let document: SentDocument;

  beforeAll(async () => {
    document = await room.send(token, { to: [reader.code] });
  });

  it('is told of as passed on, and stays sent: whether somebody has it is not known', async () => {
    const [event] = await eventsOf(document, 'delivery.relayed');
    expect(event).toMatchObject({ target: reader.code, channel: 'email' });
    expect((await room.delivered(document.id, reader.code, () => true)).state).toBe('sent');
  });

  it('has arrived once its reader’s program says that it was opened', async () => {
    const [mail = Buffer.alloc(0)] = await room.mailAbout(reader.mailbox, document.id);
    const [messageId = ''] = takeApart(mail).field('message-id');
    const [notifyTo = ''] = takeApart(mail).field('disposition-notification-to');
    await sendNotification({ from: reader.mailbox, to: notifyTo, messageId });
    await eventsOf(document, 'delivery.opened');
    expect((await room.delivered(document.id, reader.code, isOver)).state).toBe('delivered');
  });
});

/** As a mail program sends it. */
async function sendNotification({ from, to, messageId }: NotificationWish) {
  const raw = openedNotification({ from, to, messageId });
  const transport = createTransport({ url: room.server.smtpUrl, tls: { rejectUnauthorized: false } });
  const address = /<?([^<>\s]+@[^<>\s]+)>?/.exec(to)?.[1] ?? to;
  await transport.sendMail({ envelope: { from: '', to: address }, raw });
  transport.close();
}

describe('a mail that comes back', () => {
  it.each([
    ['the mailbox is full', full, 'mailbox_full'],
    ['nobody has this address at the next server', moved, 'mailbox_unknown'],
    ['it is too large for the next server', strict, 'mail_too_large'],
  ])('fails for good with its reason when %s, and its sender is told', async (_what, { code }, reasonCode) => {
    const document = await room.send(token, { to: [code] });
    const row = await room.delivered(document.id, code, isOver);
    expect(row).toMatchObject({ state: 'failed', reasonCode });
    const [event] = await eventsOf(document, 'delivery.failed');
    expect(event).toMatchObject({ target: code, code: reasonCode });
    const timeline = await room.gateway.call(`/api/v1/documents/${document.id}/events`, token);
    expect(await timeline.text()).toContain('delivery.failed');
  });

  it('has arrived all the same when its reader’s program says later that it was opened', async () => {
    const document = await room.send(token, { to: [full.code] });
    const { id } = await room.delivered(document.id, full.code, isOver);
    await eventsOf(document, 'delivery.failed');
    await sendNotification({ from: full.mailbox, to: gatewayMailbox, messageId: `<delivery.${id}@truc.example>` });
    await eventsOf(document, 'delivery.opened');
    expect(await room.delivered(document.id, full.code, isOver)).toMatchObject({
      state: 'delivered',
      reasonCode: null,
    });
  });

  it('is sent again later when the next server could not be reached', async () => {
    const document = await room.send(token, { to: [unreachable.code] });
    const row = await room.delivered(
      document.id,
      unreachable.code,
      ({ state, attempt }) => state === 'queued' && attempt > 0,
    );
    expect(row).toMatchObject({ state: 'queued', reasonCode: 'mail_server_unreachable' });
  });

  it('leaves no report unread and none twice', async () => {
    const mails = await mailsIn();
    expect(mails.map(({ state }) => state)).toEqual(mails.map(() => 'done'));
    expect(mails.filter(({ result }) => result === 'bounced')).toHaveLength(4);
    expect(mails.filter(({ result }) => result === 'bounced_for_now')).toHaveLength(1);
    const { rows } = await room.gateway.ctx.database.query<{ n: number }>(
      `select count(*) as n from events where kind = 'delivery.failed'`,
    );
    expect(rows[0]?.n).toBe(4);
  });
});
