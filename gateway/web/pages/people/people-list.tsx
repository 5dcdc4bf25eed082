/** Everybody one manages: search, a table, the next page. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { vietnamMinute } from '../../../../schemas/words/vietnam-time.js';
import type { Role } from '../../../identity/access.js';
import type { PeoplePage } from '../../../identity/people/manage-people.js';
import type { PeopleCounts, PersonRow, PersonState } from '../../../identity/people/people.store.js';
import type { Page } from '../../page.js';
import { Choice, FilterField } from '../../parts/choice.js';
import { Frame, Section } from '../../parts/frame.js';
import { Icon, type IconName } from '../../parts/icon.js';
import { Empty } from '../../parts/notice.js';
import { Paging } from '../../parts/paging.js';
import { Table } from '../../parts/table.js';
import { peopleTexts as t } from '../../texts/people.js';
import { texts } from '../../texts.js';

export interface PeopleListProps {
  readonly page: Page;
  readonly now: Date;
  readonly counts: PeopleCounts;
  readonly found: PeoplePage;
  readonly search: string;
  readonly role: Role | null;
  /** Roles there are to filter by. */
  readonly roles: readonly Role[];
  readonly state: PersonState | null;
  /** Of one agency only, whose page may be opened. */
  readonly hasOwnAgency: boolean;
  readonly isFirst: boolean;
}

const states = { open: t.open, never: t.never, closed: t.closed } as const satisfies Record<PersonState, Bilingual>;

function standingOf(
  { closedAt, firstUntil, lastSignInAt }: PersonRow,
  now: Date,
): { readonly text: Bilingual; readonly icon: IconName; readonly kind: string } {
  if (closedAt !== null) return { text: t.closed, icon: 'refused', kind: 'bad' };
  if (firstUntil !== null && Date.parse(firstUntil) <= now.getTime())
    return { text: t.firstPasswordEnded, icon: 'attention', kind: 'bad' };
  if (firstUntil !== null) return { text: t.firstPassword, icon: 'waiting', kind: '' };
  if (lastSignInAt === null) return { text: t.never, icon: 'waiting', kind: '' };
  return { text: t.open, icon: 'done', kind: 'weak' };
}

function Row({ page, now, person }: { readonly page: Page; readonly now: Date; readonly person: PersonRow }) {
  const { say } = page;
  const { text, icon, kind } = standingOf(person, now);
  return (
    <tr>
      <td class="wide">
        <a class="person" href={`/nguoi-dung/${person.id}`}>
          {person.name}
        </a>
        <span class="weak">{person.email}</span>
      </td>
      <td>
        {say(texts.roles[person.role])}
        {person.agency !== null && <span class="weak below">{person.agencyName ?? person.agency}</span>}
      </td>
      <td class="time" data-label={say(t.lastSignIn)}>
        {person.lastSignInAt === null ? '–' : vietnamMinute(person.lastSignInAt)}
      </td>
      <td data-label={say(t.secondFactor)} class={person.hasSecondFactor ? '' : 'weak'}>
        {say(person.hasSecondFactor ? t.isOn : t.isOff)}
      </td>
      <td>
        <span class={`status ${kind}`}>
          <Icon name={icon} />
          {say(text)}
        </span>
      </td>
    </tr>
  );
}

function People({ page, now, found }: PeopleListProps): JSX.Element {
  return (
    <Table
      page={page}
      name={t.list}
      heads={[t.person, t.role, t.lastSignIn, t.secondFactor, t.state]}
      kind="rows people"
    >
      {found.people.map((person) => (
        <Row key={person.id} page={page} now={now} person={person} />
      ))}
    </Table>
  );
}

function Filters({ page, search, role, roles, state }: PeopleListProps): JSX.Element {
  const { say } = page;
  return (
    <search>
      <form class="choices" method="get" action="/nguoi-dung">
        <FilterField page={page} type="search" name="q" label={t.search} value={search} />
        <Choice
          page={page}
          name="vai"
          label={t.role}
          value={role ?? ''}
          options={[['', say(t.anyRole)], ...roles.map((one) => [one, say(texts.roles[one])] as const)]}
        />
        <Choice
          page={page}
          name="tinh-trang"
          label={t.state}
          value={state ?? ''}
          options={[['', say(t.anyState)], ...Object.entries(states).map(([one, text]) => [one, say(text)] as const)]}
        />
        <button class="button" type="submit">
          {say(t.searchButton)}
        </button>
      </form>
    </search>
  );
}

function Nobody({ page }: { readonly page: Page }): JSX.Element {
  return (
    <Empty page={page} title={t.emptyTitle} text={t.empty}>
      <p>
        <a href="/nguoi-dung">{page.say(t.all)}</a>
      </p>
    </Empty>
  );
}

const narrowedOf = ({ search, role, state }: PeopleListProps) => ({ q: search, vai: role, 'tinh-trang': state });

export function PeopleListPage(props: PeopleListProps): JSX.Element {
  const { page, counts, found, hasOwnAgency } = props;
  return (
    <Frame page={page} title={t.title} heading={t.heading(counts.open, counts.never)}>
      <Section page={page} heading={t.list} hint={t.listHint}>
        <p class="actions first">
          <a class="button main" href="/nguoi-dung/them">
            {page.say(t.add)}
          </a>
          <a href="/nguoi-dung/khoa">{page.say(t.tokens)}</a>
          {hasOwnAgency && <a href="/co-quan-toi">{page.say(t.ownAgency)}</a>}
        </p>
        <Filters {...props} />
        {found.people.length > 0 ? <People {...props} /> : <Nobody page={page} />}
        <Paging page={page} path="/nguoi-dung" narrowed={narrowedOf(props)} next={found.next} isFirst={props.isFirst} />
      </Section>
    </Frame>
  );
}
