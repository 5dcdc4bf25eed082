/** Adding somebody, and the first password that is shown once. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import type { Page } from '../../page.js';
import { Field, FormToken } from '../../parts/form.js';
import { Frame, Section } from '../../parts/frame.js';
import { Notice } from '../../parts/notice.js';
import { personTexts as t } from '../../texts/people.js';
import { problemTexts } from '../../texts/problem.js';
import { type PersonField, PersonFields, type PersonFieldsProps } from './person-fields.js';

export interface AddPersonProps extends Omit<PersonFieldsProps, 'errors' | 'children'> {
  readonly errors: Partial<Record<PersonField | 'page', Bilingual>>;
}

export function AddPersonPage({ errors, ...props }: AddPersonProps): JSX.Element {
  const { page, values } = props;
  const failed = errors.page ?? (Object.keys(errors).length > 0 ? problemTexts.correct : null);
  return (
    <Frame
      page={page}
      title={t.addTitle}
      heading={t.addHeading}
      notice={failed && <Notice page={page} kind="failed" text={failed} />}
    >
      <Section page={page} heading={t.addSection} hint={t.addHint}>
        <form class="form" method="post" action="/nguoi-dung/them">
          <FormToken page={page} />
          <PersonFields {...props} errors={errors}>
            <Field
              page={page}
              name="email"
              type="email"
              label={t.email}
              hint={t.emailHint}
              autocomplete="off"
              value={values.email ?? ''}
              error={errors.email}
            />
          </PersonFields>
          <p class="actions">
            <button class="button main" type="submit">
              {page.say(t.addButton)}
            </button>
            <a href="/nguoi-dung">{page.say(t.back)}</a>
          </p>
        </form>
      </Section>
    </Frame>
  );
}

export interface FirstPasswordProps {
  readonly page: Page;
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

export function FirstPasswordPage({ page, id, name, email, password }: FirstPasswordProps): JSX.Element {
  return (
    <Frame page={page} title={t.firstTitle} heading={t.firstHeading(name)}>
      <Section page={page} heading={t.firstTitle} hint={t.firstHint}>
        <dl class="facts">
          <dt>{page.say(t.email)}</dt>
          <dd>{email}</dd>
          <dt>{page.say(t.password)}</dt>
          <dd class="key">{password}</dd>
        </dl>
        <p class="after">{page.say(t.firstNote)}</p>
        <p class="actions">
          <a class="button main" href={`/nguoi-dung/${id}`}>
            {page.say(t.firstDone)}
          </a>
        </p>
      </Section>
    </Frame>
  );
}
