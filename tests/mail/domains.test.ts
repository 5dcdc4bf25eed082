/** Mails to several domains through one Postfix that takes its time for one of them; and a mail sent again by hand. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { openKeyStore } from '../../certs/keys/key-store.js';
import type { Config } from '../../gateway/config.js';
import { runCongvan } from '../support/run-congvan.js';
import { gatewayMailbox, type MailRoom, openMailRoom } from './mail-room.js';
import { takeApart } from './take-apart.js';

const sender = 'H30.03';
const [slow, alsoSlow, quick] = ['H30.05', 'H30.15', 'H30.31'];
const mailboxes = { slow: 'vanthu@cham.example', alsoSlow: 'khac@cham.example', quick: 'vanthu@nhanh.example' };

let room: MailRoom | undefined;
const close = async () => {
  await room?.close();
  room = undefined;
};
afterEach(close);
afterAll(close);

async function openRoom(config: Partial<Config>): Promise<MailRoom> {
  const reached = (email: string) => ({ channel: 'email', email }) as const;
  room = await openMailRoom({
    mailboxes: [gatewayMailbox, ...Object.values(mailboxes)],
    slowDomain: 'cham.example',
    agencies: {
      [sender]: { numbering: 'agency' },
      [slow]: reached(mailboxes.slow),
      // One domain, however it is written.
      [alsoSlow]: reached(mailboxes.alsoSlow.replace('cham', 'CHAM')),
      [quick]: reached(mailboxes.quick),
    },
    config: { pushConcurrency: 4, pushesPerAgency: 4, ...config },
  });
  return room;
}

/** How many deliveries to these agencies are in a state. */
async function countOf({ gateway }: MailRoom, state: string, agencies: readonly string[]): Promise<number> {
  const { rows } = await gateway.ctx.database.query(
    "select from deliveries where kind = 'document' and state = $1 and target = any ($2::text[])",
    [state, agencies],
  );
  return rows.length;
}

describe('a domain whose server takes long', () => {
  it('holds up no other, and never has more at once than the setting allows, whichever agencies they are for', async () => {
    const mails = await openRoom({ mailsPerDomain: 2 });
    const token = await mails.gateway.token([sender]);
    for (let count = 0; count < 3; count += 1) await mails.send(token, { to: [slow, alsoSlow] });
    while ((await countOf(mails, 'sending', [slow, alsoSlow])) < 2) await pause(10);
    for (let count = 0; count < 6; count += 1) await mails.send(token, { to: [quick] });
    let most = 0;
    let leftWhenQuickIsDone: number | undefined;
    while ((await countOf(mails, 'sent', [slow, alsoSlow])) < 6) {
      most = Math.max(most, await countOf(mails, 'sending', [slow, alsoSlow]));
      if (leftWhenQuickIsDone === undefined && (await countOf(mails, 'sent', [quick])) === 6)
        leftWhenQuickIsDone = 6 - (await countOf(mails, 'sent', [slow, alsoSlow]));
      await pause(20);
    }
    expect(most).toBe(2);
    expect(leftWhenQuickIsDone).toBeGreaterThanOrEqual(2);
  });
});

describe('a rate for each domain', () => {
  /** When Postfix got mails to a mailbox, in seconds of the day. */
  function takenAt({ server }: MailRoom, mailbox: string): number[] {
    const lines = server.log().split('\n');
    const ids = lines.flatMap((line) => / ([0-9A-F]+): to=<(\S+)>/.exec(line)?.slice(1) ?? []);
    const wanted = new Set(ids.filter((_id, index) => ids[index + 1] === mailbox));
    return lines.flatMap((line) => {
      const [, hours, minutes, seconds, id = ''] = /(\d\d):(\d\d):(\d\d) .* ([0-9A-F]+): client=/.exec(line) ?? [];
      return wanted.has(id) ? [Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)] : [];
    });
  }

  it('is kept, as Postfix has it in its log, and lets the other domains go at their own', async () => {
    const mails = await openRoom({ mailRatePerDomain: 60 });
    const token = await mails.gateway.token([sender]);
    for (let count = 0; count < 5; count += 1) await mails.send(token, { to: [quick] });
    const { id } = await mails.send(token, { to: [slow] });
    await mails.delivered(id, slow, ({ state }) => state === 'sent');
    expect(await countOf(mails, 'sent', [quick])).toBeLessThan(5);
    await mails.server.awaitMails(mailboxes.quick, 5);
    const times = takenAt(mails, mailboxes.quick);
    expect(times).toHaveLength(5);
    const span = (times.at(-1) ?? 0) - (times[0] ?? 0);
    expect(span).toBeGreaterThanOrEqual(3);
    expect(span).toBeLessThan(10);
  });
});

/** What commands need beside the gateway of the test: the keys of its authority lie in its folder. */
async function environmentOf({ gateway }: MailRoom): Promise<NodeJS.ProcessEnv> {
  const { folder, authority, databaseUrl } = gateway;
  writeFileSync(join(folder, 'key-passphrase'), 'mật khẩu');
  const keys = await openKeyStore(join(folder, 'keys'), 'mật khẩu');
  for (const { privateKey, certificate } of [authority.root, authority.issuing])
    await keys.put(privateKey, certificate);
  return { CONGVAN_DATA: folder, DATABASE_URL: databaseUrl, CONGVAN_DEMO: '0' };
}

describe('a mail that was sent', () => {
  it('is sent again by hand, through the API and on the command line, under the same Message-ID and with an event', async () => {
    const mails = await openRoom({});
    const { gateway } = mails;
    const { id } = await mails.send(await gateway.token([sender]), { to: [quick] });
    const isSent = (attempt: number) => (row: { state: string; attempt: number }) =>
      row.state === 'sent' && row.attempt === attempt;
    const { id: delivery } = await mails.delivered(id, quick, isSent(1));
    const operator = await gateway.token([], ['deliveries:manage']);
    const retried = await gateway.call(`/api/v1/deliveries/${delivery}/retry`, operator, { method: 'POST' });
    expect(retried.status).toBe(204);
    await mails.delivered(id, quick, isSent(2));
    const env = await environmentOf(mails);
    const { exitCode, stderr } = await runCongvan(['retry', delivery], env);
    expect(exitCode, stderr).toBe(0);
    await mails.delivered(id, quick, isSent(3));
    const received = await mails.server.awaitMails(mailboxes.quick, 3);
    const names = received.map((mail) => takeApart(mail).field('message-id')[0]);
    expect(names).toEqual(Array(3).fill(`<delivery.${delivery}@truc.example>`));
    const { rows } = await gateway.ctx.database.query<{ was: string }>(
      "select payload ->> 'was' as was from events where kind = 'delivery.retried' and payload ->> 'delivery' = $1",
      [delivery],
    );
    expect(rows).toEqual([{ was: 'sent' }, { was: 'sent' }]);
    const unknown = await runCongvan(['retry', 'không-có'], env);
    expect(unknown.stderr).toContain('not_found');
  });
});
