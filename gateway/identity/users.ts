/**
 * People: added with one role, in the agency they work for.
 * Does not know how they sign in.
 */
import { v7 as uuidv7 } from 'uuid';
import { Problem } from '../../schemas/problems/problem.js';
import { requireAddress } from '../agencies/mail-address.js';
import { requireAgencies } from '../agencies/resolve-agency.js';
import type { GatewayContext } from '../context.js';
import { violates } from '../database/unique-violation.js';
import { recordEvents } from '../evidence/events.store.js';
import { type Role, roleScopes } from './access.js';
import { insertUser, listUserRows, setSubject, type UserRow } from './users.store.js';

export interface UserRequest {
  readonly name: string;
  readonly email: string;
  readonly role: string;
  /** Code or alias; needed for clerk, leader and administrator, not allowed for operator and auditor. */
  readonly agency?: string | null;
  readonly demonstration?: boolean;
  /** Who adds them. */
  readonly actor: string;
}

/**
 * Adds a person; gives back the id.
 * @throws Problem `invalid_request`, `unknown_agency`, `already_exists` (one account per address)
 */
export async function addUser(ctx: GatewayContext, request: UserRequest): Promise<string> {
  const role = readRole(request.role);
  const demonstration = request.demonstration ?? false;
  const email = requireAddress(request.email, { field: 'email', demonstration });
  const name = readName(request.name);
  requireFit(role, request.agency ?? null);
  const id = uuidv7();
  await ctx.database.transaction(async (tx) => {
    const [agency = null] = await requireAgencies(tx, request.agency ? [request.agency] : []);
    const isNew = await insertUser(tx, { id, name, email, role, agency, demonstration });
    if (!isNew) throw new Problem('already_exists', { detail: `${email} has an account already`, field: 'email' });
    // Neither name nor address: what the log holds stays.
    const payload = { user: id, role, agency, actor: request.actor };
    await recordEvents(tx, [{ kind: 'user.added', agencies: agency === null ? [] : [agency], payload }]);
  });
  return id;
}

/**
 * Ties a person to an account at the OpenID provider, or unties them.
 * @param subject the claim `sub` of that account
 * @throws Problem `not_found`; `already_exists` when somebody else has it
 */
export async function setUserSubject(ctx: GatewayContext, email: string, subject: string | null, actor: string) {
  await ctx.database.transaction(async (tx) => {
    const id = await setSubject(tx, email, subject).catch((error: unknown) => {
      if (!violates(error, 'users_subject_key')) throw error;
      throw new Problem('already_exists', { detail: 'Somebody else has this account', field: 'subject' });
    });
    if (id === undefined) throw new Problem('not_found', { detail: `Nobody has the address ${email.slice(0, 80)}` });
    const to = subject === null ? 'untied' : 'tied';
    await recordEvents(tx, [{ kind: 'user.changed', agencies: [], payload: { user: id, what: 'subject', to, actor } }]);
  });
}

/** Everybody, by agency and name. */
export const listUsers = (ctx: GatewayContext): Promise<UserRow[]> => listUserRows(ctx.database);

/** @throws Problem `invalid_request` */
export function readName(text: string): string {
  const name = text.normalize('NFC').trim();
  if (name !== '' && name.length <= 200) return name;
  throw new Problem('invalid_request', { detail: 'A name has 1 to 200 characters', field: 'name' });
}

/** @throws Problem `invalid_request` for a text that is no role */
export function readRole(text: string): Role {
  if (Object.hasOwn(roleScopes, text)) return text as Role;
  throw new Problem('invalid_request', {
    detail: `The role is one of ${Object.keys(roleScopes).join(', ')}`,
    field: 'role',
  });
}

/** @throws Problem `invalid_request` when the role needs an agency and there is none, or the other way round */
export function requireFit(role: Role, agency: string | null): void {
  const belongsToAgency = role !== 'operator' && role !== 'auditor';
  if (belongsToAgency === (agency !== null)) return;
  const detail = belongsToAgency ? `A ${role} belongs to an agency` : `An ${role} belongs to no agency`;
  throw new Problem('invalid_request', { detail, field: 'agency' });
}
