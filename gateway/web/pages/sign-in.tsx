/** The two steps of signing in. */
import type { JSX } from 'preact';
import { catalogue, type ProblemCode } from '../../../schemas/problems/catalogue.js';
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import type { Page } from '../page.js';
import { Field, FormToken } from '../parts/form.js';
import { Frame, Section } from '../parts/frame.js';
import { Notice } from '../parts/notice.js';
import { texts } from '../texts.js';

/** A problem in words for people. */
export const problemText = (code: ProblemCode): Bilingual => say(catalogue[code].titleVi, catalogue[code].title);

export interface SignInProps {
  readonly page: Page;
  readonly email: string;
  /** The page to come to afterwards. */
  readonly goal: string;
  readonly problem: ProblemCode | null;
  /** Said when nothing is wrong. */
  readonly news: Bilingual | null;
  /** Where to sign out at the provider, too. */
  readonly endElsewhere: string | null;
  /** The provider's name; null without one. */
  readonly provider: string | null;
}

function News({ page, problem, news, endElsewhere, provider }: SignInProps): JSX.Element | null {
  if (problem !== null) return <Notice page={page} kind="failed" text={problemText(problem)} />;
  if (news === null) return null;
  return (
    <Notice page={page} kind="plain" text={news}>
      {endElsewhere !== null && provider !== null && (
        <p>
          <a href={endElsewhere}>{page.say(texts.signIn.endElsewhere(provider))}</a>
        </p>
      )}
    </Notice>
  );
}

export function SignInPage(props: SignInProps): JSX.Element {
  const { page, email, goal, provider } = props;
  const t = texts.signIn;
  return (
    <Frame page={page} title={t.title} heading={t.heading} width="narrow">
      <Section page={page}>
        <News {...props} />
        <form class="form" method="post" action="/dang-nhap">
          <FormToken page={page} />
          <input type="hidden" name="ve" value={goal} />
          <Field page={page} name="email" type="email" label={t.email} autocomplete="username" value={email} />
          <Field page={page} name="password" type="password" label={t.password} autocomplete="current-password" />
          <button class="button main" type="submit">
            {page.say(t.button)}
          </button>
        </form>
        {provider !== null && (
          <p class="actions">
            <a class="button" href={`/dang-nhap/openid?${new URLSearchParams({ ve: goal })}`}>
              {page.say(t.with(provider))}
            </a>
          </p>
        )}
      </Section>
      <Section page={page} heading={t.aside}>
        <p>{page.say(t.asideText)}</p>
      </Section>
    </Frame>
  );
}

export interface SecondFactorProps {
  readonly page: Page;
  readonly goal: string;
  readonly problem: ProblemCode | null;
}

export function SecondFactorPage({ page, goal, problem }: SecondFactorProps): JSX.Element {
  const t = texts.secondFactor;
  const isCodeWrong = problem === 'second_factor_refused';
  return (
    <Frame page={page} title={t.title} heading={t.heading} width="narrow">
      <Section page={page}>
        {problem !== null && !isCodeWrong && <Notice page={page} kind="failed" text={problemText(problem)} />}
        <form class="form" method="post" action="/dang-nhap/ma">
          <FormToken page={page} />
          <input type="hidden" name="ve" value={goal} />
          <Field
            page={page}
            name="code"
            label={t.label}
            hint={t.hint}
            autocomplete="one-time-code"
            isCode
            error={isCodeWrong ? problemText(problem) : undefined}
          />
          <button class="button main" type="submit">
            {page.say(t.button)}
          </button>
        </form>
        <p class="actions">
          <a href="/dang-nhap">{page.say(t.back)}</a>
        </p>
      </Section>
    </Frame>
  );
}
