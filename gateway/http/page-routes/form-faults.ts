/** Forms whose reader can mend what was wrong: the page is shown again, with the fault at its field. */
import type { FastifyReply } from 'fastify';
import type { ProblemCode } from '../../../schemas/problems/catalogue.js';
import { catalogue } from '../../../schemas/problems/catalogue.js';
import { isProblem, type Problem } from '../../../schemas/problems/problem.js';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import { problemText } from '../../web/pages/sign-in.js';

export interface Fault {
  /** `page` for what no field is to blame for. */
  readonly field: string;
  readonly text: Bilingual;
  readonly status: number;
}

/** What was wrong, by field. */
export type Faults = Readonly<Record<string, Bilingual>>;

/** Where a problem is said, and how: the field and its words; without words those of the catalogue. */
type Place = readonly [field: string, text?: Bilingual | ((problem: Problem) => Bilingual)];

/** By `code`, or `code field` where it depends on the field. */
type Places = Readonly<Record<string, Place>>;

/** The fault a problem is to the reader of a form; null for what no form can mend. */
export function faultOf(error: unknown, places: Places): Fault | null {
  if (!isProblem(error)) return null;
  const place = places[keyOf(error)] ?? places[error.code];
  if (place === undefined) return null;
  const [field, text = problemText(error.code)] = place;
  return { field, text: typeof text === 'function' ? text(error) : text, status: statusOf(error.code) };
}

const keyOf = ({ code, field }: Problem): string => `${code} ${field}`;
const statusOf = (code: ProblemCode): number => catalogue[code].status;

/** Does what a form asks for, or shows it again. */
export async function orShow(
  work: () => Promise<FastifyReply>,
  places: Places,
  show: (faults: Faults, status: number) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await work();
  } catch (error) {
    const fault = faultOf(error, places);
    if (fault === null) throw error;
    return show({ [fault.field]: fault.text }, fault.status);
  }
}
