/** What waits for somebody's agency, beside the names of pages: one cheap query for each page of a clerk or leader. */
import type { GatewayContext } from '../../context.js';
import { attentionCounts, totalOf } from '../../documents/lists/attention.js';
import type { SignedIn } from '../../identity/sessions.js';
import type { Counts } from '../../web/page.js';

declare module 'fastify' {
  interface FastifyRequest {
    counts: Counts;
  }
}

export async function readCounts(ctx: GatewayContext, { agency, principal }: SignedIn): Promise<Counts> {
  if (agency === null || !principal.scopes.has('documents:read')) return {};
  return { attention: totalOf(await attentionCounts(ctx, agency.code)) };
}
