/** The demonstration's mailboxes, and the mails in one of them. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { vietnamMinute } from '../../../../schemas/words/vietnam-time.js';
import { arrivalOf } from '../../../demonstration-mail/mail-folders.js';
import type { DemonstrationMailbox } from '../../../demonstration-mail/mailboxes.js';
import type { ListedMail, MailPage } from '../../../demonstration-mail/read-mails.js';
import type { Page } from '../../page.js';
import { Section } from '../../parts/frame.js';
import { Empty } from '../../parts/notice.js';
import { Outside } from '../../parts/outside.js';
import { Table } from '../../parts/table.js';
import { mailboxTexts as t } from '../../texts/mailboxes.js';
import { MailboxFrame, type Outcome, placeOf } from './frame.js';

export interface MailboxCount {
  readonly mailbox: DemonstrationMailbox;
  readonly unread: number;
  readonly total: number;
}

function MailboxRow({ page, count }: { readonly page: Page; readonly count: MailboxCount }): JSX.Element {
  const { mailbox, unread, total } = count;
  return (
    <tr class={unread > 0 ? 'unread' : ''}>
      <td class="wide">
        <a class="subject" href={placeOf(mailbox)}>
          {mailbox.name}
        </a>
        <span class="weak">
          {mailbox.code}, {mailbox.address}
        </span>
      </td>
      <td class="time" data-label={page.say(t.unreadHead)}>
        {unread}
      </td>
      <td class="time" data-label={page.say(t.allHead)}>
        {total}
      </td>
    </tr>
  );
}

function MailboxTable(props: {
  readonly page: Page;
  readonly name: Bilingual;
  readonly hint: Bilingual;
  readonly counts: readonly MailboxCount[];
}): JSX.Element {
  const { page, name, hint, counts } = props;
  return (
    <Section page={page} heading={name} hint={hint}>
      <Table page={page} name={name} heads={[t.mailbox, t.unreadHead, t.allHead]}>
        {counts.map((count) => (
          <MailboxRow key={count.mailbox.code} page={page} count={count} />
        ))}
      </Table>
    </Section>
  );
}

/** All mailboxes; those that get their documents here first. */
export function MailboxesPage(props: { readonly page: Page; readonly counts: readonly MailboxCount[] }): JSX.Element {
  const { page, counts } = props;
  const unread = counts.reduce((sum, one) => sum + one.unread, 0);
  const of = (receives: boolean) => counts.filter(({ mailbox }) => mailbox.receivesDocuments === receives);
  return (
    <MailboxFrame page={page} heading={t.unread(unread)} mailbox={null}>
      <MailboxTable page={page} name={t.byMail} hint={t.byMailHint} counts={of(true)} />
      <MailboxTable page={page} name={t.others} hint={t.othersHint} counts={of(false)} />
    </MailboxFrame>
  );
}

export interface MailboxProps extends MailPage {
  readonly shown: Page;
  readonly mailbox: DemonstrationMailbox;
  /** What was done a moment ago. */
  readonly outcome: Outcome;
}

function MailRow(props: { readonly page: Page; readonly box: string; readonly mail: ListedMail }): JSX.Element {
  const { page, box, mail } = props;
  const { id, isUnread, from, subject } = mail;
  return (
    <tr class={isUnread ? 'unread' : ''}>
      <td class="wide">
        <a class="subject" href={`${box}/${id}`}>
          {subject === '' ? page.say(t.noSubject) : <Outside text={subject} />}
        </a>
        <span class="weak">
          {isUnread && `${page.say(t.unreadHead)}. `}
          <Outside text={from} />
        </span>
      </td>
      <td class="time" data-label={page.say(t.arrived)}>
        {vietnamMinute(arrivalOf(id).toISOString())}
      </td>
    </tr>
  );
}

function PageLinks({ shown, mailbox, page, pages }: MailboxProps): JSX.Element | null {
  if (pages < 2) return null;
  const link = (to: number, text: Bilingual) =>
    to >= 1 && to <= pages && <a href={`${placeOf(mailbox)}?page=${to}`}>{shown.say(text)}</a>;
  return (
    <p class="actions">
      {link(page - 1, t.newer)}
      <span>
        {page} / {pages}
      </span>
      {link(page + 1, t.older)}
    </p>
  );
}

/** One page of a mailbox. */
export function MailboxPage(props: MailboxProps): JSX.Element {
  const { shown, mailbox, mails, total, outcome } = props;
  const box = placeOf(mailbox);
  return (
    <MailboxFrame page={shown} heading={t.countOf(mailbox.name, total)} mailbox={mailbox} outcome={outcome}>
      <Section page={shown} heading={t.mail}>
        <p>
          <a class="button main" href={`${box}/new`}>
            {shown.say(t.write)}
          </a>
        </p>
        {mails.length === 0 ? (
          <Empty
            page={shown}
            title={t.emptyTitle}
            text={mailbox.receivesDocuments ? t.emptyByMail(mailbox.code) : t.emptyOther}
          />
        ) : (
          <Table page={shown} name={t.mail} heads={[t.mail, t.arrived]}>
            {mails.map((mail) => (
              <MailRow key={mail.id} page={shown} box={box} mail={mail} />
            ))}
          </Table>
        )}
        <PageLinks {...props} />
      </Section>
    </MailboxFrame>
  );
}
