/** One account: who it belongs to, how they sign in, their absence, whether it is open. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { vietnamMinute } from '../../../../schemas/words/vietnam-time.js';
import type { AbsenceView } from '../../../identity/absences/absences.js';
import type { Role } from '../../../identity/access.js';
import type { PersonRow } from '../../../identity/people/people.store.js';
import type { Page } from '../../page.js';
import { type AbsenceField, AbsenceSection } from '../../parts/absence-section.js';
import { Ask } from '../../parts/ask.js';
import { Facts } from '../../parts/facts.js';
import { FormToken } from '../../parts/form.js';
import { Frame, Section } from '../../parts/frame.js';
import { Notice } from '../../parts/notice.js';
import { Seen } from '../../parts/seen.js';
import { peopleTexts, personTexts as t } from '../../texts/people.js';
import { problemTexts } from '../../texts/problem.js';
import { texts } from '../../texts.js';
import { type PersonField, PersonFields } from './person-fields.js';

export interface PersonProps {
  readonly page: Page;
  readonly person: PersonRow;
  readonly isOwn: boolean;
  readonly roles: readonly Role[];
  readonly choosesAgency: boolean;
  /** Places where they are signed in. */
  readonly sessions: number;
  /** Null for roles that nobody stands in for, and closed accounts. */
  readonly absence: AbsenceView | null;
  readonly done: Bilingual | null;
  readonly errors: Partial<Record<PersonField | AbsenceField | 'page', Bilingual>>;
  /** What was sent and not taken. */
  readonly sent: Readonly<Record<string, string>>;
}

/** The values of the form's fields. */
export const personDetails = ({ name, role, agency }: PersonRow) => ({ name, role, agency: agency ?? '' });

function headingOf({ person: { name, role, agencyName, closedAt } }: PersonProps): Bilingual {
  if (closedAt !== null) return t.closedHeading(name, vietnamMinute(closedAt));
  const { vi, en } = texts.roles[role];
  return t.heading(name, vi, agencyName, en);
}

function About({ page, person, isOwn, roles, choosesAgency, errors, sent }: PersonProps): JSX.Element {
  const { role } = person;
  return (
    <Section page={page} heading={t.about}>
      {isOwn && (
        <p>
          {page.say(t.own)} <a href="/tai-khoan">{page.say(t.ownLink)}</a>
        </p>
      )}
      <form class="form" method="post" action={`/nguoi-dung/${person.id}`}>
        <FormToken page={page} />
        <Seen values={personDetails(person)} />
        <PersonFields
          page={page}
          values={{ ...personDetails(person), ...sent }}
          errors={errors}
          roles={isOwn ? [role] : roles}
          choosesAgency={choosesAgency && !isOwn}
        />
        <button class="button" type="submit">
          {page.say(t.save)}
        </button>
      </form>
    </Section>
  );
}

function passwordText({ hasPassword, firstUntil }: PersonRow): Bilingual {
  if (!hasPassword) return t.noPassword;
  return firstUntil === null ? t.ownPassword : t.firstUntil(vietnamMinute(firstUntil));
}

function SignInFacts({ page, person, sessions }: PersonProps): JSX.Element {
  const { hasSecondFactor, lastSignInAt, hasSubject } = person;
  const { say } = page;
  const rows: readonly (readonly [Bilingual, string])[] = [
    [t.email, person.email],
    [t.password, say(passwordText(person))],
    [peopleTexts.secondFactor, say(hasSecondFactor ? peopleTexts.isOn : peopleTexts.isOff)],
    [t.subject, say(hasSubject ? t.tied : t.untied)],
    [peopleTexts.lastSignIn, lastSignInAt === null ? say(peopleTexts.never) : vietnamMinute(lastSignInAt)],
    [t.sessions, say(t.sessionCount(sessions))],
  ];
  return <Facts page={page} rows={rows} />;
}

function SignIn(props: PersonProps): JSX.Element {
  const { page, person, isOwn, sessions } = props;
  const { id, name, closedAt, hasSecondFactor } = person;
  const ask = { page, kind: 'hard' } as const;
  return (
    <Section page={page} heading={t.signIn} hint={t.signInHint}>
      <SignInFacts {...props} />
      {!isOwn && closedAt === null && (
        <div class="asks">
          <Ask
            {...ask}
            opener={t.resetPassword}
            question={t.resetPasswordAsk(name)}
            action={`/nguoi-dung/${id}/mat-khau`}
            button={t.resetPasswordButton(name)}
          />
          {hasSecondFactor && (
            <Ask
              {...ask}
              opener={t.takeFactor}
              question={t.takeFactorAsk(name)}
              action={`/nguoi-dung/${id}/xac-thuc`}
              button={t.takeFactorButton(name)}
            />
          )}
          {sessions > 0 && (
            <Ask
              {...ask}
              opener={t.endSessions}
              question={t.endSessionsAsk(name)}
              action={`/nguoi-dung/${id}/phien`}
              button={t.endSessionsButton(name)}
            />
          )}
        </div>
      )}
    </Section>
  );
}

function Account({ page, person: { id, name, closedAt } }: PersonProps): JSX.Element {
  return (
    <Section page={page} heading={t.account} hint={t.accountHint}>
      {closedAt === null ? (
        <Ask
          page={page}
          opener={t.close}
          question={t.closeAsk(name)}
          action={`/nguoi-dung/${id}/khoa`}
          button={t.closeButton(name)}
        />
      ) : (
        <Ask
          page={page}
          kind="plain"
          opener={t.reopen}
          question={t.reopenAsk(name)}
          action={`/nguoi-dung/${id}/mo`}
          button={t.reopenButton(name)}
        />
      )}
    </Section>
  );
}

export function PersonPage(props: PersonProps): JSX.Element {
  const { page, person, isOwn, absence, done, errors, sent } = props;
  const failed = errors.page ?? (Object.keys(errors).length > 0 ? problemTexts.correct : undefined);
  const notice =
    (failed && <Notice page={page} kind="failed" text={failed} />) ??
    (done && <Notice page={page} kind="done" text={done} />);
  const back = <a href="/nguoi-dung">{page.say(t.back)}</a>;
  return (
    <Frame page={page} title={peopleTexts.title} heading={headingOf(props)} beside={back} notice={notice}>
      {person.closedAt === null && <About {...props} />}
      <SignIn {...props} />
      {absence !== null && (
        <AbsenceSection
          page={page}
          view={absence}
          action={`/nguoi-dung/${person.id}/vang-mat`}
          errors={errors}
          sent={sent}
        />
      )}
      {!isOwn && <Account {...props} />}
    </Frame>
  );
}
