/** Who stands behind the actors of records and events, for people who read them. Programs and the gateway's parts keep their own name. */
import { validate as isUuid } from 'uuid';
import type { Queryable } from '../database/database.js';
import { selectUserNames } from './users.store.js';

const prefix = 'user:';

/** The name for each actor that is a known person. @param actors as in `Principal.actor` */
export async function namesOfActors(db: Queryable, actors: readonly string[]): Promise<(actor: string) => string> {
  const ids = actors.filter((actor) => actor.startsWith(prefix)).map((actor) => actor.slice(prefix.length));
  const known = ids.filter((id) => isUuid(id));
  const names = known.length === 0 ? [] : await selectUserNames(db, [...new Set(known)]);
  const byActor = new Map(names.map(({ id, name }) => [`${prefix}${id}`, name]));
  return (actor) => byActor.get(actor) ?? actor;
}
