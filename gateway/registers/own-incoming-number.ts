/**
 * Incoming numbers that an agency gives by itself instead of taking its register's next one. Whether two clerks type the same number at the
 * same moment is theirs to see: the book shows both.
 * Source: product, rules of the field (an agency's own system may give the numbers).
 */
import { isDocumentNumber } from '../../schemas/directory/notation.js';
import { Problem } from '../../schemas/problems/problem.js';
import { selectAgenciesByCode } from '../agencies/agencies.store.js';
import { vietnamDay } from '../agencies/agency.js';
import type { GatewayContext } from '../context.js';
import { isIncomingTaken, selectNextIncoming } from './registers.store.js';

const field = 'incomingNumber';
const yearNow = (ctx: GatewayContext): number => Number(vietnamDay(ctx.now()).slice(0, 4));

/** @throws Problem `invalid_request` for no number, or where the register gives them; `number_taken` */
export async function requireOwnIncoming(ctx: GatewayContext, agency: string, number: string): Promise<void> {
  if (!isDocumentNumber(number)) throw new Problem('invalid_request', { detail: 'This is no number', field });
  if (!(await givesOwnNumbers(ctx, agency)))
    throw new Problem('invalid_request', { detail: `The register gives the incoming numbers of ${agency}`, field });
  if (await isIncomingTaken(ctx.database, agency, yearNow(ctx), number)) throw new Problem('number_taken', { field });
}

async function givesOwnNumbers({ database }: GatewayContext, agency: string): Promise<boolean> {
  const [found] = await selectAgenciesByCode(database, [agency]);
  return found?.numbering === 'agency';
}

export interface IncomingNumbers {
  /** What accepting now would take, unless somebody is faster. */
  readonly next: string;
  readonly isOwnAllowed: boolean;
}

/** How an agency's incoming book gives its next number. */
export async function foreseeIncoming(ctx: GatewayContext, agency: string): Promise<IncomingNumbers> {
  const [next, isOwnAllowed] = await Promise.all([
    selectNextIncoming(ctx.database, agency, yearNow(ctx)),
    givesOwnNumbers(ctx, agency),
  ]);
  return { next, isOwnAllowed };
}
