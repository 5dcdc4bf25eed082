/**
 * Several documents accepted at once: one after the other, so that incoming numbers are given in the order of the list and what one
 * suffers stops none of the others.
 */
import { validate as isUuid } from 'uuid';
import type { ProblemCode } from '../../../schemas/problems/catalogue.js';
import { isProblem, Problem } from '../../../schemas/problems/problem.js';
import type { GatewayContext } from '../../context.js';
import { type Principal, requireScope } from '../../identity/access.js';
import { declareStatus } from '../declare-status.js';
import { pageRows } from './list-filter.js';

/** What happened to one of them: null when it is accepted, now or before. */
export interface Acceptance {
  readonly document: string;
  readonly problem: ProblemCode | null;
}

/**
 * Accepts each (status 03), in this order.
 * @throws Problem `missing_scope`; `invalid_request` for more than `pageRows` or what is no id
 */
export async function acceptDocuments(
  ctx: GatewayContext,
  principal: Principal,
  documents: readonly string[],
): Promise<Acceptance[]> {
  requireScope(principal, 'status:write');
  if (documents.length > pageRows || !documents.every((id) => isUuid(id)))
    throw new Problem('invalid_request', { detail: `This takes at most ${pageRows} documents of the list` });
  const acceptances: Acceptance[] = [];
  for (const document of new Set(documents)) acceptances.push(await accept(ctx, principal, document));
  return acceptances;
}

async function accept(ctx: GatewayContext, principal: Principal, document: string): Promise<Acceptance> {
  try {
    await declareStatus(ctx, principal, document, { code: '03' });
    return { document, problem: null };
  } catch (error) {
    if (!isProblem(error)) throw error;
    return { document, problem: error.code };
  }
}
