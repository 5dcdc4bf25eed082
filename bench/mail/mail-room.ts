/** The product as its users run it, beside a Postfix and a Dovecot: what the benchmarks of mails measure, and how they look into it. */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { openEmbeddedServer } from '../../gateway/database/embedded-server.js';
import { boundary, frameOf } from '../multipart.js';
import { type MailServer, openMailServer } from '../peers/mail-server.js';
import { findingServer } from '../peers/postfix-settings.js';
import { type RunningGateway, startGateway } from '../running-gateway.js';

/** Agencies that have nothing but a mailbox. Two mails at a time go to each. */
export const readers = ['H30.15', 'H30.38', 'H30.06', 'H30.07'].map((code) => ({
  code,
  mailbox: `${code.toLowerCase()}@nhan.example`,
}));
export const mailsAtOnce = readers.length * 2;
/** Where mails of the gateway come from, and where reports about them return to: nobody reads it. */
export const gatewayAddress = 'congvan@truc.example';
/** The mailbox the gateway reads. */
export const readMailbox = 'den@truc.example';
/** The same mails for whoever it is compared with. */
export const peerMailbox = 'doi-chung@truc.example';
const largestMail = 60_000_000;

export interface MailRoom {
  readonly server: MailServer;
  readonly gateway: RunningGateway;
  readonly client: pg.Client;
  /** Submits a document with one file through the API. @returns its id */
  submit(to: string, file: Buffer): Promise<string>;
  /** What an operator says. @throws Error for anything but success */
  operate(method: 'POST' | 'PATCH', path: string, body?: unknown): Promise<void>;
  /** Waits until a count is reached. @throws Error after five minutes */
  awaitCount(sql: string, values: readonly unknown[], count: number): Promise<void>;
}

async function submitTo({ url, tokens }: RunningGateway, to: string, file: Buffer): Promise<string> {
  const { head, tail } = frameOf([to], 'Văn bản gửi bằng thư', 'van-ban.pdf');
  const answer = await fetch(`${url}/api/v1/documents`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${tokens['sender']}`,
      'content-type': `multipart/form-data; boundary=${boundary}`,
    },
    body: Buffer.concat([head, file, tail]),
  });
  const text = await answer.text();
  if (answer.status !== 201) throw new Error(`submit answered ${answer.status}: ${text}`);
  return (JSON.parse(text) as { id: string }).id;
}

async function operateOn({ url, tokens }: RunningGateway, method: string, path: string, body?: unknown): Promise<void> {
  const answer = await fetch(`${url}/api/v1/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${tokens['operator']}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  await answer.body?.cancel();
}

const patienceMs = 300_000;
const lookEveryMs = 100;

async function awaitCountIn(client: pg.Client, sql: string, values: readonly unknown[], count: number): Promise<void> {
  for (const until = Date.now() + patienceMs; ; ) {
    const { rows } = await client.query<{ count: number }>(`select count(*)::int from ${sql}`, [...values]);
    if ((rows[0]?.count ?? 0) >= count) return;
    if (Date.now() > until) throw new Error(`${rows[0]?.count} instead of ${count}: ${sql}`);
    await pause(lookEveryMs);
  }
}

const settingsFor = (server: MailServer) => ({
  CONGVAN_SMTP_URL: server.smtpUrl,
  CONGVAN_SMTP_CA_FILE: server.caFile,
  CONGVAN_MAIL_FROM: gatewayAddress,
  CONGVAN_MAIL_MAX_BYTES: String(largestMail),
  CONGVAN_MAIL_IN_MAX_BYTES: String(50 * 1024 * 1024),
  CONGVAN_IMAP_URL: server.imapUrl(readMailbox),
  CONGVAN_IMAP_TLS: 'opportunistic',
  CONGVAN_MAIL_TRUSTED_SERVERS: findingServer,
});

/** Starts both, works, and ends both. */
export async function inMailRoom<T>(work: (room: MailRoom) => Promise<T>): Promise<T> {
  const mailboxes = [...readers.map(({ mailbox }) => mailbox), gatewayAddress, readMailbox, peerMailbox];
  const server = await openMailServer({ mailboxes, largestMail });
  const closing: (() => Promise<unknown>)[] = [() => server.close()];
  try {
    const gateway = await startGateway(settingsFor(server));
    closing.push(() => gateway.stop());
    const database = await openEmbeddedServer(gateway.data);
    closing.push(() => database.close());
    const client = new pg.Client(database.url);
    await client.connect();
    closing.push(() => client.end());
    const room: MailRoom = {
      server,
      gateway,
      client,
      submit: (to, file) => submitTo(gateway, to, file),
      operate: (method, path, body) => operateOn(gateway, method, path, body),
      awaitCount: (sql, values, count) => awaitCountIn(client, sql, values, count),
    };
    for (const { code, mailbox } of readers)
      await room.operate('PATCH', `agencies/${code}`, { channel: 'email', email: mailbox });
    return await work(room);
  } finally {
    for (const close of closing.reverse()) await close();
  }
}
