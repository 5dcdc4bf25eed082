/**
 * What managers do to people: add them, change what they are, close their accounts and open them again. Whom they may manage:
 * manager.ts. Every step is an event with who did it; names and addresses stay out of the log, which keeps everything.
 */
import { searchWords } from '../../../schemas/directory/search-words.js';
import { Problem } from '../../../schemas/problems/problem.js';
import { requireAgencies } from '../../agencies/resolve-agency.js';
import type { GatewayContext } from '../../context.js';
import type { Transaction } from '../../database/database.js';
import { recordEvents } from '../../evidence/events.store.js';
import type { Role } from '../access.js';
import { giveFirstPassword, resetSecondFactor } from '../account.js';
import { deleteOtherSessions } from '../sessions.store.js';
import { addUser, readName, readRole, requireFit } from '../users.js';
import {
  getManaged,
  isOwnAccount,
  type LockedPerson,
  lockManaged,
  type Manager,
  requireExpendable,
} from './manager.js';
import {
  closeRow,
  findPersonId,
  type PersonRow,
  type PersonState,
  reopenRow,
  selectPeople,
  updatePerson,
} from './people.store.js';

export interface PeopleQuery {
  /** Words that all occur in name or address; letters and diacritics as one likes. */
  readonly q?: string;
  readonly role?: Role | null;
  readonly state?: PersonState | null;
  readonly agency?: string | null;
  /** The id of the last one on the page before. */
  readonly after?: string | null;
  readonly limit: number;
}

export interface PeoplePage {
  readonly people: readonly PersonRow[];
  /** For the next page; null on the last one. */
  readonly next: string | null;
}

/** A page of the people somebody manages, by agency and name. */
export async function findPeople(
  { database }: GatewayContext,
  { agencies }: Manager,
  { q = '', role = null, state = null, agency = null, after = null, limit }: PeopleQuery,
): Promise<PeoplePage> {
  const asked = agency === null ? agencies : [agency].filter((code) => agencies?.includes(code) ?? true);
  const words = searchWords(q);
  const rows = await selectPeople(database, { agencies: asked, words, role, state, after, limit: limit + 1 });
  const people = rows.slice(0, limit);
  return { people, next: rows.length > limit ? (people.at(-1)?.id ?? null) : null };
}

export interface PersonDraft {
  readonly name: string;
  readonly role: string;
  /** Code or alias; null for operators and auditors. */
  readonly agency: string | null;
}

/** The role, and the agency that goes with it, as far as this manager may give them. */
function readPlace(by: Manager, draft: Pick<PersonDraft, 'role' | 'agency'>) {
  const role = readRole(draft.role);
  if (!by.roles.includes(role))
    throw new Problem('invalid_request', { detail: `Only operators make somebody ${role}`, field: 'role' });
  requireFit(role, draft.agency);
  return { role, agency: draft.agency };
}

/** @throws Problem `not_found` for an agency whose people this manager does not manage */
function requireOwnAgency({ agencies }: Manager, agency: string | null): void {
  if (agencies === null || (agency !== null && agencies.includes(agency))) return;
  throw new Problem('invalid_request', { detail: 'This is not your agency', field: 'agency' });
}

/**
 * Adds somebody with a first password.
 * @returns the id, and the password: it can be seen only now
 * @throws Problem as `addUser`
 */
export async function addPerson(
  ctx: GatewayContext,
  by: Manager,
  draft: PersonDraft & { readonly email: string },
): Promise<{ readonly id: string; readonly password: string }> {
  const place = readPlace(by, draft);
  requireOwnAgency(by, place.agency);
  const id = await addUser(ctx, { name: draft.name, email: draft.email, ...place, actor: by.actor });
  const { email } = await getManaged(ctx.database, by, id);
  return { id, password: await giveFirstPassword(ctx, email, by.actor) };
}

/**
 * Changes what somebody is called, does, and for whom. It holds from their next request on.
 * @param draft what is left out stays as it is
 * @throws Problem `not_found`, `invalid_request`, `unknown_agency`, `own_account` for one's own role, `last_operator`
 */
export function changePerson(ctx: GatewayContext, by: Manager, id: string, draft: Partial<PersonDraft>): Promise<void> {
  return ctx.database.transaction(async (tx) => {
    const locked = await lockManaged(tx, by, id);
    const { person } = locked;
    const { agency: asked, ...wish } = { name: person.name, role: person.role, agency: person.agency, ...draft };
    const name = readName(wish.name);
    const { role } = readPlace(by, { role: wish.role, agency: asked });
    const [agency = null] = await requireAgencies(tx, asked === null ? [] : [asked]);
    requireOwnAgency(by, agency);
    const isMoved = role !== person.role || agency !== person.agency;
    if (isMoved) requireExpendable(by, locked);
    await updatePerson(tx, { id, name, role, agency });
    const what = [...(name === person.name ? [] : ['name']), ...(isMoved ? ['place'] : [])];
    if (what.length > 0) await recordChange(tx, person, by, { what: what.join(', '), role, agency });
  });
}

/** Something done to one person, under their row's lock. */
function change(
  ctx: GatewayContext,
  by: Manager,
  id: string,
  work: (tx: Transaction, locked: LockedPerson) => Promise<void>,
) {
  return ctx.database.transaction(async (tx) => work(tx, await lockManaged(tx, by, id)));
}

/**
 * Closes somebody's account: their sessions, and steps of signing in, end at once.
 * @throws Problem `not_found`, `own_account`, `last_operator`; `conflict` when it is closed
 */
export const closeAccount = (ctx: GatewayContext, by: Manager, id: string): Promise<void> =>
  change(ctx, by, id, async (tx, locked) => {
    requireExpendable(by, locked);
    if (!(await closeRow(tx, id, ctx.now()))) throw new Problem('conflict', { detail: 'The account is closed' });
    await deleteOtherSessions(tx, id, null);
    await recordChange(tx, locked.person, by, { what: 'account', to: 'closed' });
  });

/**
 * Opens a closed account again, with the password and second factor it had.
 * @throws Problem `not_found`; `conflict` when it is open
 */
export const reopenAccount = (ctx: GatewayContext, by: Manager, id: string): Promise<void> =>
  change(ctx, by, id, async (tx, { person }) => {
    if (!(await reopenRow(tx, id))) throw new Problem('conflict', { detail: 'The account is open' });
    await recordChange(tx, person, by, { what: 'account', to: 'open' });
  });

/**
 * Signs somebody out everywhere.
 * @throws Problem `not_found`, `own_account`
 */
export const endSessionsOf = (ctx: GatewayContext, by: Manager, id: string): Promise<void> =>
  change(ctx, by, id, async (tx, { person }) => {
    if (isOwnAccount(by, person)) throw new Problem('own_account');
    await deleteOtherSessions(tx, id, null);
    await recordChange(tx, person, by, { what: 'sessions', to: 'ended' });
  });

/** Somebody else whose account is open. */
async function getOther({ database }: GatewayContext, by: Manager, id: string): Promise<PersonRow> {
  const person = await getManaged(database, by, id);
  if (isOwnAccount(by, person)) throw new Problem('own_account');
  if (person.closedAt !== null) throw new Problem('conflict', { detail: 'The account is closed' });
  return person;
}

/**
 * Gives somebody a first password anew, and ends their sessions.
 * @returns the password: it can be seen only now
 * @throws Problem `not_found`, `own_account`; `conflict` for a closed account
 */
export const resetPassword = async (ctx: GatewayContext, by: Manager, id: string): Promise<string> =>
  giveFirstPassword(ctx, (await getOther(ctx, by, id)).email, by.actor);

/**
 * Takes the second factor away from somebody who lost it, and ends their sessions.
 * @throws Problem `not_found`, `own_account`; `conflict` for a closed account, or without a second factor
 */
export async function takeSecondFactor(ctx: GatewayContext, by: Manager, id: string): Promise<void> {
  const { email } = await getOther(ctx, by, id);
  if (!(await resetSecondFactor(ctx, email, by.actor)))
    throw new Problem('conflict', { detail: 'There is no second factor' });
}

const recordChange = (
  tx: Transaction,
  { id }: PersonRow,
  { actor }: Manager,
  facts: Readonly<Record<string, unknown>>,
) => recordEvents(tx, [{ kind: 'user.changed', agencies: [], payload: { user: id, ...facts, actor } }]);

/** @throws Problem `not_found` when nobody has the address */
export async function personIdOf({ database }: GatewayContext, email: string): Promise<string> {
  const id = await findPersonId(database, email.trim());
  if (id === undefined) throw new Problem('not_found', { detail: `Nobody has the address ${email.slice(0, 80)}` });
  return id;
}
