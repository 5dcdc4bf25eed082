/** On one's own account: in whose place one may act today, and the way in and out. */
import type { JSX } from 'preact';
import { dayMonthYear } from '../../../schemas/words/vietnam-time.js';
import type { Assignment } from '../../identity/absences/assignments.js';
import type { SignedIn } from '../../identity/sessions.js';
import type { Page } from '../page.js';
import { ActionForm } from '../parts/form.js';
import { Section } from '../parts/frame.js';
import { absenceTexts as t } from '../texts/absence.js';
import { texts } from '../texts.js';

interface AssignmentsProps {
  readonly page: Page;
  readonly person: SignedIn;
}

function Step({ page, person, one }: AssignmentsProps & { readonly one: Assignment }): JSX.Element {
  if (one.absence === person.behalf?.absence)
    return <ActionForm page={page} action="/tai-khoan/lam-thay/thoi" button={t.stepBack(one.name)} />;
  return (
    <ActionForm
      page={page}
      action="/tai-khoan/lam-thay"
      button={t.standIn(one.name)}
      kind="outlined"
      fields={{ absence: one.absence }}
    />
  );
}

export function Assignments({ page, person }: AssignmentsProps): JSX.Element | null {
  if (person.assignments.length === 0) return null;
  return (
    <Section page={page} heading={t.assignments} hint={t.assignmentsHint}>
      <ul class="standings">
        {person.assignments.map((one) => {
          const { vi, en } = texts.roles[one.role];
          return (
            <li key={one.absence}>
              <span>{page.say(t.assignment(one.name, vi, en, dayMonthYear(one.toDay)))}</span>
              <Step page={page} person={person} one={one} />
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
