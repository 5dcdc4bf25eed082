/** What an operator's form did, or why not. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import type { Page } from '../../page.js';
import { Notice } from '../../parts/notice.js';
import { operatorTexts } from '../../texts/operator.js';

export interface Fault {
  readonly text: Bilingual;
  /** Technical, in English. */
  readonly detail: string;
  /** Which field is to blame; null for none. */
  readonly field: string | null;
  /** HTTP status of the answer. */
  readonly status: number;
}

export interface OutcomeProps {
  readonly page: Page;
  readonly fault: Fault | null;
  readonly done: Bilingual | null;
}

/** Undefined when nothing was tried. */
export function outcomeNotice({ page, fault, done }: OutcomeProps): JSX.Element | undefined {
  if (fault !== null)
    return (
      <Notice page={page} kind="failed" text={fault.text}>
        {fault.detail !== '' && (
          <p class="weak">
            {page.say(operatorTexts.shared.details)}: <span lang="en">{fault.detail}</span>
          </p>
        )}
      </Notice>
    );
  return done === null ? undefined : <Notice page={page} kind="done" text={done} />;
}
