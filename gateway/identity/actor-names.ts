/** Who stands behind the actors of records and events, for people who read them. Programs and the gateway's parts keep their own name. */
import type { Queryable } from '../database/database.js';
import { selectUserNames } from './users.store.js';

/** A person, alone or as one of the two of a deputy's act (`deputyActor`). */
const person = /\buser:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/g;

/**
 * The name for each actor that is a known person; of a deputy with whom they stood in for, `Lê Thị Cúc (thay Trần Quốc Tuấn)`.
 * @param actors as in `Principal.actor`
 */
export async function namesOfActors(db: Queryable, actors: readonly string[]): Promise<(actor: string) => string> {
  const ids = actors.flatMap((actor) => [...actor.matchAll(person)].map(([, id]) => id ?? ''));
  const names = ids.length === 0 ? [] : await selectUserNames(db, [...new Set(ids)]);
  const byId = new Map(names.map(({ id, name }) => [id, name]));
  return (actor) => {
    const [first = actor, second] = actor
      .split(' for ')
      .map((one) => one.replace(person, (text, id) => byId.get(id) ?? text));
    return second === undefined ? first : `${first} (thay ${second})`;
  };
}
