/** The months a report is about: read from outside, listed. Pure. */
import { Problem } from '../../schemas/problems/problem.js';

/** YYYY-MM, both included. */
export interface Months {
  readonly from: string;
  readonly to: string;
}

const usualMonths = 12;
export const maxMonths = 60;

/** Months since year 0, so that they can be counted with. */
function ordinalOf(month: string): number {
  const [year, number] = month.split('-').map(Number);
  return (year ?? 0) * 12 + (number ?? 1) - 1;
}

const monthAt = (ordinal: number): string =>
  `${String(Math.floor(ordinal / 12)).padStart(4, '0')}-${String((ordinal % 12) + 1).padStart(2, '0')}`;

/** The month so many before (or after). */
export const monthsBefore = (month: string, count: number): string => monthAt(ordinalOf(month) - count);

/** Every month of a period, in order. */
export const monthsOf = ({ from, to }: Months): string[] =>
  Array.from({ length: ordinalOf(to) - ordinalOf(from) + 1 }, (_, index) => monthAt(ordinalOf(from) + index));

export const isMonth = (text: string): boolean => /^(19|20|21)\d{2}-(0[1-9]|1[0-2])$/.test(text);

function readMonth(text: string | undefined, field: string): string | undefined {
  if (text === undefined || text === '') return undefined;
  if (isMonth(text)) return text;
  throw new Problem('invalid_request', { detail: `${field} is a month, YYYY-MM`, field });
}

/**
 * At most 60 months; without a beginning twelve.
 * @param today YYYY-MM-DD
 * @throws Problem `invalid_request`
 */
export function readMonths(asked: { from?: string | undefined; to?: string | undefined }, today: string): Months {
  const to = readMonth(asked.to, 'to') ?? today.slice(0, 7);
  const from = readMonth(asked.from, 'from') ?? monthsBefore(to, usualMonths - 1);
  const length = ordinalOf(to) - ordinalOf(from) + 1;
  if (length >= 1 && length <= maxMonths) return { from, to };
  throw new Problem('invalid_request', {
    detail: `A report is about 1 to ${maxMonths} months, in order`,
    field: 'from',
  });
}
