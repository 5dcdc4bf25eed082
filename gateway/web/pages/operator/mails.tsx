/** Mails that came in and went out. Operators are given no subjects of documents: they do not read documents. */
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
import { Paging } from '../../parts/paging.js';
import { Table } from '../../parts/table.js';
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
          {mail.subject === null ? say(t.hidden) : mail.subject || say(t.noSubject)}
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

const narrowedOf = ({ direction, state, search }: MailsProps) => ({ chieu: direction, 'trang-thai': state, q: search });

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
          <Table page={page} name={t.list} heads={[operatorTexts.shared.time, t.mail, t.state]}>
            {mails.items.map((mail) => (
              <Row key={mail.id} page={page} mail={mail} />
            ))}
          </Table>
        )}
        <Paging page={page} path={path} narrowed={narrowedOf(props)} next={mails.next} isFirst={props.isFirst} />
      </Section>
    </Frame>
  );
}
