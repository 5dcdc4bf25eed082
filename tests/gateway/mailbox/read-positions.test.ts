/** How far a mailbox was read, at servers that tell of other things in between, leave mails out, lose them and hang up: nothing is passed over. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ImapMailbox, openImapMailbox } from '../../../gateway/mailbox/intake/imap-mailbox.js';
import { type ImapScript, openScriptedImap } from '../../support/scripted-imap.js';

const access = { settings: { imapTls: 'opportunistic' as const, imapCaFile: null }, tokens: null };
const batch = { mails: 128, bytes: 32 * 1024 * 1024 };
const letter = 'From: a@b.example\r\n\r\nhi\r\n';

const mailbox = (uids: Iterable<number>) => new Map([...uids].map((uid) => [uid, letter]));
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const isDescribing = (command: string) => /^UID FETCH .*RFC822\.SIZE/.test(command);
const uidOf = (line: string) => Number(/\(UID (\d+)/.exec(line)?.[1]);

/** Reads as the worker does, over as many connections as it takes. @param onBatch after each step, how far it has come */
async function readOn(
  script: ImapScript,
  onBatch: (given: ReadonlySet<number>, lastUid: number) => void = () => {},
  mostFaults = 3,
) {
  const imap = await openScriptedImap(script);
  const given = new Map<number, number>();
  const faults: string[] = [];
  let lastUid = 0;
  let open: ImapMailbox | null = null;
  try {
    for (let isMore = true; isMore && faults.length < mostFaults; ) {
      try {
        open ??= await openImapMailbox(imap.url, access, () => {});
        for (const { uid, size } of await open.findNew(lastUid, batch)) {
          given.set(uid, size);
          lastUid = uid;
        }
        isMore = open.hasMore;
      } catch (error) {
        faults.push((error as Error).message);
        open?.close();
        open = null;
      }
      onBatch(new Set(given.keys()), lastUid);
    }
    return { given, faults, lastUid, commands: imap.commands };
  } finally {
    open?.close();
    await imap.close();
  }
}

it('a change of a mail that nobody asked for is no mail that was found', async () => {
  const mails = mailbox([...upTo(600), 9000]);
  const strange = [
    '* 601 FETCH (UID 9000 FLAGS (\\Flagged))',
    '* 3 FETCH (FLAGS (\\Seen))',
    '* 5 FETCH (UID 5 FLAGS ())',
  ];
  const { given, faults } = await readOn({
    mails,
    change: (command, lines) => (isDescribing(command) ? [...strange, ...lines, ...strange] : lines),
  });
  expect(faults).toEqual([]);
  expect([...given.keys()]).toEqual([...mails.keys()]);
  expect(new Set(given.values())).toEqual(new Set([letter.length]));
});

it('a mail that is left out once is asked for again', async () => {
  const forgotten = new Set([2, 7]);
  const { given, commands } = await readOn({
    mails: mailbox(upTo(9)),
    change: (command, lines) =>
      isDescribing(command) ? lines.filter((line) => !forgotten.delete(uidOf(line))) : lines,
  });
  expect([...given.keys()]).toEqual(upTo(9));
  expect(commands.filter(isDescribing).map((command) => command.split(' ')[2])).toEqual(['1:9', '2,7']);
});

it('a mail that is gone before it is described is passed over', async () => {
  const mails = mailbox(upTo(5));
  const { given, faults, lastUid } = await readOn({
    mails,
    change: (command, lines) => {
      if (!isDescribing(command)) return lines;
      mails.delete(3);
      return lines.filter((line) => uidOf(line) !== 3);
    },
  });
  expect({ given: [...given.keys()], faults, lastUid }).toEqual({ given: [1, 2, 4, 5], faults: [], lastUid: 5 });
});

it('a mail that is named and never described stops the reading before it, with a fault that names it', async () => {
  const { given, faults } = await readOn({
    mails: mailbox(upTo(5)),
    change: (command, lines) => (isDescribing(command) ? lines.filter((line) => uidOf(line) !== 3) : lines),
  });
  expect([...given.keys()]).toEqual([1, 2]);
  expect(new Set(faults)).toEqual(new Set(['the server names the mail with UID 3 and does not give it']));
});

it.each([
  ['small', 'fetchLarge', /BODY\.PEEK\[\]/],
  ['too large', 'fetchHeader', /BODY\.PEEK\[HEADER\]/],
] as const)('a mail that is %s counts as gone only when no search finds it', async (_what, fetch, asking) => {
  const mails = mailbox([4]);
  const imap = await openScriptedImap({ mails, change: (command, lines) => (asking.test(command) ? [] : lines) });
  const open = await openImapMailbox(imap.url, access, () => {});
  const [mail] = await open.findNew(0, batch);
  if (mail === undefined) throw new Error('nothing was found');
  await expect(open[fetch](mail)).rejects.toThrow('UID 4');
  mails.clear();
  expect(await open[fetch](mail)).toBeNull();
  open.close();
  await imap.close();
});

it('whatever a server does, nothing it still holds lies behind the position', async () => {
  const uid = fc.integer({ min: 1, max: 1_500 });
  const day = fc.record({
    uids: fc.uniqueArray(uid, { minLength: 1, maxLength: 1_100, size: 'max' }),
    /** Told of in between, one after each answer. */
    told: fc.array(fc.tuple(uid, fc.constantFrom('UID # FLAGS (\\Seen)', 'FLAGS ()')), { maxLength: 12 }),
    forgotten: fc.uniqueArray(uid, { maxLength: 8 }),
    lost: fc.uniqueArray(uid, { maxLength: 8 }),
    silent: fc.option(uid),
    /** Which of the answers that describe mails never comes. */
    hangUps: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(day, async ({ uids, told, forgotten, lost, silent, hangUps }) => {
      const mails = mailbox(uids.toSorted((one, other) => one - other));
      const once = new Set(forgotten);
      let answers = 0;
      const change = (command: string, lines: readonly string[]) => {
        if (!isDescribing(command)) return lines;
        answers += 1;
        for (const one of lost) mails.delete(one);
        const [about, form] = told[answers - 1] ?? [0, ''];
        const row = form === '' ? [] : [`* 1 FETCH (${form.replace('#', `${about}`)})`];
        const isGiven = (line: string) => uidOf(line) !== silent && mails.has(uidOf(line)) && !once.delete(uidOf(line));
        return hangUps.includes(answers) ? null : [...row, ...lines.filter(isGiven), ...row];
      };
      const check = (given: ReadonlySet<number>, lastUid: number) =>
        expect([...mails.keys()].filter((one) => one <= lastUid && !given.has(one))).toEqual([]);
      const { given } = await readOn({ mails, change }, check, 3 + hangUps.length);
      const end = silent !== null && mails.has(silent) ? silent : Infinity;
      expect([...mails.keys()].filter((one) => one < end && !given.has(one))).toEqual([]);
      expect(given.has(end)).toBe(false);
    }),
    { numRuns: 40 },
  );
}, 60_000);

it('a search that the server refuses is a fault, unless the mailbox holds nothing', async () => {
  const refused = /^UID SEARCH/;
  const some = await readOn({ mails: mailbox(upTo(3)), refused }, undefined, 1);
  expect([some.given.size, some.faults]).toEqual([0, ['the server refused a search']]);
  expect((await readOn({ mails: mailbox([]), refused }, undefined, 1)).faults).toEqual([]);
});
