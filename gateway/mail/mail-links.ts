/**
 * Links that stand in mails instead of containers that are too large: each leads to one document, for one recipient, for some days.
 * What holds for that recipient holds for the link: a document taken back is not served any more.
 */
import { randomBytes } from 'node:crypto';
import { Problem } from '../../schemas/problems/problem.js';
import { baseAddress } from '../config.js';
import type { GatewayContext } from '../context.js';
import { type OpenBytes, openContainerOf } from '../documents/open-document.js';
import { principalOf } from '../identity/access.js';
import { insertLink, type MailLinkRow, selectLink } from './mail-links.store.js';
import { mailTokenDigest } from './mail-token.js';

const dayMs = 86_400_000;
const tokenBytes = 32;

/** A new link; links made before for the same delivery stay good, whichever of its mails arrives. */
export async function createLink(
  ctx: GatewayContext,
  row: MailLinkRow,
): Promise<{ readonly href: string; readonly expiresAt: Date }> {
  const token = randomBytes(tokenBytes).toString('base64url');
  const expiresAt = new Date(ctx.now().getTime() + ctx.config.mailLinkDays * dayMs);
  await insertLink(ctx.database, { ...row, tokenSha256: mailTokenDigest(token), expiresAt });
  return { href: new URL(`/api/v1/links/${token}`, baseAddress(ctx.config)).href, expiresAt };
}

/**
 * The container a link leads to.
 * @throws Problem `not_found` when the link has ended or never was; as `openContainerOf`
 */
export async function openLinked(ctx: GatewayContext, token: string): Promise<OpenBytes> {
  const link = await selectLink(ctx.database, mailTokenDigest(token), ctx.now());
  if (link === undefined) throw new Problem('not_found', { detail: 'The link has ended, or there never was one' });
  const reader = principalOf(`link:${link.delivery}`, ['documents:read'], [link.agency]);
  return openContainerOf(ctx, reader, link.document);
}
