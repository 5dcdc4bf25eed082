/**
 * Some days in Vietnam, as an auditor asks for them: both ends included, either left open. A document is of the day on which it was
 * handed in: that is in its id (UUIDv7), so that every range walks the index of ids.
 */
import { isCalendarDate } from '../../schemas/directory/calendar-date.js';
import { Problem } from '../../schemas/problems/problem.js';
import { firstIdOf } from '../database/first-id.js';

/** YYYY-MM-DD; null where nothing was said. */
export interface DayRange {
  readonly from: string | null;
  readonly to: string | null;
}

/** Ids from the first up to, not including, the second. */
export interface IdRange {
  readonly firstId: string | null;
  readonly endId: string | null;
}

const dayMs = 86_400_000;

function readDay(text: string, field: 'from' | 'to'): string | null {
  if (text === '') return null;
  if (isCalendarDate(text)) return text;
  throw new Problem('invalid_request', { detail: 'A day is written YYYY-MM-DD', field });
}

/** @throws Problem `invalid_request` naming `from` or `to` */
export function readDays(from: string, to: string): DayRange {
  const days = { from: readDay(from, 'from'), to: readDay(to, 'to') };
  if (days.from !== null && days.to !== null && days.to < days.from)
    throw new Problem('invalid_request', { detail: 'The last day comes before the first one', field: 'to' });
  return days;
}

/** Midnight in Vietnam. Ids know no time before 1970. */
const startOf = (day: string): number => Math.max(0, Date.parse(`${day}T00:00:00+07:00`));

/** The midnight after it. */
export const endOf = (day: string): Date => new Date(startOf(day) + dayMs);

export const idsOf = ({ from, to }: DayRange): IdRange => ({
  firstId: from === null ? null : firstIdOf(new Date(startOf(from))),
  endId: to === null ? null : firstIdOf(endOf(to)),
});
