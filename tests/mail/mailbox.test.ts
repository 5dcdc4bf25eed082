/** A mailbox in a Dovecot is read: everything once, nothing called seen before it is kept, whatever happens to the server. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type MailServer, openMailServer } from '../../bench/peers/mail-server.js';
import { startMailbox } from '../../workers/mailbox.js';
import { workOffMails } from '../../workers/mails.js';
import type { Repeater } from '../../workers/repeat.js';
import { type GatewayFixture, openGatewayFixture } from '../support/gateway-fixture.js';

const mailbox = 'congvan@truc.example';
const account = mailbox;

let server: MailServer;
let gateway: GatewayFixture;
const readers: Repeater[] = [];
let written = 0;

beforeAll(async () => {
  server = await openMailServer({ mailboxes: [mailbox] });
});
afterAll(() => server?.close());
beforeEach(async () => {
  gateway = await openGatewayFixture({
    config: {
      imapUrls: [server.imapUrl(mailbox)],
      imapTls: 'opportunistic',
      imapPollSeconds: 1,
      mailInMaxBytes: 3_000_000,
    },
  });
});
afterEach(async () => {
  await Promise.all(readers.splice(0).map((reader) => reader.stop()));
  await gateway?.close();
});

function read(address = server.imapUrl(mailbox)): Repeater {
  const reader = startMailbox(gateway.ctx, address);
  readers.push(reader);
  return reader;
}

async function write(subject: string, bytes = 100): Promise<void> {
  written += 1;
  const transport = createTransport({ url: server.smtpUrl, tls: { rejectUnauthorized: false } });
  await transport.sendMail({ from: 'ai@xa.example', to: mailbox, subject, text: 'x'.repeat(bytes) });
  transport.close();
  await server.awaitMails(mailbox, written);
}

interface Row {
  readonly sha256: string;
  readonly size: number;
  readonly state: string;
  readonly result: string | null;
  readonly subject: string;
}

async function rows(): Promise<Row[]> {
  const { rows: found } = await gateway.ctx.database.query<Row>(
    'select sha256, size, state, result, subject from mails_in order by id',
  );
  return found;
}

async function until<T>(read: () => Promise<T>, isSo: (value: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 600; tries += 1) {
    const value = await read();
    if (isSo(value)) return value;
    await pause(50);
  }
  throw new Error(`not so after half a minute: ${JSON.stringify(await read())}`);
}

const faultOf = async () => {
  const { rows: found } = await gateway.ctx.database.query<{ fault: string | null; read_at: string | null }>(
    'select fault, read_at from mailboxes where account like $1',
    ['%truc.example'],
  );
  return found[0];
};

describe('a mailbox', () => {
  it('is read from its beginning: each mail is kept octet for octet, then called seen', async () => {
    await write('Thư một');
    await write('Thư hai');
    const originals = await server.mailsOf(mailbox);
    read();
    const taken = await until(rows, (found) => found.length === originals.length);
    for (const [index, { sha256 }] of taken.entries()) {
      const kept = await gateway.ctx.blobs.open(sha256);
      expect((await kept.read(0, kept.size)).equals(originals[index] ?? Buffer.alloc(0))).toBe(true);
      await kept.close();
    }
    await until(
      () => server.seenOf(mailbox),
      (seen) => seen.every((flag) => flag) && seen.length === originals.length,
    );
  });

  it('is told of what is new, and tells nobody to look again at what was read', async () => {
    read();
    const before = (await until(rows, (found) => found.length === written)).length;
    await write('Thư ba');
    await until(rows, (found) => found.length === before + 1);
  });

  it('whose server numbers everything anew is read again, and nothing is taken in twice', async () => {
    read();
    const before = await until(rows, (found) => found.length === written);
    await server.killImap();
    const folder = server.maildirOf(mailbox);
    for (const name of readdirSync(folder).filter((one) => one.startsWith('dovecot')))
      rmSync(join(folder, name), { recursive: true });
    await server.startImap();
    await write('Thư bốn');
    const after = await until(rows, (found) => found.length === before.length + 1);
    expect(new Set(after.map(({ sha256 }) => sha256)).size).toBe(after.length);
    expect(gateway.logLines.join()).toContain('numbered its mails anew');
  });

  it('is read on when its server was killed and came back', async () => {
    read();
    const before = (await until(rows, (found) => found.length === written)).length;
    await server.killImap();
    await until(faultOf, (row) => row?.fault !== null);
    await server.startImap();
    await write('Thư năm');
    await until(rows, (found) => found.length === before + 1);
    await until(faultOf, (row) => row?.fault === null);
  });

  it('read by two processes gives each mail once', async () => {
    read();
    read();
    await until(rows, (found) => found.length === written);
    await write('Thư sáu');
    const found = await until(rows, (all) => all.length === written);
    await pause(1_500);
    expect(await rows()).toHaveLength(found.length);
  });

  it('gives only the header of a mail that is too large, which stays unseen and is shown to the operator', async () => {
    await write('Thư quá lớn', 4_000_000);
    read();
    await until(rows, (found) => found.length === written);
    while (await workOffMails(gateway.ctx));
    const large = (await rows()).find(({ result }) => result === 'mail_too_large');
    expect(large).toMatchObject({ state: 'quarantined', subject: 'Thư quá lớn' });
    expect(large?.size).toBeGreaterThan(4_000_000);
    expect((await server.seenOf(mailbox)).at(-1)).toBe(false);
  });

  it('that refuses the password is told of in the words of its server, and the password is nowhere', async () => {
    const address = server.imapUrl(mailbox).replace(/:[^:@]+@/, ':khong-phai-mat-khau@');
    read(address);
    const row = await until(faultOf, (found) => found !== undefined && found.fault !== null);
    expect(row?.fault).toMatch(/authentication/i);
    expect(gateway.logLines.join()).not.toContain('khong-phai-mat-khau');
  });

  it('is known to people by its address', async () => {
    read();
    await until(faultOf, (found) => found !== undefined);
    const { rows: found } = await gateway.ctx.database.query('select account from mailboxes');
    expect(found).toEqual([{ account }]);
  });
});
