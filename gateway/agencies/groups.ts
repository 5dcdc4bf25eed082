/** Recipient groups: names under which several agencies can be addressed at once. Groups of one agency: own-groups.ts. */
import { fieldLengths, lengthOf } from '../../schemas/directory/field-lengths.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { recordEvents } from '../evidence/events.store.js';
import { type Group, selectGroups, upsertGroup } from './groups.store.js';
import { matchAgencies } from './resolve-agency.js';

export const maxMembers = 5_000;

export interface GroupDraft {
  readonly name: string;
  /** What people read; the name when left out. */
  readonly title?: string;
  /** Codes or aliases. */
  readonly members: readonly string[];
}

/**
 * Adds a group, or writes a known one anew.
 * @throws Problem `already_exists` (only with `mustBeNew`); `unknown_agency` with field `members[i]`; `invalid_request` for a
 *   name that is empty, too long, holds a comma, or is the code of an agency
 */
export async function writeGroup(
  ctx: GatewayContext,
  draft: GroupDraft,
  mustBeNew: boolean,
  actor: string,
): Promise<Group> {
  const name = readGroupName(draft.name);
  const title = (draft.title ?? name).normalize('NFC').trim();
  if (lengthOf(title) > fieldLengths.groupName)
    throw new Problem('invalid_request', { detail: 'The title is too long', field: 'title' });
  if (draft.members.length > maxMembers)
    throw new Problem('invalid_request', { detail: `A group has at most ${maxMembers} members`, field: 'members' });
  return ctx.database.transaction(async (tx) => {
    const found = await matchAgencies(tx, [name, ...draft.members], '');
    if (found.has(name))
      throw new Problem('invalid_request', { detail: `"${name}" is the code of an agency`, field: 'name' });
    const members = draft.members.map((code, i) => {
      const match = found.get(code);
      if (match === undefined)
        throw new Problem('unknown_agency', {
          detail: `No agency has the code "${code.slice(0, 60)}"`,
          field: `members[${i}]`,
        });
      return match.agency.code;
    });
    const group = { name, title, members: [...new Set(members)].sort() };
    if (!(await upsertGroup(tx, group, mustBeNew)))
      throw new Problem('already_exists', { detail: `There is a group "${name}" already`, field: 'name' });
    const payload = { group: name, members: group.members, actor };
    await recordEvents(tx, [{ kind: 'group.changed', agencies: [], payload }]);
    return group;
  });
}

/** @throws Problem `invalid_request` */
export function readGroupName(text: string): string {
  const name = text.normalize('NFC').replace(/\s+/gu, ' ').trim();
  // A comma would split it where recipients are listed in one text.
  if (name === '' || lengthOf(name) > fieldLengths.groupName || /[,;\p{C}]/u.test(name)) {
    throw new Problem('invalid_request', {
      detail: `A group’s name has 1 to ${fieldLengths.groupName} characters and no comma or semicolon`,
      field: 'name',
    });
  }
  return name;
}

/** Groups by name: everybody's, and those of these agencies; null for all. */
export const listGroups = (ctx: Pick<GatewayContext, 'database'>, owners: readonly string[] | null): Promise<Group[]> =>
  selectGroups(ctx.database, null, owners);
