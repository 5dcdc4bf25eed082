/** Who stands behind the actors of records and events, for people who read them. Programs and the gateway's parts keep their own name. */
import type { Queryable } from '../database/database.js';
import { selectUserNames } from './users.store.js';

/** A person, alone or as one of the two of a deputy's act (`deputyActor`). */
const person = /\buser:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/g;

type NamesById = ReadonlyMap<string, string>;

const idsIn = (actor: string): string[] => [...actor.matchAll(person)].map(([, id]) => id ?? '');

async function namesById(
  db: Queryable,
  actors: readonly string[],
  agencies: readonly string[] | null,
): Promise<NamesById> {
  const ids = actors.flatMap(idsIn);
  const names = ids.length === 0 ? [] : await selectUserNames(db, [...new Set(ids)], agencies);
  return new Map(names.map(({ id, name }) => [id, name]));
}

function inWords(actor: string, byId: NamesById): string {
  const [first = actor, second] = actor
    .split(' for ')
    .map((one) => one.replace(person, (text, id) => byId.get(id) ?? text));
  return second === undefined ? first : `${first} (thay ${second})`;
}

/**
 * The name for each actor that is a known person; of a deputy with whom they stood in for, `Lê Thị Cúc (thay Trần Quốc Tuấn)`.
 * @param actors as in `Principal.actor`
 */
export async function namesOfActors(db: Queryable, actors: readonly string[]): Promise<(actor: string) => string> {
  const byId = await namesById(db, actors, null);
  return (actor) => inWords(actor, byId);
}

/** The same as a map, of those actors alone who all work for one of these agencies (null: for any). */
export async function namesOfColleagues(
  db: Queryable,
  actors: readonly string[],
  agencies: readonly string[] | null,
): Promise<ReadonlyMap<string, string>> {
  const byId = await namesById(db, actors, agencies);
  const known = actors.filter((actor) => idsIn(actor).length > 0 && idsIn(actor).every((id) => byId.has(id)));
  return new Map(known.map((actor) => [actor, inWords(actor, byId)]));
}
