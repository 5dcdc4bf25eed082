/** Recipient groups an agency keeps for itself: nobody else sees or uses them. */
import { validate as isUuid } from 'uuid';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import type { Transaction } from '../database/database.js';
import { violates } from '../database/unique-violation.js';
import { renameInDrafts } from '../drafts/drafts.store.js';
import { recordEvents } from '../evidence/events.store.js';
import { actingAgency, type Principal, requireScope } from '../identity/access.js';
import { selectAgenciesByCode } from './agencies.store.js';
import { maxMembers, readGroupName } from './groups.js';
import {
  deleteGroup,
  insertOwnGroup,
  lockOwnGroup,
  type OwnGroup,
  renameGroup,
  selectOwnGroups,
  writeMembers,
} from './groups.store.js';
import { matchAgencies } from './resolve-agency.js';

/** All of them are looked through with every letter somebody types as a recipient. */
const mostGroups = 300;

/** By name. @throws Problem `wrong_agency` for who acts for no agency */
export async function listOwnGroups(ctx: GatewayContext, principal: Principal): Promise<OwnGroup[]> {
  return selectOwnGroups(ctx.database, actingAgency(principal));
}

/** A group with its members by name. */
export interface ViewedGroup extends Omit<OwnGroup, 'members'> {
  readonly members: readonly { readonly code: string; readonly name: string }[];
}

/** @throws Problem `wrong_agency`, `not_found` */
export async function viewOwnGroup(ctx: GatewayContext, principal: Principal, id: string): Promise<ViewedGroup> {
  const group = (await listOwnGroups(ctx, principal)).find((one) => one.id === id);
  if (group === undefined) throw new Problem('not_found', { detail: 'Your agency has no group of that id' });
  const agencies = await selectAgenciesByCode(ctx.database, group.members);
  const members = agencies
    .map(({ code, name }) => ({ code, name }))
    .sort((one, other) => (one.code < other.code ? -1 : 1));
  return { ...group, members };
}

/**
 * Adds a group without members.
 * @returns its id
 * @throws Problem `missing_scope`, `wrong_agency`, `invalid_request` (the name), `already_exists`
 */
export async function createOwnGroup(ctx: GatewayContext, principal: Principal, text: string): Promise<string> {
  requireScope(principal, 'groups:write');
  const agency = actingAgency(principal);
  return ctx.database.transaction(async (tx) => {
    if ((await selectOwnGroups(tx, agency)).length >= mostGroups)
      throw new Problem('invalid_request', { detail: `An agency has at most ${mostGroups} groups`, field: 'name' });
    const name = await readFreeName(tx, text);
    const id = await insertOwnGroup(tx, agency, name).catch(asAlreadyThere);
    await recordChange(ctx, tx, principal, { id, name, members: [] });
    return id;
  });
}

/**
 * Calls a group by another name, also in drafts that are addressed to it.
 * @throws Problem as `createOwnGroup`; `not_found`
 */
export function renameOwnGroup(ctx: GatewayContext, principal: Principal, id: string, text: string): Promise<void> {
  return changeOwnGroup(ctx, principal, id, async (tx, group) => {
    const name = await readFreeName(tx, text);
    await renameGroup(tx, id, name).catch(asAlreadyThere);
    await renameInDrafts(tx, actingAgency(principal), group.name, name);
    return { ...group, name };
  });
}

/** @throws Problem `missing_scope`, `wrong_agency`, `not_found`, `unknown_agency`, `invalid_request` for too many */
export function addMember(ctx: GatewayContext, principal: Principal, id: string, code: string): Promise<void> {
  return changeOwnGroup(ctx, principal, id, async (tx, group) => {
    const agency = (await matchAgencies(tx, [code], '')).get(code)?.agency;
    if (agency === undefined)
      throw new Problem('unknown_agency', { detail: `No agency has the code "${code.slice(0, 60)}"`, field: 'member' });
    const members = [...new Set([...group.members, agency.code])].sort();
    if (members.length > maxMembers)
      throw new Problem('invalid_request', { detail: `A group has at most ${maxMembers} members`, field: 'member' });
    await writeMembers(tx, id, members);
    return { ...group, members };
  });
}

/** @throws Problem `missing_scope`, `wrong_agency`, `not_found` */
export function removeMember(ctx: GatewayContext, principal: Principal, id: string, code: string): Promise<void> {
  return changeOwnGroup(ctx, principal, id, async (tx, group) => {
    const members = group.members.filter((member) => member !== code);
    await writeMembers(tx, id, members);
    return { ...group, members };
  });
}

/** @throws Problem `missing_scope`, `wrong_agency`, `not_found` */
export function deleteOwnGroup(ctx: GatewayContext, principal: Principal, id: string): Promise<void> {
  return changeOwnGroup(ctx, principal, id, async (tx, group) => {
    await deleteGroup(tx, id);
    return { ...group, members: [] };
  });
}

async function changeOwnGroup(
  ctx: GatewayContext,
  principal: Principal,
  id: string,
  change: (tx: Transaction, group: OwnGroup) => Promise<OwnGroup>,
): Promise<void> {
  requireScope(principal, 'groups:write');
  const agency = actingAgency(principal);
  await ctx.database.transaction(async (tx) => {
    const group = isUuid(id) ? await lockOwnGroup(tx, agency, id) : undefined;
    if (group === undefined) throw new Problem('not_found', { detail: 'Your agency has no group of that id' });
    await recordChange(ctx, tx, principal, await change(tx, group));
  });
}

async function readFreeName(tx: Transaction, text: string): Promise<string> {
  const name = readGroupName(text);
  if ((await matchAgencies(tx, [name], '')).size > 0)
    throw new Problem('invalid_request', { detail: `"${name}" is the code of an agency`, field: 'name' });
  return name;
}

function asAlreadyThere(error: unknown): never {
  if (!violates(error, 'groups_name')) throw error;
  throw new Problem('already_exists', { detail: 'Your agency has a group of this name', field: 'name' });
}

async function recordChange(
  ctx: GatewayContext,
  tx: Transaction,
  principal: Principal,
  { id, name, members }: Pick<OwnGroup, 'id' | 'name' | 'members'>,
): Promise<void> {
  const agency = actingAgency(principal);
  const payload = { group: name, id, agency, members, actor: principal.actor };
  await recordEvents(tx, [{ kind: 'group.changed', agencies: [agency], payload }]);
  tx.afterCommit(() => ctx.wake('events'));
}
