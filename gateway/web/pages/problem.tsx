/** What a page says instead, when it could not do what was asked. */
import type { JSX } from 'preact';
import { catalogue, type ProblemCode } from '../../../schemas/problems/catalogue.js';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { Page } from '../page.js';
import { Frame, Section } from '../parts/frame.js';
import { problemTexts as t } from '../texts/problem.js';
import { texts } from '../texts.js';
import { problemText } from './sign-in.js';

export interface ProblemProps {
  readonly page: Page;
  readonly code: ProblemCode;
  /** By which the log knows the request. */
  readonly requestId: string;
}

interface Words {
  readonly heading?: Bilingual;
  readonly hint?: Bilingual;
}

/** Where the catalogue speaks to whoever wrote a program. */
const wordsFor: Partial<Record<ProblemCode, Words>> = {
  missing_scope: { heading: t.forbidden, hint: t.forbiddenHint },
  not_found: { heading: t.nothingHere, hint: t.nothingHereHint },
  method_not_allowed: { heading: t.onlyForms, hint: t.onlyFormsHint },
  unauthenticated: { heading: texts.signIn.needed, hint: t.strangerHint },
  internal: { heading: t.fault },
  form_expired: { hint: t.formExpired },
  rate_limited: { hint: t.limited },
};

export function ProblemPage({ page, code, requestId }: ProblemProps): JSX.Element {
  const { heading = problemText(code), hint = catalogue[code].status >= 500 ? t.faultHint : t.hint } =
    wordsFor[code] ?? {};
  return (
    <Frame page={page} title={t.title} heading={heading} {...(page.person === null ? { width: 'narrow' } : {})}>
      <Section page={page}>
        <p>{page.say(hint)}</p>
        <p class="weak">
          {page.say(t.id)}: <span class="key">{requestId}</span>
        </p>
        <p>
          <a href="/">{page.say(t.home)}</a>
        </p>
      </Section>
    </Frame>
  );
}
