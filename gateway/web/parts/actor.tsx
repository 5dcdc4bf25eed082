/** Who did something: the name, then for whom and by which way. */
import type { JSX } from 'preact';
import type { ActorName } from '../../identity/name-actors.js';
import type { Page } from '../page.js';
import { actorWays, unknownActor } from '../texts/actors.js';

export function Actor({ page, actor }: { readonly page: Page; readonly actor: ActorName | null }): JSX.Element {
  if (actor === null) return <span class="weak">{page.say(unknownActor)}</span>;
  const { name, agency, kind } = actor;
  const way = actorWays[kind];
  const more = [...(agency === null || agency === name ? [] : [agency]), ...(way === null ? [] : [page.say(way)])];
  return (
    <>
      {name === '' ? page.say(unknownActor) : name}
      {more.length > 0 && <span class="weak">, {more.join(', ')}</span>}
    </>
  );
}
