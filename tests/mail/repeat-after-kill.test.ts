/** A worker that is killed after the mail server took a mail, and before it could write that down. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MailServer, openMailServer } from '../../bench/peers/mail-server.js';
import { runSenders, type SenderLog } from '../kill/senders.js';
import { Topology } from '../kill/topology.js';
import { takeApart } from './take-apart.js';

const [sender, reader] = ['H30.03', 'H30.05'];
const mailbox = 'vanthu@yte.example';

let server: MailServer;
let topology: Topology;

beforeAll(async () => {
  server = await openMailServer({ mailboxes: [mailbox, 'congvan@truc.example'] });
  const env = {
    CONGVAN_SMTP_URL: server.smtpUrl,
    CONGVAN_SMTP_CA_FILE: server.caFile,
    CONGVAN_MAIL_FROM: 'congvan@truc.example',
  };
  topology = await Topology.prepare({ form: 'in-process', gateways: 1, workers: 0, env });
  await topology.command('agency', 'add', sender, '--name', 'Sở TTTT', '--with-seal');
  await topology.command('agency', 'add', reader, '--name', 'Sở Y tế', '--email', mailbox, '--channel', 'email');
  await topology.start();
});
afterAll(async () => {
  await topology?.stop();
  await topology?.remove();
  await server?.close();
});

it('sends the mail again under the same names, so that the reader sees that it is the same', async () => {
  const [gateway] = topology.victims;
  await gateway?.killAndRestart({ CONGVAN_KILL_AT: 'delivery-sent' });
  const token = await topology.command('token', 'create', '--agency', sender);
  let isBegun = false;
  const more = () => {
    const isFirst = !isBegun;
    isBegun = true;
    return isFirst;
  };
  const log: SenderLog = { acknowledged: [], troubles: new Map(), inFlight: 0 };
  await runSenders({ gateways: topology.gatewayUrls, token, from: sender, to: [reader], concurrency: 1, more }, log);
  const mails = await server.awaitMails(mailbox, 2);
  expect(gateway?.ownExits).toEqual(['SIGKILL']);
  const [first, second] = mails.map(takeApart);
  for (const name of ['message-id', 'references', 'return-path', 'congvan-delivery'])
    expect(second?.field(name), name).toEqual(first?.field(name));
  const containers = [first, second].map((mail) => mail?.parts.find((part) => part.name?.endsWith('.asice'))?.content);
  expect(containers[0]?.length).toBeGreaterThan(0);
  expect(containers[1]?.equals(containers[0] ?? Buffer.alloc(0))).toBe(true);
});
