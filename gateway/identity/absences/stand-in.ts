/**
 * Who may stand in for whom, and when: the table of it. Pure; asked anew at every request, so that an absence ends by itself, and at once
 * when an account is closed, a role changed or somebody moved. A deputy acts in the role the absent person has of their own: what that
 * person may do as somebody's deputy is not passed on.
 */
import type { Role } from '../access.js';

/** What counts of a person, as they are now, never as they act. */
export interface Standing {
  readonly id: string;
  readonly role: Role;
  readonly agency: string | null;
  readonly isOpen: boolean;
}

/** Who stands in for each role, within one agency. */
const deputyRoles: Readonly<Record<Role, readonly Role[]>> = {
  clerk: ['clerk'],
  leader: ['leader', 'clerk'],
  administrator: [],
  operator: [],
  auditor: [],
};

/** Roles that somebody else can stand in for. */
export const mayBeAbsent = (role: Role): boolean => deputyRoles[role].length > 0;

export function mayStandIn(absent: Standing, deputy: Standing): boolean {
  if (!absent.isOpen || !deputy.isOpen || absent.id === deputy.id) return false;
  return absent.agency !== null && absent.agency === deputy.agency && deputyRoles[absent.role].includes(deputy.role);
}

/** Days in Vietnam as YYYY-MM-DD, both included. */
export interface AbsenceDays {
  readonly fromDay: string;
  readonly toDay: string;
}

export const isDuring = ({ fromDay, toDay }: AbsenceDays, day: string): boolean => fromDay <= day && day <= toDay;
