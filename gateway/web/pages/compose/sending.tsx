/** A confirmed draft until it is sent: how long it can be taken back, and what is about to leave. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import type { DraftView } from '../../../drafts/view-draft.js';
import type { Page } from '../../page.js';
import { FormToken } from '../../parts/form.js';
import { Frame, Section } from '../../parts/frame.js';
import { Icon } from '../../parts/icon.js';
import { Notice } from '../../parts/notice.js';
import { composeTexts as t } from '../../texts/compose.js';
import { Preview } from './preview.js';

export interface SendingProps {
  readonly page: Page;
  readonly view: DraftView;
  /** Until it leaves; 0 or less when it may be leaving. */
  readonly seconds: number;
  /** Why it did not leave yet. */
  readonly fault: Bilingual | null;
  /** It could not be taken back. */
  readonly isTooLate: boolean;
}

function Countdown({ page, seconds }: Pick<SendingProps, 'page' | 'seconds'>): JSX.Element {
  if (seconds <= 0) return <p>{page.say(t.leaving)}</p>;
  const { before, after } = t.undo(seconds);
  return (
    <p>
      {page.say(before)}{' '}
      <strong class="seconds" data-countdown="">
        {seconds}
      </strong>{' '}
      {page.say(after)}
    </p>
  );
}

function Undo(props: SendingProps): JSX.Element {
  const { page, view } = props;
  return (
    <form class="undo" method="post" action={`/soan/${view.draft.id}/rut-lai`}>
      <FormToken page={page} />
      <Icon name="done" />
      <Countdown {...props} />
      {!view.draft.isClaimed && (
        <button class="button" type="submit" data-key="z">
          {page.say(t.takeBack)} <kbd>z</kbd>
        </button>
      )}
    </form>
  );
}

export function SendingPage(props: SendingProps): JSX.Element {
  const { page, view, fault, isTooLate } = props;
  const { number, notation } = view.metadata;
  const name = number === '' ? page.say(t.thisDocument) : `${number}/${notation}`;
  const notice =
    (isTooLate && <Notice page={page} kind="failed" text={t.tooLate} />) ||
    (fault !== null && <Notice page={page} kind="failed" text={t.late(page.say(fault))} />);
  return (
    <Frame
      page={page}
      title={t.sendingTitle}
      heading={t.sendingHeading(name, view.recipients.agencies.length)}
      notice={notice}
      keys={view.draft.isClaimed ? [] : [{ keys: ['z'], text: t.takeBack }]}
    >
      <Section page={page}>
        <Undo {...props} />
        <p class="actions">
          <a href={`/soan/${view.draft.id}`}>{page.say(t.see)}</a>
        </p>
        <Preview page={page} view={view} />
      </Section>
    </Frame>
  );
}
