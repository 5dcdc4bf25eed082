/** What a page says instead, when it could not do what was asked. */
import type { JSX } from 'preact';
import type { ProblemCode } from '../../../schemas/problems/catalogue.js';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { Page } from '../page.js';
import { Frame, Section } from '../parts/frame.js';
import { texts } from '../texts.js';
import { problemText } from './sign-in.js';

export interface ProblemProps {
  readonly page: Page;
  readonly code: ProblemCode;
  /** By which the log knows the request. */
  readonly requestId: string;
}

function headingOf(code: ProblemCode) {
  return code === 'missing_scope' ? texts.problem.forbidden : problemText(code);
}

const hints: Partial<Record<ProblemCode, Bilingual>> = {
  form_expired: texts.problem.formExpired,
  rate_limited: texts.problem.limited,
};

export function ProblemPage({ page, code, requestId }: ProblemProps): JSX.Element {
  const t = texts.problem;
  return (
    <Frame page={page} title={t.title} heading={headingOf(code)} {...(page.person === null ? { width: 'narrow' } : {})}>
      <Section page={page}>
        <p>{page.say(hints[code] ?? t.hint)}</p>
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
