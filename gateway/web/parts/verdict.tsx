/** The three verdicts, each with its own frame, icon and word, so that none is told by colour alone. */
import type { JSX } from 'preact';
import { classOf, wordOf } from '../../../certs/verdict/html/elements.js';
import type { FileReport, Indication } from '../../../certs/verdict/report.js';
import type { Page } from '../page.js';
import { Icon, type IconName } from './icon.js';

const icons: Readonly<Record<Indication, IconName>> = {
  'TOTAL-PASSED': 'done',
  'TOTAL-FAILED': 'refused',
  INDETERMINATE: 'undecided',
};

export interface VerdictProps {
  readonly page: Page;
  readonly indication: Indication;
  readonly policy: FileReport['policy'];
}

/** The verdict on a whole file: framed, large. */
export function VerdictFrame({ page, indication, policy }: VerdictProps): JSX.Element {
  return (
    <p class={`verdict ${classOf[indication]}`}>
      <Icon name={icons[indication]} size={48} />
      {page.say(wordOf(indication, policy))}
    </p>
  );
}

/** The verdict on one signature or part, in a line of text. */
export function VerdictMark({ page, indication, policy }: VerdictProps): JSX.Element {
  return (
    <span class={`verdict-mark ${classOf[indication]}`}>
      <Icon name={icons[indication]} />
      {page.say(wordOf(indication, policy))}
    </span>
  );
}
