/** Whom somebody may stand in for now, told from the rows a session is found with. Pure. */
import type { Role } from '../access.js';
import { type AbsenceDays, isDuring, mayStandIn, type Standing } from './stand-in.js';

/** An absence as the deputy's session brings it: with the absent person as they are now. */
export interface OfferedAbsence extends Standing, AbsenceDays {
  /** Of the absence; `id` is the person's. */
  readonly absence: string;
  readonly name: string;
}

/** Somebody whose place is to be taken. */
export interface Assignment {
  readonly absence: string;
  readonly person: string;
  readonly name: string;
  readonly role: Role;
  /** The last day, YYYY-MM-DD. */
  readonly toDay: string;
}

/**
 * Those in force.
 * @param day in Vietnam, YYYY-MM-DD
 */
export const assignmentsOf = (deputy: Standing, offered: readonly OfferedAbsence[], day: string): Assignment[] =>
  offered
    .filter((one) => isDuring(one, day) && mayStandIn(one, deputy))
    .map(({ absence, id, name, role, toDay }) => ({ absence, person: id, name, role, toDay }));
