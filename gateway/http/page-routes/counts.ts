/** What waits for somebody's agency, beside the names of pages: two cheap queries for each page of a clerk or leader. */
import type { GatewayContext } from '../../context.js';
import { attentionCounts, totalOf } from '../../documents/lists/attention.js';
import { countDrafts } from '../../drafts/drafts.store.js';
import type { SignedIn } from '../../identity/sessions.js';
import type { Counts } from '../../web/page.js';

declare module 'fastify' {
  interface FastifyRequest {
    counts: Counts;
  }
}

export async function readCounts(ctx: GatewayContext, { agency, principal }: SignedIn): Promise<Counts> {
  if (agency === null) return {};
  const [attention, drafts] = await Promise.all([
    principal.scopes.has('documents:read') ? attentionCounts(ctx, agency.code).then(totalOf) : 0,
    principal.scopes.has('documents:submit') ? countDrafts(ctx.database, agency.code) : 0,
  ]);
  return { attention, drafts };
}
