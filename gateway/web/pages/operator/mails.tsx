/** Mails that came in and went out. Subjects of documents are left out: operators do not read documents. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { vietnamMinute } from '../../../../schemas/words/vietnam-time.js';
import type { ListedMail, MailDirection, MailPage } from '../../../mailbox/operating/list-mails.js';
import type { Page } from '../../page.js';
import { Choice } from '../../parts/fields.js';
import { Field } from '../../parts/form.js';
import { Frame, Section } from '../../parts/frame.js';
import { Icon, type IconName } from '../../parts/icon.js';
import { Empty } from '../../parts/notice.js';
import { operatorTexts } from '../../texts/operator.js';
import { mailTexts as t } from '../../texts/operator-mails.js';
import { type OutcomeProps, outcomeNotice } from './outcome.js';

const path = '/van-hanh/thu';

export interface MailsProps extends OutcomeProps {
  readonly direction: MailDirection;
  readonly state: string | null;
  readonly search: string;
  readonly isFirst: boolean;
  readonly mails: MailPage;
  /** How many wait for somebody. */
  readonly quarantined: number;
}

/** A mail is the agencies' own once it is a document. */
export const isDocumentMail = (mail: ListedMail): boolean =>
  mail.direction === 'out' ? mail.kind !== 'reply' : mail.kind === 'document' && mail.state === 'done';

export const stateOf = (mail: ListedMail): Bilingual =>
  mail.direction === 'in' ? t.statesIn[mail.state] : t.statesOut[mail.state];

const icons: Readonly<Record<string, readonly [icon: IconName, kind: string]>> = {
  quarantined: ['attention', 'attention'],
  failed: ['attention', 'bad'],
  done: ['done', 'ok'],
  delivered: ['done', 'ok'],
  sent: ['arrived', ''],
  discarded: ['paused', ''],
  cancelled: ['paused', ''],
};

export function MailState({ page, mail }: { readonly page: Page; readonly mail: ListedMail }): JSX.Element {
  const [icon, kind] = icons[mail.state] ?? ['waiting', ''];
  return (
    <>
      <span class={`status ${kind}`}>
        <Icon name={icon} />
        {page.say(stateOf(mail))}
      </span>
      {mail.words !== null && <span>{page.say(mail.words)}</span>}
    </>
  );
}

function Row({ page, mail }: { readonly page: Page; readonly mail: ListedMail }): JSX.Element {
  const { say } = page;
  const address = (mail.direction === 'in' ? mail.sender : mail.recipient) ?? mail.agency ?? '';
  const at = mail.direction === 'in' ? mail.receivedAt : mail.createdAt;
  return (
    <tr>
      <td class="time">{vietnamMinute(at)}</td>
      <td class="wide">
        <a class="subject" href={`${path}/${mail.id}`}>
          {isDocumentMail(mail) ? say(t.hidden) : mail.subject || say(t.noSubject)}
        </a>
        {address}
        {mail.agency !== null && <span class="weak"> {mail.agency}</span>}
      </td>
      <td>
        <MailState page={page} mail={mail} />
      </td>
    </tr>
  );
}

function Filters({ page, direction, state, search }: MailsProps): JSX.Element {
  const states = direction === 'in' ? t.statesIn : t.statesOut;
  return (
    <form class="choices" method="get" action={path}>
      <Choice
        page={page}
        name="chieu"
        label={t.direction}
        value={direction}
        options={[
          ['in', t.directions.in],
          ['out', t.directions.out],
        ]}
      />
      <Choice
        page={page}
        name="trang-thai"
        label={t.state}
        value={state ?? ''}
        options={[['', operatorTexts.shared.all], ...Object.entries(states)]}
      />
      <Field page={page} name="q" label={t.search} autocomplete="off" value={search} isOptional />
      <button class="button" type="submit">
        {page.say(operatorTexts.shared.filter)}
      </button>
    </form>
  );
}

function Pages({ page, direction, state, search, isFirst, mails }: MailsProps): JSX.Element {
  const query = (cursor: string | null) =>
    new URLSearchParams({
      chieu: direction,
      ...(state === null ? {} : { 'trang-thai': state }),
      ...(search === '' ? {} : { q: search }),
      ...(cursor === null ? {} : { sau: cursor }),
    });
  return (
    <p class="actions">
      {mails.next !== null && <a href={`${path}?${query(mails.next)}`}>{page.say(operatorTexts.shared.more)}</a>}
      {!isFirst && <a href={`${path}?${query(null)}`}>{page.say(operatorTexts.shared.first)}</a>}
    </p>
  );
}

export function MailsPage(props: MailsProps): JSX.Element {
  const { page, mails, quarantined } = props;
  const { say } = page;
  return (
    <Frame page={page} title={t.title} heading={t.heading(quarantined)} notice={outcomeNotice(props)}>
      <Section page={page} heading={t.list} hint={t.listHint}>
        <p class="weak">{say(t.note)}</p>
        <Filters {...props} />
        {mails.items.length === 0 ? (
          <Empty page={page} title={t.emptyTitle} text={t.empty} />
        ) : (
          <table class="table rows">
            <caption>{say(t.list)}</caption>
            <thead>
              <tr>
                {[operatorTexts.shared.time, t.mail, t.state].map((head) => (
                  <th key={head.vi} scope="col">
                    {say(head)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {mails.items.map((mail) => (
                <Row key={mail.id} page={page} mail={mail} />
              ))}
            </tbody>
          </table>
        )}
        <Pages {...props} />
      </Section>
    </Frame>
  );
}
