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

export interface Recipients {
  readonly agencies: readonly Agency[];
  /** Agencies written to by their own code that became part of another one, which gets the document. */
  readonly merged: readonly { readonly named: string; readonly into: string }[];
}

export interface ExpandOptions {
  /** An instant, or a day in Vietnam as YYYY-MM-DD; today when left out. */
  readonly onDate?: Date | string;
  /** Code of the sender: no group brings it in, and its own groups come before everybody's. */
  readonly except?: string;
}

/**
 * The agencies meant. One that was merged counts as its successor; a member of a group that ended without one is left out.
 * @param to codes, aliases and names of groups
 * @throws Problem `no_recipient`; `unknown_agency` or `agency_closed` with field `to[i]`
 */
export async function expandRecipients(
  ctx: Pick<GatewayContext, 'database' | 'now'>,
  to: readonly string[],
  { onDate = ctx.now(), except }: ExpandOptions = {},
): Promise<Recipients> {
  const day = dayOf(onDate);
  const written = to.map((text) => text.normalize('NFC').replace(/\s+/gu, ' ').trim());
  if (written.length === 0) throw new Problem('no_recipient', { field: 'to' });
  const owners = except === undefined ? [] : [except];
  const groups = new Map((await selectGroups(ctx.database, written, owners)).map((group) => [group.name, group]));
  const named = [...new Set([...written, ...[...groups.values()].flatMap((group) => group.members)])];
  const matches = await matchAgencies(ctx.database, named, day);
  const successors = new Map(matches);
  await followMergers(ctx.database, successors, day);
  const agencies = written.flatMap((text, i) => {
    const group = groups.get(text);
    const field = `to[${i}]`;
    return group === undefined
      ? [requireActive(successors.get(text), text, day, field)]
      : activeMembers(group, field, successors, day, except);
  });
  const merged = written.flatMap((text) => mergerOf(text, matches.get(text), successors.get(text)));
  return { agencies: [...new Map(agencies.map((agency) => [agency.code, agency])).values()], merged };
}

function mergerOf(named: string, match: Match | undefined, successor: Match | undefined): Recipients['merged'] {
  if (match === undefined || successor === undefined || match.agency.code === successor.agency.code) return [];
  return [{ named, into: successor.agency.code }];
}

function activeMembers(
  group: Group,
  field: string,
  matches: ReadonlyMap<string, Match>,
  day: string,
  except: string | undefined,
): Agency[] {
  const active = group.members
    .flatMap((code) => matches.get(code)?.agency ?? [])
    .filter((agency) => holdsOn(agency, day) && agency.code !== except);
  if (active.length === 0)
    throw new Problem('no_recipient', { detail: `The group "${group.name}" has no active member to send to`, field });
  return active;
}

/** Puts the successor in the place of each agency that was merged. */
async function followMergers(db: Queryable, matches: Map<string, Match>, day: string): Promise<void> {
  for (let round = 0; round < maxMergers; round += 1) {
    const merged = [...matches].flatMap(([code, { agency }]) =>
      successorOf(agency, day).map((successor) => [code, successor] as const),
    );
    if (merged.length === 0) return;
    const successors = await matchAgencies(db, [...new Set(merged.map(([, successor]) => successor))], day);
    for (const [code, successor] of merged) {
      const match = successors.get(successor);
      if (match !== undefined) matches.set(code, match);
    }
  }
}

const successorOf = (agency: Agency, day: string): string[] =>
  agency.successor === null || holdsOn(agency, day) ? [] : [agency.successor];
