/** What the actors of records are called: people, tokens, mails that came in, recipients whose mail held a link. */
import type { Queryable } from '../database/database.js';

export interface NamedActor {
  /** As in `Principal.actor`. */
  readonly actor: string;
  readonly name: string;
  /** Name of the agency it acts for, where it is tied to one. */
  readonly agency: string | null;
}

/** Ids by kind of actor; the other kinds have no rows. */
export interface ActorIds {
  readonly user: readonly string[];
  readonly token: readonly string[];
  readonly mail: readonly string[];
  readonly link: readonly string[];
}

/** Those that are known, in no order; closed accounts and revoked tokens too. */
export async function selectNamedActors(db: Queryable, { user, token, mail, link }: ActorIds): Promise<NamedActor[]> {
  const { rows } = await db.query<NamedActor>(
    `select 'user:' || u.id as actor, u.name, a.name as agency from users u left join agencies a on a.code = u.agency
       where u.id = any ($1::uuid[])
     union all
     select 'token:' || t.id, t.name, (select name from agencies where code = t.agencies[1] and cardinality(t.agencies) = 1)
       from tokens t where t.id = any ($2::uuid[])
     union all
     select 'mail:' || m.id, coalesce(m.sender, ''), a.name from mails_in m left join agencies a on a.code = m.agency
       where m.id = any ($3::uuid[])
     union all
     select 'link:' || y.id, a.name, a.name from deliveries y join agencies a on a.code = y.target where y.id = any ($4::uuid[])`,
    [user, token, mail, link],
    'named-actors',
  );
  return rows;
}
