/** Forms whose reader can mend what was wrong: the page is shown again, with the fault at its field. */
import type { FastifyReply } from 'fastify';
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
export function faultAt(problem: Problem, places: Places): Fault | null {
  const { code, field } = problem;
  const place = places[`${code} ${field}`] ?? places[code];
  if (place === undefined) return null;
  const [at, text = problemText(code)] = place;
  return { field: at, text: typeof text === 'function' ? text(problem) : text, status: statusOf(problem) };
}

/** Of the answer that tells of it. */
export const statusOf = ({ code }: Problem): number => catalogue[code].status;

/**
 * Does what a form asks for, or shows it again.
 * @param faultOf what of a problem its reader can mend or has to know; null for everything else, which is thrown on
 */
export async function orShow<Said>(
  work: () => Promise<FastifyReply>,
  faultOf: (problem: Problem) => Said | null | Promise<Said | null>,
  show: (fault: Said) => FastifyReply | Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await work();
  } catch (error) {
    const fault = isProblem(error) ? await faultOf(error) : null;
    if (fault === null) throw error;
    return show(fault);
  }
}

/** As `orShow`, on a page whose fields are named as in `places`. */
export const orShowAt = (
  work: () => Promise<FastifyReply>,
  places: Places,
  show: (faults: Faults, status: number) => Promise<FastifyReply>,
): Promise<FastifyReply> =>
  orShow(
    work,
    (problem) => faultAt(problem, places),
    ({ field, text, status }) => show({ [field]: text }, status),
  );
