/** Somebody's absence: who stands in and until when, and the form for another one. On one's own account and on that of people one manages. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import { dayMonthYear } from '../../../schemas/words/vietnam-time.js';
import type { AbsenceView } from '../../identity/absences/absences.js';
import type { Page } from '../page.js';
import { absenceTexts as t } from '../texts/absence.js';
import { Ask } from './ask.js';
import { EntryField } from './entry-field.js';
import { FormToken } from './form.js';
import { Section } from './frame.js';
import { Empty } from './notice.js';

export type AbsenceField = 'fromDay' | 'toDay' | 'deputy';

export interface AbsenceProps {
  readonly page: Page;
  readonly view: AbsenceView;
  /** Where its forms go; those that end one go to `/<id>/thoi` beneath it. */
  readonly action: string;
  readonly errors: Partial<Record<AbsenceField, Bilingual>>;
  /** What was sent and not taken. */
  readonly sent: Partial<Record<AbsenceField, string>>;
}

function Known({ page, view, action }: AbsenceProps): JSX.Element {
  if (view.absences.length === 0) return <p>{page.say(t.none)}</p>;
  return (
    <ul class="standings">
      {view.absences.map(({ id, deputyName, fromDay, toDay }) => (
        <li key={id}>
          <span>{page.say(t.one(deputyName, dayMonthYear(fromDay), dayMonthYear(toDay)))}</span>
          <Ask
            page={page}
            opener={t.end}
            question={t.endAsk(deputyName, dayMonthYear(toDay))}
            action={`${action}/${id}/thoi`}
            button={t.endButton(deputyName)}
          />
        </li>
      ))}
    </ul>
  );
}

function Declaration({ page, view, action, errors, sent }: AbsenceProps): JSX.Element {
  if (view.deputies.length === 0) return <Empty page={page} title={t.noDeputyTitle} text={t.noDeputy} />;
  const day = (name: 'fromDay' | 'toDay', label: Bilingual) => (
    <EntryField page={page} name={name} kind="date" label={label} isRequired value={sent[name]} error={errors[name]} />
  );
  return (
    <form class="form" method="post" action={action}>
      <FormToken page={page} />
      <div class="pair">
        {day('fromDay', t.from)}
        {day('toDay', t.to)}
      </div>
      <EntryField
        page={page}
        name="deputy"
        kind="choice"
        label={t.deputy}
        hint={t.deputyHint}
        error={errors.deputy}
        value={sent.deputy}
        options={view.deputies.map(({ id, name }) => [id, name] as const)}
      />
      <button class="button" type="submit">
        {page.say(t.declare)}
      </button>
    </form>
  );
}

export function AbsenceSection(props: AbsenceProps): JSX.Element {
  return (
    <Section page={props.page} heading={t.section} hint={t.sectionHint}>
      <Known {...props} />
      <Declaration {...props} />
    </Section>
  );
}
