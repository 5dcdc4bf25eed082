/** Mails that come in, and the answers to them. Documents that go out by mail are the channel's. */
import { say } from '../../schemas/words/bilingual.js';
import { durationInWords } from '../../schemas/words/duration.js';
import type { GatewayContext } from '../context.js';
import { accountName } from '../mailbox/intake/imap-mailbox.js';
import {
  countReplies,
  type MailboxFigures,
  selectMailboxes,
  selectWaitingMails,
  type WaitingMails,
} from '../mailbox/operating/mail-figures.store.js';
import { type HealthGroup, type HealthRow, healthRow, join, plain } from './health-row.js';

type Asked = Pick<GatewayContext, 'database' | 'config'>;

/** Longer than a reader that is told nothing waits before it looks, twice over. */
const unreadSeconds = (pollSeconds: number) => 600 + 2 * pollSeconds;
const unhandledSeconds = 600;

export async function mailGroup({ database, config }: Asked): Promise<HealthGroup> {
  const accounts = config.imapUrls.map(accountName);
  const [mailboxes, waiting, replies] = await Promise.all([
    selectMailboxes(database, accounts),
    selectWaitingMails(database),
    countReplies(database),
  ]);
  const patience = unreadSeconds(config.imapPollSeconds);
  const failed = replies.find(({ state }) => state === 'failed')?.count ?? 0;
  return {
    id: 'mails',
    name: say('Thư đến', 'Incoming mail'),
    note:
      accounts.length === 0
        ? say('không đọc hộp thư nào', 'no mailbox is read')
        : say(`${accounts.length} hộp thư`, `${accounts.length} mailboxes`),
    rows: [
      ...mailboxes.map((mailbox) => mailboxRow(mailbox, patience)),
      handlingRow(waiting.find(({ state }) => state === 'new')),
      quarantineRow(waiting.find(({ state }) => state === 'quarantined')),
      replyRow(failed, replies.find(({ state }) => state === 'queued')?.count ?? 0),
    ],
  };
}

function mailboxRow({ account, readSeconds, fault }: MailboxFigures, patience: number): HealthRow {
  const last = readSeconds === null ? null : join([durationInWords(readSeconds), say('trước', 'ago')]);
  const safe = say('Không mất gì: thư vẫn nằm trong hộp thư.', 'Nothing is lost: mails stay in the mailbox.');
  const row = (parts: Parameters<typeof healthRow>[2]) =>
    healthRow(`mailbox.${account}`, plain(account), { last, ...parts });
  if (fault !== null)
    return row({
      state: 'broken',
      finding: say('Không đọc được', 'Cannot be read'),
      next: join([plain(`${fault}.`), safe, say('Cổng tự thử lại.', 'The gateway tries again by itself.')]),
    });
  if (readSeconds === null || readSeconds > patience)
    return row({
      state: 'broken',
      finding: readSeconds === null ? say('Chưa đọc lần nào', 'Never read') : say('Không ai đọc', 'Nobody reads it'),
      next: join([safe, say('Xem tiến trình giao văn bản có chạy không.', 'See whether a worker runs.')]),
    });
  return row({});
}

function handlingRow(unhandled: WaitingMails | undefined): HealthRow {
  const shown = { waiting: unhandled?.count ?? 0, oldestSeconds: unhandled?.oldestSeconds ?? null };
  const name = say('Thư chờ xử lý', 'Mails to be handled');
  if (unhandled === undefined || unhandled.oldestSeconds <= unhandledSeconds)
    return healthRow('mails.new', name, shown);
  return healthRow('mails.new', name, {
    ...shown,
    state: 'broken',
    finding: say('Đang ứ đọng', 'Piling up'),
    next: say(
      'Xem tiến trình giao văn bản có chạy không, và vì sao thư chờ.',
      'See whether a worker runs, and why they wait.',
    ),
    actions: [{ kind: 'mails', direction: 'in', state: 'new' }],
  });
}

function quarantineRow(waiting: WaitingMails | undefined): HealthRow {
  const name = say('Cách ly thư đến', 'Quarantine');
  if (waiting === undefined) return healthRow('mails.quarantine', name, { waiting: 0 });
  return healthRow('mails.quarantine', name, {
    state: 'attention',
    finding: say('Chờ người xem', 'Waits for somebody'),
    waiting: waiting.count,
    oldestSeconds: waiting.oldestSeconds,
    actions: [{ kind: 'mails', direction: 'in', state: 'quarantined' }],
  });
}

function replyRow(failed: number, queued: number): HealthRow {
  const name = say('Thư trả lời', 'Answers by mail');
  if (failed === 0) return healthRow('mails.replies', name, { waiting: queued });
  return healthRow('mails.replies', name, {
    state: 'attention',
    finding: say(`${failed} thư không gửi được`, `${failed} could not be sent`),
    waiting: queued,
    actions: [{ kind: 'mails', direction: 'out', state: 'failed' }],
  });
}
