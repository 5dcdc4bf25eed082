/** Gives both authorities of a fixture a revocation list, as the workers see to in a running gateway. */
import { createHash } from 'node:crypto';
import type { Issuer } from '../../certs/authority/build-certificate.js';
import type { Revocation } from '../../certs/authority/issue-crl.js';
import type { GatewayContext } from '../../gateway/context.js';
import { insertCrl } from '../../gateway/identity/certificates.store.js';
import { listOf, type TestAuthority } from './test-authority.js';

/**
 * @param revoked by the issuing authority
 * @param at the lists are a day old then
 */
export async function publishLists(
  ctx: GatewayContext,
  { root, issuing }: TestAuthority,
  revoked: readonly Revocation[] = [],
  at = new Date(),
): Promise<void> {
  await publishList(ctx, root, [], at);
  await publishList(ctx, issuing, revoked, at);
}

export async function publishList(
  { database }: GatewayContext,
  issuer: Issuer,
  revoked: readonly Revocation[],
  at = new Date(),
): Promise<void> {
  const fingerprint = createHash('sha256').update(issuer.certificate).digest('hex');
  await insertCrl(database, fingerprint, await listOf(issuer, revoked, at));
}
