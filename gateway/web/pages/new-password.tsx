/** Choosing a password of one's own in the place of a first one; and the two fields for that, shared with the account page. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { Page } from '../page.js';
import { Field, FormToken, OwnerField } from '../parts/form.js';
import { Frame, Section } from '../parts/frame.js';
import { newPasswordTexts as t } from '../texts/people.js';
import { texts } from '../texts.js';
import type { AccountField } from './account-field.js';

type Errors = Partial<Record<AccountField | 'page', Bilingual>>;

/** The new password, twice. */
export function NewPasswordFields(props: {
  readonly page: Page;
  readonly errors: Errors;
  readonly hint: Bilingual;
}): JSX.Element {
  const { page, errors, hint } = props;
  const { next, repeat } = texts.account;
  const field = { page, type: 'password', autocomplete: 'new-password' } as const;
  return (
    <>
      <Field {...field} name="password" label={next} hint={hint} error={errors.password} />
      <Field {...field} name="repeated-password" label={repeat} error={errors['repeated-password']} />
    </>
  );
}

export interface NewPasswordProps {
  readonly page: Page;
  readonly name: string;
  readonly email: string;
  /** The page to come to afterwards. */
  readonly goal: string;
  readonly errors: Errors;
}

export function NewPasswordPage({ page, name, email, goal, errors }: NewPasswordProps): JSX.Element {
  return (
    <Frame page={page} title={t.title} heading={t.heading} width="narrow">
      <Section page={page}>
        <p>{page.say(t.why(name))}</p>
        <form class="form" method="post" action="/dang-nhap/mat-khau-moi">
          <FormToken page={page} />
          <input type="hidden" name="ve" value={goal} />
          <OwnerField email={email} />
          <NewPasswordFields page={page} errors={errors} hint={t.hint} />
          <button class="button main" type="submit">
            {page.say(t.button)}
          </button>
        </form>
      </Section>
    </Frame>
  );
}
