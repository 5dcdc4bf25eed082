/** Issuing a token, and the page that shows it once. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { allScopes } from '../../../identity/access.js';
import type { Page } from '../../page.js';
import { EntryField } from '../../parts/entry-field.js';
import { FormToken } from '../../parts/form.js';
import { Frame, Section } from '../../parts/frame.js';
import { Icon } from '../../parts/icon.js';
import { scopeTexts, tokenTexts as t } from '../../texts/tokens.js';

export type TokenField = 'name' | 'agencies' | 'days' | 'scopes';

export interface IssueTokenProps {
  readonly page: Page;
  readonly values: Partial<Record<Exclude<TokenField, 'scopes'>, string>>;
  readonly scopes: readonly string[];
  readonly errors: Partial<Record<TokenField, Bilingual>>;
}

function Scopes({ page, scopes, errors }: IssueTokenProps): JSX.Element {
  return (
    <fieldset class="rights" {...(errors.scopes ? { 'aria-describedby': 'scopes-error' } : {})}>
      <legend>{page.say(t.scopes)}</legend>
      {allScopes.map((scope) => (
        <label key={scope}>
          <input type="checkbox" name="scope" value={scope} checked={scopes.includes(scope)} />
          <span>
            {page.say(scopeTexts[scope])} <span class="weak">{scope}</span>
          </span>
        </label>
      ))}
      {errors.scopes && (
        <p class="error" id="scopes-error">
          <Icon name="attention" />
          {page.say(errors.scopes)}
        </p>
      )}
    </fieldset>
  );
}

export function IssueToken(props: IssueTokenProps): JSX.Element {
  const { page, values, errors } = props;
  return (
    <Section page={page} heading={t.issue} hint={t.issueHint}>
      <form class="form" method="post" action="/nguoi-dung/khoa">
        <FormToken page={page} />
        <EntryField
          page={page}
          name="name"
          label={t.name}
          hint={t.nameHint}
          isRequired
          maxLength={100}
          value={values.name}
          error={errors.name}
        />
        <EntryField
          page={page}
          name="agencies"
          label={t.codes}
          hint={t.codesHint}
          value={values.agencies}
          error={errors.agencies}
        />
        <EntryField
          page={page}
          name="days"
          label={t.days}
          hint={t.daysHint}
          maxLength={4}
          value={values.days}
          error={errors.days}
        />
        <Scopes {...props} />
        <button class="button main" type="submit">
          {page.say(t.issueButton)}
        </button>
      </form>
    </Section>
  );
}

export function NewTokenPage(props: {
  readonly page: Page;
  readonly name: string;
  readonly token: string;
}): JSX.Element {
  const { page, name, token } = props;
  return (
    <Frame page={page} title={t.onceTitle} heading={t.onceHeading}>
      <Section page={page} heading={t.onceTitle}>
        <dl class="facts">
          <dt>{page.say(t.name)}</dt>
          <dd>{name}</dd>
          <dt>{page.say(t.token)}</dt>
          <dd class="key">{token}</dd>
        </dl>
        <p class="after">{page.say(t.onceNote)}</p>
        <p class="actions">
          <a class="button main" href="/nguoi-dung/khoa">
            {page.say(t.onceDone)}
          </a>
        </p>
      </Section>
    </Frame>
  );
}
