/** A mail of 50 MB takes its way through this process in pieces. */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { type MailServer, openMailServer } from '../../bench/peers/mail-server.js';
import { inProcessQueue } from '../../workers/queue/in-process-queue.js';
import { startWorkers } from '../../workers/run-workers.js';
import {
  type GatewayFixture,
  metadataOf,
  openGatewayFixture,
  smallPdf,
  submitDocument,
} from '../support/gateway-fixture.js';
import { openRecipient } from '../support/openssl-recipient.js';
import { registerRecipient } from './register-recipient.js';
import { takeApart } from './take-apart.js';

const [sender, reader, secretReader] = ['H30.03', 'H30.05', 'H30.31'];
const mailboxes = { reader: 'vanthu@yte.example', secretReader: 'vanthu@xd.example' };
const largest = 60_000_000;
const mostBytesOverIdle = 150 * 1024 ** 2;

let server: MailServer;
let gateway: GatewayFixture;

beforeAll(async () => {
  server = await openMailServer({
    mailboxes: [...Object.values(mailboxes), 'congvan@truc.example'],
    largestMail: largest,
  });
  gateway = await openGatewayFixture({
    agencies: {
      [reader]: { channel: 'email', email: mailboxes.reader },
      [secretReader]: { channel: 'email', email: mailboxes.secretReader, mailProtection: 'encrypted' },
    },
    config: {
      scanSeconds: 1,
      smtpUrl: server.smtpUrl,
      smtpCaFile: server.caFile,
      mailFrom: 'congvan@truc.example',
      mailMaxBytes: largest,
    },
  });
});
afterAll(async () => {
  await gateway?.close();
  await server?.close();
});

/** The most this process needs while `until` has not come true, sampled often. */
async function peakWhile(until: () => Promise<boolean>): Promise<number> {
  let peak = 0;
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 10);
  while (!(await until())) await pause(50);
  clearInterval(sampling);
  return peak;
}

/** Sends one file and says how much memory that took, in bytes over idle. */
async function sendLarge(to: string, file: Buffer): Promise<number> {
  const clerk = gateway.clerk(sender);
  await submitDocument(gateway.ctx, clerk, metadataOf({ to: [to] }), { file, fileName: 'Lớn.pdf' });
  await pause(500);
  const idle = process.memoryUsage.rss();
  const workers = await startWorkers(gateway.ctx, inProcessQueue());
  const isSent = async () => {
    const { rows } = await gateway.ctx.database.query(
      "select from deliveries where kind = 'document' and state = 'sent' and target = $1",
      [to],
    );
    return rows.length > 0;
  };
  const peak = await peakWhile(isSent);
  await workers.stop();
  process.stdout.write(`${JSON.stringify({ to, idle, peak, overIdle: peak - idle })}\n`);
  return peak - idle;
}

const largeFile = (size: number) => Buffer.concat([smallPdf(), randomBytes(size)]);
const attachedTo = (mail: Buffer) => takeApart(mail).parts.find(({ name }) => name === 'Lớn.pdf')?.content;

it('needs less than 150 MB over what it needs when idle, and arrives whole', async () => {
  const file = largeFile(18_000_000);
  expect(await sendLarge(reader, file)).toBeLessThan(mostBytesOverIdle);
  const [mail = Buffer.alloc(0)] = await server.awaitMails(mailboxes.reader, 1);
  expect(mail.length).toBeGreaterThan(49_000_000);
  expect(attachedTo(mail)?.equals(file)).toBe(true);
});

it('needs no more when it is encrypted', async () => {
  const recipient = openRecipient();
  onTestFinished(() => recipient.remove());
  await registerRecipient(gateway, secretReader, recipient);
  const file = largeFile(13_200_000);
  expect(await sendLarge(secretReader, file)).toBeLessThan(mostBytesOverIdle);
  const [mail = Buffer.alloc(0)] = await server.awaitMails(mailboxes.secretReader, 1);
  expect(mail.length).toBeGreaterThan(49_000_000);
  expect(attachedTo(recipient.decrypts(mail) ?? Buffer.alloc(0))?.equals(file)).toBe(true);
});
