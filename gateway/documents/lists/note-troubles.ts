/** A sender says that it has dealt with what its documents suffered: refusals and failed deliveries leave the things to do. */
import { validate as isUuid } from 'uuid';
import { Problem } from '../../../schemas/problems/problem.js';
import type { GatewayContext } from '../../context.js';
import { actingAgency, type Principal, requireScope } from '../../identity/access.js';
import { pageRows } from './list-filter.js';
import { noteTroubles } from './outbox.store.js';

/**
 * @param documents ids, at most a page of them; what the agency did not send, or what suffered nothing, is passed over
 * @returns how many documents it was noted for
 * @throws Problem `missing_scope`, `wrong_agency`, `invalid_request`
 */
export async function noteSeenTo(
  ctx: GatewayContext,
  principal: Principal,
  documents: readonly string[],
): Promise<number> {
  requireScope(principal, 'status:write');
  if (documents.length > pageRows || !documents.every((id) => isUuid(id)))
    throw new Problem('invalid_request', { detail: `This takes at most ${pageRows} documents of the list` });
  return noteTroubles(ctx.database, actingAgency(principal), documents, ctx.now());
}
