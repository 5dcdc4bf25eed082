/** Are mailboxes read, mails handled and answers sent; what waits for an operator. Sending documents by mail is `checkMail`'s. */
import type { GatewayContext } from '../context.js';
import { selectWorkers } from '../health/heartbeats.store.js';
import { patienceSeconds } from '../health/readiness.js';
import { accountName } from '../mailbox/intake/imap-mailbox.js';
import {
  countReplies,
  type MailboxFigures,
  selectMailboxes,
  selectWaitingMails,
  type WaitingMails,
} from '../mailbox/operating/mail-figures.store.js';
import { type Finding, fine, problem, warning } from './finding.js';

type Asked = Pick<GatewayContext, 'database' | 'config'>;

/** Longer than a reader that is told nothing waits before it looks, twice over. */
const unreadSeconds = (pollSeconds: number) => 600 + 2 * pollSeconds;
const unhandledSeconds = 600;

export async function checkMailboxes({ database, config }: Asked): Promise<Finding[]> {
  const accounts = config.imapUrls.map(accountName);
  if (accounts.length === 0)
    return [fine('mailboxes', 'chưa cấu hình hộp thư đến', 'no mailbox is configured to be read')];
  const { alive } = await selectWorkers(database, patienceSeconds);
  const found = await selectMailboxes(database, accounts);
  const findings = found.flatMap((mailbox) => {
    if (mailbox.fault !== null) return [faulty(mailbox.account, mailbox.fault)];
    // Nobody reads while the whole gateway is stopped for the examination; that is told by `workers`.
    return alive > 0 && isUnread(mailbox, unreadSeconds(config.imapPollSeconds)) ? [unread(mailbox)] : [];
  });
  const { length } = found;
  return findings.length > 0
    ? findings
    : [fine('mailboxes', `${length} hộp thư không có lỗi`, `${length} mailboxes show no fault`)];
}

const isUnread = ({ readSeconds }: MailboxFigures, patience: number) => readSeconds === null || readSeconds > patience;

const faulty = (account: string, fault: string): Finding =>
  problem(
    'mailboxes',
    `không đọc được hộp thư ${account}: ${fault}`,
    `the mailbox ${account} cannot be read: ${fault}`,
    'Nothing is lost: mails stay in the mailbox. See CONGVAN_IMAP_URL, CONGVAN_IMAP_TLS, CONGVAN_IMAP_PASSWORD_FILE and docs/email.md.',
  );

function unread({ account, readSeconds }: MailboxFigures): Finding {
  const since = readSeconds === null ? null : Math.round(readSeconds / 60);
  return problem(
    'mailboxes',
    since === null ? `hộp thư ${account} chưa được đọc lần nào` : `hộp thư ${account} không được đọc từ ${since} phút`,
    since === null
      ? `the mailbox ${account} was never read`
      : `the mailbox ${account} was not read for ${since} minutes`,
    'See whether the workers have CONGVAN_IMAP_URL like this process, and what their logs say.',
  );
}

/** One line for what waits for people, one for what waits for the gateway itself. */
export async function checkMails({ database }: Pick<Asked, 'database'>): Promise<Finding[]> {
  const waiting = await selectWaitingMails(database);
  const of = (state: WaitingMails['state']) => waiting.find((one) => one.state === state);
  return [describeQuarantine(of('quarantined')?.count ?? 0), ...describeFlow(of('new'), await failedReplies(database))];
}

async function failedReplies(database: Asked['database']): Promise<number> {
  return (await countReplies(database)).find(({ state }) => state === 'failed')?.count ?? 0;
}

const describeQuarantine = (count: number): Finding =>
  count === 0
    ? fine('quarantine', 'không thư nào chờ quyết định', 'no mail waits for a decision')
    : warning(
        'quarantine',
        `${count} thư đến chờ quyết định`,
        `${count} incoming mails wait for a decision`,
        'List them: congvan mail list --state quarantined; look: congvan mail show ID; then congvan mail release ID, or congvan mail discard ID.',
      );

function describeFlow(unhandled: WaitingMails | undefined, failed: number): Finding[] {
  const findings: Finding[] = [];
  if (unhandled !== undefined && unhandled.oldestSeconds > unhandledSeconds)
    findings.push(
      problem(
        'mails',
        `${unhandled.count} thư đến chưa xử lý, lâu nhất ${Math.round(unhandled.oldestSeconds / 60)} phút`,
        `${unhandled.count} incoming mails are not handled, the oldest for ${Math.round(unhandled.oldestSeconds / 60)} minutes`,
        'See whether a worker runs, and why they wait: congvan mail list --state new. One that can never be handled: congvan mail discard ID.',
      ),
    );
  if (failed > 0)
    findings.push(
      warning(
        'mails',
        `${failed} thư trả lời gửi không được`,
        `${failed} answers could not be sent`,
        'List them: congvan mail list --out --kind reply --state failed; send one again: congvan mail resend ID.',
      ),
    );
  return findings.length > 0 ? findings : [fine('mails', 'không có thư ứ đọng', 'no mail has piled up')];
}
