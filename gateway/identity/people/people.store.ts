/** Rows of `users` as whoever manages people sees them: with how they sign in, searched, page by page. */
import type { Queryable, Transaction } from '../../database/database.js';
import type { Role } from '../access.js';

export interface PersonRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly agency: string | null;
  readonly agencyName: string | null;
  /** ISO 8601 UTC, as all times. */
  readonly createdAt: string;
  readonly closedAt: string | null;
  readonly lastSignInAt: string | null;
  readonly hasPassword: boolean;
  /** Until when, if the password is a first one. */
  readonly firstUntil: string | null;
  readonly hasSecondFactor: boolean;
  /** The account at the OpenID provider is known by its subject. */
  readonly hasSubject: boolean;
}

const select = `select u.id, u.name, u.email, u.role, u.agency, a.name as "agencyName", u.created_at as "createdAt",
    u.closed_at as "closedAt", u.last_sign_in_at as "lastSignInAt", p.person is not null as "hasPassword",
    p.first_until as "firstUntil", f.confirmed_at is not null as "hasSecondFactor", u.subject is not null as "hasSubject"
  from users u left join agencies a on a.code = u.agency
    left join passwords p on p.person = u.id left join second_factors f on f.person = u.id`;

/** Null agencies are everybody, those of no agency too. */
const within = '($1::text[] is null or u.agency = any ($1))';

export type PersonState = 'open' | 'closed' | 'never';

/** By the state that is asked for: `never` has an open account and did not sign in yet. */
const stateConditions: Readonly<Record<PersonState, string>> = {
  open: 'u.closed_at is null',
  closed: 'u.closed_at is not null',
  never: 'u.closed_at is null and u.last_sign_in_at is null',
};

export interface PeopleFilter {
  readonly agencies: readonly string[] | null;
  /** Folded words, all of which occur in name or address. */
  readonly words: readonly string[];
  readonly role: Role | null;
  readonly state: PersonState | null;
  /** Id of the last one on the page before. */
  readonly after: string | null;
  readonly limit: number;
}

/** By agency, then name. */
export async function selectPeople(db: Queryable, filter: PeopleFilter): Promise<PersonRow[]> {
  const { agencies, words, role, state, after, limit } = filter;
  const { rows } = await db.query<PersonRow>(
    `${select}
     where ${within} and ${state === null ? 'true' : stateConditions[state]} and ($2::text is null or u.role = $2)
       and not exists (select from unnest($3::text[]) as word where strpos(u.search, word) = 0)
       and ($4::uuid is null or (coalesce(u.agency, ''), u.search, u.id) >
         (select coalesce(l.agency, ''), l.search, l.id from users l where l.id = $4))
     order by coalesce(u.agency, ''), u.search, u.id limit $5`,
    [agencies, role, words, after, limit],
  );
  return rows;
}

export interface PeopleCounts {
  readonly open: number;
  readonly never: number;
  readonly closed: number;
}

export async function countPeople(db: Queryable, agencies: readonly string[] | null): Promise<PeopleCounts> {
  const count = (state: PersonState) => `count(*) filter (where ${stateConditions[state]})::int as ${state}`;
  const { rows } = await db.query<PeopleCounts>(
    `select ${count('open')}, ${count('never')}, ${count('closed')} from users u where ${within}`,
    [agencies],
  );
  return rows[0] ?? { open: 0, never: 0, closed: 0 };
}

/** Somebody of these agencies; the row is locked in a transaction that asks for it. */
export async function findPerson(
  db: Queryable,
  id: string,
  agencies: readonly string[] | null,
  lock: 'look' | 'lock',
): Promise<PersonRow | undefined> {
  const { rows } = await db.query<PersonRow>(
    `${select} where ${within} and u.id = $2${lock === 'lock' ? ' for update of u' : ''}`,
    [agencies, id],
  );
  return rows[0];
}

/** The id behind an address, whatever its case; of closed accounts too. */
export async function findPersonId(db: Queryable, email: string): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>('select id from users where lower(email) = lower($1)', [email]);
  return rows[0]?.id;
}

/** Operators whose accounts are open, locked in the order of their ids. */
export async function lockOperators(tx: Transaction): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `select id from users where role = 'operator' and closed_at is null order by id for update`,
  );
  return rows.map(({ id }) => id);
}

export async function updatePerson(
  db: Queryable,
  { id, name, role, agency }: Pick<PersonRow, 'id' | 'name' | 'role' | 'agency'>,
): Promise<void> {
  await db.query('update users set name = $2, role = $3, agency = $4 where id = $1', [id, name, role, agency]);
}

/** False when it was closed before. */
export async function closeRow(db: Queryable, id: string, at: Date): Promise<boolean> {
  const { rowCount } = await db.query('update users set closed_at = $2 where id = $1 and closed_at is null', [id, at]);
  return rowCount === 1;
}

/** False when it was open. */
export async function reopenRow(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.query('update users set closed_at = null where id = $1 and closed_at is not null', [
    id,
  ]);
  return rowCount === 1;
}
