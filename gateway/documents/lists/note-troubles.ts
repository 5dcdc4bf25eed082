/**
 * A sender says that it has dealt with what its documents suffered: refusals and failed deliveries leave the things to do. What arose
 * after its page was shown stays among them.
 */
import { validate as isUuid } from 'uuid';
import { Problem } from '../../../schemas/problems/problem.js';
import type { GatewayContext } from '../../context.js';
import { isInstant } from '../../database/instant.js';
import { actingAgency, type Principal, requireScope } from '../../identity/access.js';
import { pageRows } from './list-filter.js';
import { noteTroubles } from './outbox.store.js';

export interface SeenTo {
  /** Ids, at most a page of them; what the agency did not send, or what suffered nothing, is passed over. */
  readonly documents: readonly string[];
  /** Of the newest trouble that the page showed: `troubledAt` of a row. */
  readonly until: string;
}

/**
 * @returns how many documents have nothing left to see to by it
 * @throws Problem `missing_scope`, `wrong_agency`, `invalid_request`
 */
export async function noteSeenTo(
  ctx: GatewayContext,
  principal: Principal,
  { documents, until }: SeenTo,
): Promise<number> {
  requireScope(principal, 'status:write');
  if (documents.length > pageRows || !documents.every((id) => isUuid(id)))
    throw new Problem('invalid_request', { detail: `This takes at most ${pageRows} documents of the list` });
  if (!isInstant(until)) throw new Problem('invalid_request', { detail: 'The form does not say what its page showed' });
  return noteTroubles(ctx.database, actingAgency(principal), documents, { seenTo: until, now: ctx.now() });
}
