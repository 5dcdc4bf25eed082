/**
 * Who manages whom: operators everybody, an agency's administrator the people of that agency. Of anybody else they learn not even that
 * they exist. What is done to people: manage-people.ts.
 */
import { validate as isUuid } from 'uuid';
import { Problem } from '../../../schemas/problems/problem.js';
import type { Queryable, Transaction } from '../../database/database.js';
import { type Principal, type Role, requireScope, userActor } from '../access.js';
import { findPerson, lockOperators, type PersonRow } from './people.store.js';

export interface Manager {
  /** For the record of events. */
  readonly actor: string;
  /** Whose people; null for everybody. */
  readonly agencies: readonly string[] | null;
  /** The roles they may give. */
  readonly roles: readonly Role[];
}

const agencyRoles: readonly Role[] = ['clerk', 'leader', 'administrator'];

/** Whoever runs the gateway, also at the command line. */
export const everybodysManager = (actor: string): Manager => ({
  actor,
  agencies: null,
  roles: [...agencyRoles, 'operator', 'auditor'],
});

/** @throws Problem `missing_scope` */
export function managerOf(principal: Principal): Manager {
  requireScope(principal, 'users:manage');
  if (principal.operator) return everybodysManager(principal.actor);
  return { actor: principal.actor, agencies: principal.agencies, roles: agencyRoles };
}

const nobody = () => new Problem('not_found', { detail: 'There is no such person' });

/** @throws Problem `not_found`, also for people of other agencies */
export async function getManaged(db: Queryable, by: Manager, id: string): Promise<PersonRow> {
  const person = isUuid(id) ? await findPerson(db, id, by.agencies, 'look') : undefined;
  if (person === undefined) throw nobody();
  return person;
}

/** Somebody whose row nobody else changes until the end of the transaction. */
export interface LockedPerson {
  readonly person: PersonRow;
  /** Ids of the operators whose accounts are open, locked as well. */
  readonly operators: readonly string[];
}

/**
 * Somebody about to be changed. Operators are locked first and in one order: two who close each other neither wait for each other nor
 * leave nobody.
 * @throws Problem `not_found`, also for people of other agencies
 */
export async function lockManaged(tx: Transaction, by: Manager, id: string): Promise<LockedPerson> {
  const operators = await lockOperators(tx);
  const person = isUuid(id) ? await findPerson(tx, id, by.agencies, 'lock') : undefined;
  if (person === undefined) throw nobody();
  return { person, operators };
}

export const isOwnAccount = (by: Pick<Manager, 'actor'>, { id }: Pick<PersonRow, 'id'>): boolean =>
  by.actor === userActor(id);

/**
 * Nobody takes their own rights, nor the last operator's.
 * @throws Problem `own_account`, `last_operator`
 */
export function requireExpendable(by: Manager, { person, operators }: LockedPerson): void {
  if (isOwnAccount(by, person)) throw new Problem('own_account');
  if (operators.length === 1 && operators[0] === person.id) throw new Problem('last_operator');
}
