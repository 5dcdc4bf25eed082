/**
 * Who stands behind the actors of records and events, for people who read them, with their agency and by which way they acted: one
 * question for a whole page (names alone, and those of deputies: actor-names.ts). What has no row (the
 * command line, parts of the gateway, what was brought from another database) keeps its own name.
 */
import { validate as isUuid } from 'uuid';
import type { GatewayContext } from '../context.js';
import { namesOfActors } from './actor-names.js';
import { type ActorIds, type NamedActor, selectNamedActors } from './name-actors.store.js';

/** What stands before the colon of an actor (`Principal.actor`); `cli` for the command line. */
const actorKinds = ['user', 'token', 'mail', 'link', 'cli', 'system'] as const;
export type ActorKind = (typeof actorKinds)[number];

export interface ActorName extends NamedActor {
  readonly kind: ActorKind;
}

function partsOf(actor: string): { readonly kind: ActorKind; readonly id: string } {
  const colon = actor.indexOf(':');
  const kind = actorKinds.find((one) => one === actor.slice(0, Math.max(0, colon))) ?? 'system';
  return { kind, id: actor.slice(colon + 1) };
}

/** @param actors as in `Principal.actor`, in any order and number; gives back how each of them is called */
export async function nameActors(
  { database }: Pick<GatewayContext, 'database'>,
  actors: Iterable<string>,
): Promise<(actor: string) => ActorName> {
  const all = [...new Set(actors)];
  const parts = all.map(partsOf).filter(({ id }) => isUuid(id));
  const idsOf = (wanted: ActorKind) => parts.filter(({ kind }) => kind === wanted).map(({ id }) => id);
  const ids: ActorIds = { user: idsOf('user'), token: idsOf('token'), mail: idsOf('mail'), link: idsOf('link') };
  const rows = parts.length === 0 ? [] : await selectNamedActors(database, ids);
  const deputies = all.filter((actor) => actor.startsWith('user:') && !isUuid(partsOf(actor).id));
  const personOf = await namesOfActors(database, deputies);
  const known = new Map(rows.map((row) => [row.actor, row]));
  return (actor) => {
    const { kind, id } = partsOf(actor);
    const person = kind === 'user' ? personOf(actor) : actor;
    const name = person === actor ? id : person;
    return { kind, ...(known.get(actor) ?? { actor, name, agency: null }) };
  };
}
