/** What waits for somebody's agency, beside the names of pages: one cheap query for each page of a clerk or leader. */
import type { GatewayContext } from '../../context.js';
import { countDrafts } from '../../drafts/drafts.store.js';
import type { SignedIn } from '../../identity/sessions.js';
import type { Counts } from '../../web/page.js';

declare module 'fastify' {
  interface FastifyRequest {
    counts: Counts;
  }
}

export async function readCounts(ctx: GatewayContext, person: SignedIn): Promise<Counts> {
  return { ...(await draftCounts(ctx, person)) };
}

async function draftCounts({ database }: GatewayContext, { agency, principal }: SignedIn): Promise<Counts> {
  if (agency === null || !principal.scopes.has('documents:submit')) return {};
  return { drafts: await countDrafts(database, agency.code) };
}
