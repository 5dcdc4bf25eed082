/** What is said of a person in forms: name, role and, where it can be chosen, the agency. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import type { Role } from '../../../identity/access.js';
import type { Page } from '../../page.js';
import { EntryField } from '../../parts/entry-field.js';
import { Field } from '../../parts/form.js';
import { personTexts as t } from '../../texts/people.js';
import { texts } from '../../texts.js';

export type PersonField = 'name' | 'email' | 'role' | 'agency';

export interface PersonFieldsProps {
  readonly page: Page;
  readonly values: Partial<Record<PersonField, string>>;
  readonly errors: Partial<Record<PersonField, Bilingual>>;
  /** Roles that can be given. */
  readonly roles: readonly Role[];
  /** False where it is always one's own. */
  readonly choosesAgency: boolean;
  /** Between name and role. */
  readonly children?: JSX.Element;
}

export function PersonFields({ page, values, errors, roles, choosesAgency, children }: PersonFieldsProps): JSX.Element {
  return (
    <>
      <Field page={page} name="name" label={t.name} autocomplete="off" value={values.name ?? ''} error={errors.name} />
      {children}
      <EntryField
        page={page}
        name="role"
        kind="choice"
        label={t.role}
        error={errors.role}
        value={values.role}
        options={roles.map((role) => [role, page.say(texts.roles[role])] as const)}
      />
      {choosesAgency && (
        <EntryField
          page={page}
          name="agency"
          label={t.agency}
          hint={t.agencyHint}
          error={errors.agency}
          value={values.agency}
          maxLength={35}
        />
      )}
    </>
  );
}
