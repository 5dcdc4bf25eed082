/**
 * To which agencies a document goes: codes, aliases and group names as written, into agencies, each once, in the order written.
 * Does not know whether they may be written to.
 */
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import type { Queryable } from '../database/database.js';
import { type Agency, holdsOn } from './agency.js';
import { type Group, selectGroups } from './groups.store.js';
import { dayOf, type Match, matchAgencies, requireActive } from './resolve-agency.js';

/** A chain of mergers longer than this is not followed. */
const maxMergers = 10;

/**
 * The agencies meant. A member of a group that was merged counts as its successor; one that ended without a successor is left out.
 * @param to codes, aliases and names of groups
 * @param onDate an instant, or a day in Vietnam as YYYY-MM-DD; today when left out
 * @throws Problem `no_recipient`; `unknown_agency` or `agency_closed` with field `to[i]`
 */
export async function expandRecipients(
  ctx: Pick<GatewayContext, 'database' | 'now'>,
  to: readonly string[],
  onDate: Date | string = ctx.now(),
): Promise<Agency[]> {
  const day = dayOf(onDate);
  const written = to.map((text) => text.normalize('NFC').replace(/\s+/gu, ' ').trim());
  if (written.length === 0) throw new Problem('no_recipient', { field: 'to' });
  const groups = new Map((await selectGroups(ctx.database, written)).map((group) => [group.name, group]));
  const members = [...groups.values()].flatMap((group) => group.members);
  const matches = await matchAgencies(ctx.database, [...new Set([...written, ...members])], day);
  const successors = new Map(matches);
  await followMergers(ctx.database, successors, members, day);
  const agencies = written.flatMap((text, i) => {
    const group = groups.get(text);
    const field = `to[${i}]`;
    return group === undefined
      ? [requireActive(matches.get(text), text, day, field)]
      : activeMembers(group, field, successors, day);
  });
  return [...new Map(agencies.map((agency) => [agency.code, agency])).values()];
}

function activeMembers(group: Group, field: string, matches: ReadonlyMap<string, Match>, day: string): Agency[] {
  const active = group.members
    .flatMap((code) => matches.get(code)?.agency ?? [])
    .filter((agency) => holdsOn(agency, day));
  if (active.length === 0)
    throw new Problem('no_recipient', { detail: `The group "${group.name}" has no active member`, field });
  return active;
}

/** Puts the successor in the place of each group member that was merged. */
async function followMergers(
  db: Queryable,
  matches: Map<string, Match>,
  members: readonly string[],
  day: string,
): Promise<void> {
  for (let round = 0; round < maxMergers; round += 1) {
    const merged = members.flatMap((code) =>
      successorOf(matches.get(code)?.agency, day).map((successor) => [code, successor] as const),
    );
    if (merged.length === 0) return;
    const successors = await matchAgencies(db, [...new Set(merged.map(([, successor]) => successor))], day);
    for (const [code, successor] of merged) {
      const match = successors.get(successor);
      if (match !== undefined) matches.set(code, match);
    }
  }
}

const successorOf = (agency: Agency | undefined, day: string): string[] =>
  agency === undefined || agency.successor === null || holdsOn(agency, day) ? [] : [agency.successor];
