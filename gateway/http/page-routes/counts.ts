/** What waits for somebody's agency, beside the names of pages: one cheap query for each page of a clerk or leader. */
import type { GatewayContext } from '../../context.js';
import type { SignedIn } from '../../identity/sessions.js';
import type { Counts } from '../../web/page.js';

declare module 'fastify' {
  interface FastifyRequest {
    counts: Counts;
  }
}

export async function readCounts(_ctx: GatewayContext, _person: SignedIn): Promise<Counts> {
  return {};
}
