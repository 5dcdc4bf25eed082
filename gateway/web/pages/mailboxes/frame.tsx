/** What all pages of the demonstration's mailboxes share: the way back, the warning that this is a demonstration. */
import type { ComponentChildren, JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import type { DemonstrationMailbox } from '../../../demonstration-mail/mailboxes.js';
import type { Page } from '../../page.js';
import { Frame } from '../../parts/frame.js';
import { Notice } from '../../parts/notice.js';
import { Outside } from '../../parts/outside.js';
import { mailboxTexts as t } from '../../texts/mailboxes.js';

export const placeOf = ({ code }: Pick<DemonstrationMailbox, 'code'>): string => `/thu/${encodeURIComponent(code)}`;

/** How something that was tried ended. */
export type Outcome = { readonly kind: 'done' } | { readonly kind: 'failed'; readonly why: string } | null;

function OutcomeNotice({ page, outcome }: { readonly page: Page; readonly outcome: Outcome }): JSX.Element | null {
  if (outcome === null) return null;
  if (outcome.kind === 'done') return <Notice page={page} kind="done" text={t.stored} />;
  return (
    <Notice page={page} kind="failed" text={t.refused}>
      <p class="weak">
        <Outside text={outcome.why} />
      </p>
    </Notice>
  );
}

export function MailboxFrame(props: {
  readonly page: Page;
  readonly heading: Bilingual;
  /** The mailbox it is about; null above all of them. */
  readonly mailbox: DemonstrationMailbox | null;
  readonly outcome?: Outcome;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { page, heading, mailbox, outcome = null, children } = props;
  const { say } = page;
  const way = mailbox !== null && (
    <>
      <a href="/thu">{say(t.title)}</a>
      <br />
      <a href={placeOf(mailbox)}>{mailbox.name}</a>
    </>
  );
  const notice = (
    <>
      <OutcomeNotice page={page} outcome={outcome} />
      <p class="weak">{say(t.warning)}</p>
    </>
  );
  return (
    <Frame page={page} title={t.title} heading={heading} beside={way} notice={notice}>
      {children}
    </Frame>
  );
}
