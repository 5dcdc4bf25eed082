/** One's own account: who one is, the password, where one is signed in. The second factor: second-factor-section.tsx. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import { vietnamMinute } from '../../../schemas/words/vietnam-time.js';
import type { AbsenceView } from '../../identity/absences/absences.js';
import type { SignedIn } from '../../identity/sessions.js';
import type { OwnSessionRow } from '../../identity/sessions.store.js';
import type { Page } from '../page.js';
import { type AbsenceField, AbsenceSection } from '../parts/absence-section.js';
import { type Fact, Facts } from '../parts/facts.js';
import { ActionForm, Field, FormToken, OwnerField } from '../parts/form.js';
import { Frame, Section } from '../parts/frame.js';
import { Notice } from '../parts/notice.js';
import { Table } from '../parts/table.js';
import { absenceTexts } from '../texts/absence.js';
import { problemTexts } from '../texts/problem.js';
import { texts } from '../texts.js';
import type { AccountField } from './account-field.js';
import { Assignments } from './assignments.js';
import { browserName } from './browser-name.js';
import { NewPasswordFields } from './new-password.js';
import { SecondFactorSection, type SecondFactorState } from './second-factor-section.js';

const t = texts.account;

export interface AccountProps {
  readonly page: Page;
  readonly person: SignedIn;
  readonly hasPassword: boolean;
  readonly sessions: readonly OwnSessionRow[];
  readonly secondFactor: SecondFactorState;
  /** Null for roles that nobody stands in for. */
  readonly absence: AbsenceView | null;
  /** What was done a moment ago. */
  readonly done: Bilingual | null;
  /** What was wrong with what was sent, by field; `page` for what no field is to blame for. */
  readonly errors: Partial<Record<AccountField | 'page', Bilingual>>;
  /** What was sent about an absence and not taken. */
  readonly sent: Partial<Record<AbsenceField, string>>;
}

function roleOf({ say }: Page, { role, behalf }: SignedIn): string {
  const own = say(texts.roles[role]);
  return behalf === null ? own : `${own}, ${say(absenceTexts.behalf(behalf.name))}`;
}

function About({ page, person }: AccountProps): JSX.Element {
  const rows: Fact[] = [
    [t.name, person.name],
    [t.email, person.email],
    [t.role, roleOf(page, person)],
    ...(person.agency === null ? [] : [[t.agency, `${person.agency.name} (${person.agency.code})`] as const]),
  ];
  return (
    <Section page={page} heading={t.about} hint={t.aboutHint}>
      <Facts page={page} rows={rows} />
    </Section>
  );
}

function Password({ page, person, errors }: AccountProps): JSX.Element {
  return (
    <Section page={page} heading={t.password} hint={t.passwordHint}>
      <form class="form" method="post" action="/tai-khoan/mat-khau">
        <FormToken page={page} />
        <OwnerField email={person.email} />
        <Field
          page={page}
          type="password"
          name="current-password"
          label={t.current}
          autocomplete="current-password"
          error={errors['current-password']}
        />
        <NewPasswordFields page={page} errors={errors} hint={t.nextHint} />
        <button class="button main" type="submit">
          {page.say(t.change)}
        </button>
      </form>
    </Section>
  );
}

function SessionRow({ page, person, session }: { page: Page; person: SignedIn; session: OwnSessionRow }): JSX.Element {
  const { say } = page;
  const isHere = session.id === person.session;
  return (
    <tr>
      <td class="wide">
        {browserName(session.agent) ?? say(t.unknownBrowser)}
        {isHere && <strong> ({say(t.here)})</strong>}
        <br />
        <span class="weak">{say(texts.methods[session.method])}</span>
      </td>
      <td>{session.address}</td>
      <td class="time" data-label={say(t.since)}>
        {vietnamMinute(session.created_at)}
      </td>
      <td class="time" data-label={say(t.lastSeen)}>
        {vietnamMinute(session.last_seen_at)}
      </td>
      <td>
        {!isHere && <ActionForm page={page} action={`/tai-khoan/phien/${session.id}`} button={t.endOne} kind="quiet" />}
      </td>
    </tr>
  );
}

function Sessions({ page, person, sessions }: AccountProps): JSX.Element {
  return (
    <Section page={page} heading={t.sessions} hint={t.sessionsHint}>
      <Table page={page} name={t.sessions} heads={[t.browser, t.address, t.since, t.lastSeen, null]}>
        {sessions.map((session) => (
          <SessionRow key={session.id} page={page} person={person} session={session} />
        ))}
      </Table>
      <div class="actions">
        {sessions.length > 1 && (
          <ActionForm page={page} action="/tai-khoan/phien" button={t.endOthers} fields={{ giu: 'phien-nay' }} />
        )}
        <ActionForm page={page} action="/tai-khoan/phien" button={t.endAll} kind="hard" />
      </div>
    </Section>
  );
}

export function AccountPage(props: AccountProps): JSX.Element {
  const { page, person, done, errors, hasPassword } = props;
  const failed = errors.page ?? (Object.keys(errors).length > 0 ? problemTexts.correct : undefined);
  const notice =
    (failed && <Notice page={page} kind="failed" text={failed} />) ??
    (done && <Notice page={page} kind="done" text={done} />);
  return (
    <Frame page={page} title={t.title} heading={t.heading(person.name)} notice={notice}>
      <About {...props} />
      <Assignments page={page} person={person} />
      {hasPassword && <Password {...props} />}
      {hasPassword && <SecondFactorSection page={page} state={props.secondFactor} errors={errors} />}
      {props.absence !== null && (
        <AbsenceSection
          page={page}
          view={props.absence}
          action="/tai-khoan/vang-mat"
          errors={errors}
          sent={props.sent}
        />
      )}
      <Sessions {...props} />
    </Frame>
  );
}
