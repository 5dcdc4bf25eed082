/** Whom a draft is for, as people read it: groups with their members, agencies by name, each once; and whom a few letters may mean. */

import { foldText } from '../../schemas/directory/fold-text.js';
import { searchWords } from '../../schemas/directory/search-words.js';
import { type Agency, holdsOn, vietnamDay } from '../agencies/agency.js';
import { findAgencies } from '../agencies/find-agencies.js';
import { type Group, selectGroups } from '../agencies/groups.store.js';
import { matchAgencies } from '../agencies/resolve-agency.js';
import type { GatewayContext } from '../context.js';

export interface NamedAgency {
  readonly code: string;
  readonly name: string;
}

export type Addressee =
  | { readonly kind: 'group'; readonly text: string; readonly title: string; readonly members: readonly NamedAgency[] }
  | (NamedAgency & {
      readonly kind: 'agency';
      readonly text: string;
      readonly channel: Agency['channel'];
      /** The group beside it that holds it, too. */
      readonly within: string | null;
      readonly isActive: boolean;
    })
  /** Nobody is called so any more. */
  | { readonly kind: 'unknown'; readonly text: string };

export interface DraftRecipients {
  readonly addressees: readonly Addressee[];
  /** Agencies that get it, each once. */
  readonly agencies: readonly NamedAgency[];
}

type Ctx = Pick<GatewayContext, 'database' | 'now'>;

/** @param sender whom no group brings in */
export async function readRecipients(ctx: Ctx, sender: string, to: readonly string[]): Promise<DraftRecipients> {
  if (to.length === 0) return { addressees: [], agencies: [] };
  const groups = new Map((await selectGroups(ctx.database, to, [sender])).map((group) => [group.name, group]));
  const codes = [...new Set([...to, ...[...groups.values()].flatMap(({ members }) => members)])];
  const day = vietnamDay(ctx.now());
  const matches = await matchAgencies(ctx.database, codes, day);
  const agencyOf = (text: string) => matches.get(text)?.agency;
  const membersOf = (group: Group) =>
    group.members
      .flatMap((code) => agencyOf(code) ?? [])
      .filter((agency) => holdsOn(agency, day) && agency.code !== sender)
      .map(({ code, name }) => ({ code, name }));
  const titleOf = (code: string) => [...groups.values()].find(({ members }) => members.includes(code))?.title ?? null;
  const addressees = to.map((text): Addressee => {
    const group = groups.get(text);
    if (group !== undefined) return { kind: 'group', text, title: group.title, members: membersOf(group) };
    const agency = agencyOf(text);
    if (agency === undefined) return { kind: 'unknown', text };
    const { code, name, channel, successor } = agency;
    const isActive = holdsOn(agency, day) || successor !== null;
    return { kind: 'agency', text, code, name, channel, within: titleOf(code), isActive };
  });
  return { addressees, agencies: uniqueAgencies(addressees) };
}

function uniqueAgencies(addressees: readonly Addressee[]): NamedAgency[] {
  const all = addressees.flatMap((one): readonly NamedAgency[] => {
    if (one.kind === 'group') return one.members;
    return one.kind === 'agency' ? [{ code: one.code, name: one.name }] : [];
  });
  return [...new Map(all.map((agency) => [agency.code, agency])).values()];
}

export interface Suggestion {
  /** What is added: a code or the name of a group. */
  readonly text: string;
  readonly name: string;
  readonly kind: 'group' | 'agency';
  /** Members of a group; null for an agency. */
  readonly size: number | null;
  readonly channel: Agency['channel'] | null;
  /** Addressed already, by itself or within a group. */
  readonly isThere: boolean;
}

const maxSuggestions = 8;

/** Whom the typed text may mean, without regard to marks; groups first. */
export async function suggestRecipients(
  ctx: Ctx,
  sender: string,
  typed: string,
  current: readonly string[],
): Promise<Suggestion[]> {
  const words = searchWords(typed);
  if (words.length === 0) return [];
  const [groups, { agencies }, there] = await Promise.all([
    selectGroups(ctx.database, null, [sender]),
    findAgencies(ctx, { q: typed, active: true, limit: maxSuggestions }),
    readRecipients(ctx, sender, current),
  ]);
  const codes = new Set(there.agencies.map(({ code }) => code));
  const fits = (text: string) => words.every((word) => foldText(text).includes(word));
  const named = groups
    .filter(({ name, title }) => fits(`${title} ${name}`))
    .map(({ name, title, members }) => ({
      text: name,
      name: title,
      kind: 'group' as const,
      size: members.length,
      channel: null,
      isThere: current.includes(name),
    }));
  const found = agencies
    .filter(({ code }) => code !== sender)
    .map(({ code, name, channel }) => ({
      text: code,
      name,
      kind: 'agency' as const,
      size: null,
      channel,
      isThere: codes.has(code),
    }));
  return [...named, ...found].slice(0, maxSuggestions);
}
