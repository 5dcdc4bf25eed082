/** A mailbox whose server has a bad day, or is full: nothing is left out, and nothing is asked for again and again. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startMailbox } from '../../workers/mailbox.js';
import { type GatewayFixture, openGatewayFixture } from '../support/gateway-fixture.js';
import { type ImapScript, openScriptedImap, type ScriptedImap } from '../support/scripted-imap.js';

let gateway: GatewayFixture;
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  gateway = await openGatewayFixture({ config: { imapTls: 'opportunistic', imapPollSeconds: 3600 } });
  closing.push(() => gateway.close());
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const mailsUpTo = (count: number) =>
  new Map(
    Array.from({ length: count }, (_, index) => [
      index + 1,
      `From: a@b.example\r\nSubject: ${index + 1}\r\n\r\nhi\r\n`,
    ]),
  );

/** Reads until so many mails were taken in, and then lets the reader come to rest. */
async function readAll(script: ImapScript, onWake: (imap: ScriptedImap) => unknown = () => {}): Promise<ScriptedImap> {
  const imap = await openScriptedImap(script);
  const reader = startMailbox({ ...gateway.ctx, wake: () => onWake(imap) }, imap.url);
  closing.push(
    () => imap.close(),
    () => reader.stop(),
  );
  for (let tries = 0; tries < 200 && (await countTaken()) < script.mails.size; tries += 1) await pause(50);
  expect(await countTaken()).toBe(script.mails.size);
  await pause(300);
  return imap;
}

async function countTaken(): Promise<number> {
  const { rows } = await gateway.ctx.database.query<{ n: number }>('select count(*)::int as n from mails_in');
  return rows[0]?.n ?? 0;
}

it('a mail that the server leaves out of its answer to many is asked for by itself', async () => {
  const imap = await readAll({ mails: mailsUpTo(3), leftOut: new Set([2]) });
  expect(imap.commands.filter((command) => command.startsWith('UID STORE'))).toHaveLength(1);
});

it('a clerk’s flag on a late mail while old ones wait, and a connection that ends then, cost no mail', async () => {
  const mails = new Map([...mailsUpTo(600), [9000, 'From: a@b.example\r\nSubject: late\r\n\r\nhi\r\n']]);
  let descriptions = 0;
  await readAll({
    mails,
    change: (command, lines) => {
      if (!command.includes('RFC822.SIZE')) return lines;
      descriptions += 1;
      return descriptions === 2 ? null : [...lines, '* 601 FETCH (UID 9000 FLAGS (\\Flagged))'];
    },
  });
});

it('a full mailbox is searched once, not for every few of its mails', async () => {
  const imap = await readAll({ mails: mailsUpTo(50) });
  expect(imap.commands.filter((command) => command.startsWith('UID SEARCH'))).toHaveLength(1);
});

it('a mailbox is kept to its end before those who handle mails are called, and then they are', async () => {
  const fetchedAtWake: number[] = [];
  const fetches = ({ commands }: ScriptedImap) => commands.filter((command) => command.includes('BODY.PEEK[]')).length;
  const imap = await readAll({ mails: mailsUpTo(300) }, (so) => fetchedAtWake.push(fetches(so)));
  expect(fetches(imap)).toBeGreaterThan(1);
  expect(fetchedAtWake).toEqual([fetches(imap)]);
});

it('every mail that was taken in is called seen, in few commands whose sets name runs of them', async () => {
  const imap = await readAll({ mails: mailsUpTo(700) });
  const stores = imap.commands.filter((command) => command.startsWith('UID STORE'));
  expect(stores.map((command) => command.split(' ')[2])).toEqual(['1:512', '513:700']);
});

it('mails that are large together are not held in memory together', async () => {
  const large = `From: a@b.example\r\n\r\n${'x'.repeat(900_000)}\r\n`;
  const imap = await readAll({
    mails: new Map(Array.from({ length: 40 }, (_, index) => [index + 1, `X: ${index}\r\n${large}`])),
  });
  const fetches = imap.commands.filter((command) => command.includes('BODY.PEEK[]'));
  expect(fetches.length).toBeGreaterThan(1);
});
