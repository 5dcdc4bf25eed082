/**
 * Incoming numbers that an agency gives by itself instead of taking its register's next one. The database gives each number once; what is
 * asked before is asked for a clear answer.
 * Source: product, rules of the field (an agency's own system may give the numbers).
 */
import { isDocumentNumber } from '../../schemas/directory/notation.js';
import { Problem } from '../../schemas/problems/problem.js';
import { selectAgenciesByCode } from '../agencies/agencies.store.js';
import { vietnamDay } from '../agencies/agency.js';
import type { GatewayContext } from '../context.js';
import { namesOfActors } from '../identity/actor-names.js';
import { numberRefusal } from './number-refusal.js';
import { type IncomingHolder, selectIncomingHolder, selectNextIncoming } from './registers.store.js';

const field = 'incomingNumber';
/** Somebody who types a number at the moment the counter gives it is a coincidence; so many in a row are none. */
const maxRounds = 10;

const yearNow = (ctx: GatewayContext): number => Number(vietnamDay(ctx.now()).slice(0, 4));

/** @throws Problem `invalid_request` for no number, or where the register gives them; `number_taken` */
export async function requireOwnIncoming(ctx: GatewayContext, agency: string, number: string): Promise<void> {
  if (!isDocumentNumber(number)) throw new Problem('invalid_request', { detail: 'This is no number', field });
  if (!(await givesOwnNumbers(ctx, agency)))
    throw new Problem('invalid_request', { detail: `The register gives the incoming numbers of ${agency}`, field });
  const holder = await findIncomingHolder(ctx, agency, number);
  if (holder !== null) throw takenBy(holder);
}

/** Which document has a number in this year's incoming book of an agency, and who gave it; null when it is free. */
export async function findIncomingHolder(
  ctx: GatewayContext,
  agency: string,
  number: string,
): Promise<IncomingHolder | null> {
  const holder = await selectIncomingHolder(ctx.database, { agency, year: yearNow(ctx), series: '', number });
  if (holder === undefined) return null;
  const nameOf = await namesOfActors(ctx.database, [holder.givenBy]);
  return { ...holder, givenBy: nameOf(holder.givenBy) };
}

function takenBy({ number, code, author, givenBy }: IncomingHolder, cause?: unknown): Problem {
  const detail = `Incoming number ${number} is that of ${code ?? 'a paper document'} (${author ?? '?'}), given by ${givenBy}`;
  return new Problem('number_taken', { detail, field, cause });
}

/**
 * Does what gives an incoming number, all or nothing: one that was typed, or the book's next one, tried again when somebody typed that
 * one at the same moment.
 * @param typed null for the book's next one
 * @throws Problem `number_taken`, `number_cancelled` for one that was typed; `conflict` when others are faster again and again; what `give` throws
 */
export async function withIncomingNumber<T>(
  ctx: GatewayContext,
  { agency, typed }: { readonly agency: string; readonly typed: string | null },
  give: () => Promise<T>,
): Promise<T> {
  for (let round = 0; round < maxRounds; round += 1) {
    try {
      return await give();
    } catch (error) {
      const refusal = numberRefusal(error);
      if (refusal === null) throw error;
      if (typed === null) continue;
      const holder = refusal === 'number_taken' ? await findIncomingHolder(ctx, agency, typed) : null;
      throw holder === null ? new Problem(refusal, { field, cause: error }) : takenBy(holder, error);
    }
  }
  throw new Problem('conflict', { detail: 'The next number was taken by others again and again', field });
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
