/**
 * One mail of a mailbox of the demonstration: as text, never as its own HTML; its header, its attachments, and the form to answer it.
 * Everything in a mail was written by somebody: it is shown, and obeyed in nothing.
 */
import type { JSX } from 'preact';
import { visible } from '../../../../certs/verdict/html/markup.js';
import { displayedText } from '../../../../schemas/mime/displayed-text.js';
import { decodeWords } from '../../../../schemas/mime/encoded-words.js';
import { headerText, isFilePart, type Message } from '../../../../schemas/mime/message.js';
import { type Bilingual, say as both } from '../../../../schemas/words/bilingual.js';
import { vietnamTime } from '../../../../schemas/words/vietnam-time.js';
import { arrivalOf } from '../../../demonstration-mail/mail-folders.js';
import type { DemonstrationMailbox } from '../../../demonstration-mail/mailboxes.js';
import type { AnswerAct } from '../../../demonstration-mail/write-letter.js';
import { sizeInWords } from '../../../mail/mail-words.js';
import type { Page } from '../../page.js';
import { Section } from '../../parts/frame.js';
import { Outside } from '../../parts/outside.js';
import { mailboxTexts as t } from '../../texts/mailboxes.js';
import { MailboxFrame, type Outcome, placeOf } from './frame.js';

export interface OneMailProps {
  readonly page: Page;
  readonly mailbox: DemonstrationMailbox;
  readonly id: string;
  /** Null when it is too broken to be read. */
  readonly message: Message | null;
  /** Who an answer goes to; null when nobody can be answered. */
  readonly answerTo: string | null;
  /** Why the answer was not sent. */
  readonly outcome: Outcome;
}

const maxLines = 2_000;
const maxFields = 200;

/** Line by line, so that a long text is cut visibly and its ends stay ends. */
function textOf(message: Message): string {
  const lines = displayedText(message).split('\n');
  const rest = lines.length - maxLines;
  const shown = lines.slice(0, maxLines).map((line) => visible(line.replaceAll('\t', '    ')));
  return [...shown, ...(rest > 0 ? [`… [+${rest}]`] : [])].join('\n');
}

function Header({ page, message }: { readonly page: Page; readonly message: Message }): JSX.Element {
  return (
    <details>
      <summary>{page.say(t.header)}</summary>
      <dl class="facts">
        {message.entity.fields.slice(0, maxFields).map(({ name, value }) => (
          <>
            <dt>
              <Outside text={name} />
            </dt>
            <dd>
              <Outside text={decodeWords(value).replace(/\s+/g, ' ')} />
            </dd>
          </>
        ))}
      </dl>
    </details>
  );
}

function Files(props: { readonly page: Page; readonly message: Message; readonly place: string }): JSX.Element | null {
  const { page, message, place } = props;
  const files = message.parts.filter(isFilePart);
  if (files.length === 0) return null;
  return (
    <Section page={page} heading={t.files}>
      <ul class="links">
        {files.map((part) => (
          <li key={part.place}>
            <a href={`${place}/parts/${encodeURIComponent(part.place)}`}>
              <Outside text={part.name === '' ? part.type : part.name} />
            </a>
            <span class="weak">
              <Outside text={part.type} />, {sizeInWords(part.content().length)}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

const answers = [
  ['accept', t.accept],
  ['refuse', t.refuse],
  ['complete', t.complete],
  ['as-written', t.asWritten],
] as const satisfies readonly (readonly [AnswerAct, Bilingual])[];

function AnswerForm(props: { readonly page: Page; readonly place: string; readonly to: string }): JSX.Element {
  const { page, place, to } = props;
  return (
    <Section page={page} heading={t.answer}>
      <form class="form letter" method="post" action={`${place}/answer`} enctype="multipart/form-data">
        <p class="weak">
          <Outside text={to} />
        </p>
        <div class="field">
          <label for="text">{page.say(t.answerText)}</label>
          <textarea id="text" name="text" rows={5} maxLength={20_000} />
        </div>
        <p class="actions">
          {answers.map(([act, text], index) => (
            <button key={act} class={index === 0 ? 'button main' : 'button'} type="submit" name="act" value={act}>
              {page.say(text)}
            </button>
          ))}
        </p>
      </form>
    </Section>
  );
}

function Content({ page, id, message, place }: OneMailProps & { readonly place: string }): JSX.Element {
  const { say } = page;
  return (
    <Section
      page={page}
      heading={t.mail}
      hint={both(vietnamTime(arrivalOf(id).toISOString()), vietnamTime(arrivalOf(id).toISOString()))}
    >
      {message === null ? (
        <p>{say(t.unreadable)}</p>
      ) : (
        <>
          <p>
            <Outside text={headerText(message.entity, 'from')} />
          </p>
          <pre class="mail-text">{textOf(message)}</pre>
          <Header page={page} message={message} />
        </>
      )}
      <p class="actions">
        <a href={`${place}/original`}>{say(t.original)}</a>
      </p>
    </Section>
  );
}

/** The page of one mail; its subject opens it, in no other language than its own. */
export function OneMailPage(props: OneMailProps): JSX.Element {
  const { page, mailbox, id, message, answerTo, outcome } = props;
  const place = `${placeOf(mailbox)}/${id}`;
  const subject = visible(message === null ? '' : headerText(message.entity, 'subject'));
  return (
    <MailboxFrame
      page={page}
      heading={subject === '' ? t.noSubject : both(subject, subject)}
      mailbox={mailbox}
      outcome={outcome}
    >
      <Content {...props} place={place} />
      {message !== null && <Files page={page} message={message} place={place} />}
      {answerTo !== null && <AnswerForm page={page} place={place} to={answerTo} />}
    </MailboxFrame>
  );
}
