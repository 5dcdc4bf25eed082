/** One mail: what the gateway knows of it, its original as plain text, and what an operator decides. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { vietnamMinute } from '../../../../schemas/words/vietnam-time.js';
import { sizeInWords } from '../../../mail/mail-words.js';
import type { ReadOriginal } from '../../../mailbox/operating/read-original.js';
import type { ViewedMailIn, ViewedMailOut } from '../../../mailbox/operating/view-mail.js';
import type { Page } from '../../page.js';
import { Ask } from '../../parts/ask.js';
import { type Fact, Facts } from '../../parts/facts.js';
import { ActionForm } from '../../parts/form.js';
import { Frame, Section } from '../../parts/frame.js';
import { Notice } from '../../parts/notice.js';
import { mailTexts } from '../../texts/operator-mails.js';
import { MailState, stateOf } from './mails.js';
import { type OutcomeProps, outcomeNotice } from './outcome.js';
import { ReasonField } from './reason-field.js';

const t = mailTexts.one;

/** The original; or why it is not shown. */
export type ShownOriginal = { readonly read: ReadOriginal | null } | { readonly refused: Bilingual };

export interface OneMailProps extends OutcomeProps {
  readonly mail: ViewedMailIn | ViewedMailOut;
  /** Who let it out of quarantine, by name. */
  readonly vouchedBy: string | null;
  /** Null for one that went out. */
  readonly original: ShownOriginal | null;
}

function factsOf({ page, mail, vouchedBy }: OneMailProps): Fact[] {
  const state: Fact = [t.result, <MailState key="state" page={page} mail={mail} />];
  if (mail.direction === 'out')
    return [
      [t.to, mail.recipient ?? ''],
      [t.sent, vietnamMinute(mail.createdAt)],
      state,
      [t.attempts, String(mail.attempt)],
      ...(mail.detail === null ? [] : [[mailTexts.state, mail.detail] as const]),
    ];
  return [
    [t.received, vietnamMinute(mail.receivedAt)],
    [t.account, mail.account],
    state,
    [t.agency, mail.agency ?? page.say(t.agencyUnproven)],
    [t.size, sizeInWords(mail.size)],
    ...(vouchedBy === null ? [] : [[t.vouched, vouchedBy] as const]),
  ];
}

function Standing(props: OneMailProps): JSX.Element {
  const { page } = props;
  return (
    <Section page={page} heading={t.facts} hint={t.factsHint}>
      <Facts page={page} rows={factsOf(props)} />
    </Section>
  );
}

function Files({ page, files }: { readonly page: Page; readonly files: ReadOriginal['files'] }): JSX.Element | null {
  if (files.length === 0) return null;
  return (
    <>
      <h3>{page.say(t.files)}</h3>
      <ul class="lines">
        {files.map(({ name, type, size }, index) => (
          <li key={index}>
            <span class="wide">{name === '' ? type : name}</span>
            <span class="weak">
              {type}, {sizeInWords(size)}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Letter({ page, read }: { readonly page: Page; readonly read: ReadOriginal }): JSX.Element {
  const { say } = page;
  const rows: readonly Fact[] = [
    [t.from, read.from],
    [t.to, read.to],
    [t.date, read.date],
    [t.subject, read.subject],
  ];
  return (
    <>
      <Facts page={page} rows={rows} />
      <p class="original">{read.text === '' ? say(t.noText) : read.text}</p>
      {read.isCut && <p>{say(t.cut)}</p>}
      <Files page={page} files={read.files} />
    </>
  );
}

function Original({ page, mail, original }: OneMailProps): JSX.Element | null {
  if (original === null) return null;
  const { say } = page;
  return (
    <Section page={page} heading={t.original} hint={t.originalHint}>
      {'refused' in original && <Notice page={page} kind="plain" text={original.refused} />}
      {'read' in original &&
        (original.read === null ? <p>{say(t.unreadable)}</p> : <Letter page={page} read={original.read} />)}
      {'read' in original && (
        <p>
          <a href={`/api/v1/mails/${mail.id}/original`}>{say(t.download)}</a>
        </p>
      )}
    </Section>
  );
}

function DecideIn({ page, mail }: { readonly page: Page; readonly mail: ViewedMailIn }): JSX.Element {
  const path = `/van-hanh/thu/${mail.id}`;
  const who = mail.sender ?? page.say(t.unknownSender);
  const waits = mail.state === 'quarantined' || mail.state === 'awaiting';
  return (
    <div class="actions">
      {(waits || mail.state === 'discarded') && (
        <Ask
          page={page}
          kind="plain"
          opener={t.release}
          question={t.releaseQuestion(who)}
          action={`${path}/tha`}
          button={t.releaseButton}
        >
          <ReasonField page={page} id="ly-do-tha" />
        </Ask>
      )}
      {(waits || mail.state === 'new') && (
        <Ask
          page={page}
          opener={t.discard}
          question={t.discardQuestion(who)}
          action={`${path}/bo`}
          button={t.discardButton}
        >
          <ReasonField page={page} id="ly-do-bo" />
        </Ask>
      )}
    </div>
  );
}

function Decide({ page, mail }: OneMailProps): JSX.Element | null {
  if (mail.state === 'done' || mail.state === 'delivered' || mail.state === 'cancelled') return null;
  return (
    <Section page={page} heading={t.decide}>
      {mail.direction === 'in' ? (
        <DecideIn page={page} mail={mail} />
      ) : (
        <ActionForm page={page} action={`/van-hanh/thu/${mail.id}/gui-lai`} button={t.resend} />
      )}
    </Section>
  );
}

function headingOf({ page, mail }: OneMailProps): Bilingual {
  if (mail.direction === 'out') return t.headingOut(stateOf(mail), mail.recipient ?? mail.agency ?? '');
  return t.headingIn(stateOf(mail), mail.sender ?? page.say(t.unknownSender));
}

export function OneMailPage(props: OneMailProps): JSX.Element {
  const { page, mail } = props;
  return (
    <Frame page={page} title={t.title} heading={headingOf(props)} notice={outcomeNotice(props)}>
      <Standing {...props} />
      {mail.subject === null && (
        <Section page={page}>
          <p class="weak">{page.say(mailTexts.note)}</p>
        </Section>
      )}
      {mail.direction === 'out' && mail.text !== null && (
        <Section page={page} heading={t.text} hint={t.textHint}>
          <p class="original">{mail.text}</p>
        </Section>
      )}
      <Original {...props} />
      <Decide {...props} />
      <Section page={page}>
        <a href="/van-hanh/thu">{page.say(t.back)}</a>
      </Section>
    </Frame>
  );
}
