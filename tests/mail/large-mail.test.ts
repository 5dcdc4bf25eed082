/** A mail of 50 MB takes its way through this process in pieces. */
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inProcessQueue } from '../../workers/queue/in-process-queue.js';
import { startWorkers } from '../../workers/run-workers.js';
import {
  type GatewayFixture,
  metadataOf,
  openGatewayFixture,
  smallPdf,
  submitDocument,
} from '../support/gateway-fixture.js';
import { type MailServer, openMailServer } from './mail-server.js';
import { takeApart } from './take-apart.js';

const [sender, reader] = ['H30.03', 'H30.05'];
const mailbox = 'vanthu@yte.example';
const largest = 60_000_000;
const mostBytesOverIdle = 150 * 1024 ** 2;

let server: MailServer;
let gateway: GatewayFixture;

beforeAll(async () => {
  server = await openMailServer({ mailboxes: [mailbox, 'congvan@truc.example'], largestMail: largest });
  gateway = await openGatewayFixture({
    agencies: { [reader]: { channel: 'email', email: mailbox } },
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

it('needs less than 150 MB over what it needs when idle, and arrives whole', async () => {
  const file = Buffer.concat([smallPdf(), randomBytes(18_000_000)]);
  const digest = createHash('sha256').update(file).digest('hex');
  const clerk = gateway.clerk(sender);
  await submitDocument(gateway.ctx, clerk, metadataOf({ to: [reader] }), { file, fileName: 'Lớn.pdf' });
  await pause(500);
  const idle = process.memoryUsage.rss();
  const workers = await startWorkers(gateway.ctx, inProcessQueue());
  const isSent = async () => {
    const { rows } = await gateway.ctx.database.query(
      "select from deliveries where kind = 'document' and state = 'sent'",
    );
    return rows.length > 0;
  };
  const peak = await peakWhile(isSent);
  await workers.stop();
  process.stdout.write(`${JSON.stringify({ idle, peak, overIdle: peak - idle })}\n`);
  expect(peak - idle).toBeLessThan(mostBytesOverIdle);
  const [mail = Buffer.alloc(0)] = await server.awaitMails(mailbox, 1);
  expect(mail.length).toBeGreaterThan(49_000_000);
  const attached = takeApart(mail).parts.find(({ name }) => name === 'Lớn.pdf');
  expect(attached && createHash('sha256').update(attached.content).digest('hex')).toBe(digest);
});
