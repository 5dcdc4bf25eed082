/**
 * Forms count only when they come from a page this gateway gave to the same browser: each carries a digest of a secret in that
 * browser's cookie, and says by itself where it comes from.
 * Source: OWASP, Cross-Site Request Forgery Prevention (HMAC token bound to the session); own-page.ts for the origin.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../schemas/problems/problem.js';
import type { Config } from '../config.js';
import { isToken, newToken } from '../identity/secret-token.js';
import { formTokenField } from '../web/form-token-field.js';
import { fieldOf } from './accept-forms.js';
import { type CookieName, readCookie, writeCookie } from './cookies.js';
import { requireOwnForm } from './own-page.js';

const tokenFor = (secret: string): string => createHmac('sha256', secret).update('form').digest('base64url');

/** What forms are tied to: the session, or the visit of somebody who has none. */
const tiedTo = ({ person }: FastifyRequest): CookieName => (person === null ? 'visit' : 'session');

/** The token for forms of this page; a visitor gets the cookie it is tied to. */
export function giveFormToken(config: Config, request: FastifyRequest, reply: FastifyReply): string {
  const known = readCookie(config, request, tiedTo(request));
  if (known !== null && isToken(known)) return tokenFor(known);
  const secret = newToken();
  writeCookie(config, reply, 'visit', secret);
  return tokenFor(secret);
}

/**
 * @param token as the form brought it; of a form that brings files, from what was read of it
 * @throws Problem `invalid_request` for a form from elsewhere, `form_expired` for one given to another browser or session
 */
export function requireFormToken(
  config: Config,
  request: FastifyRequest,
  token = fieldOf(request, formTokenField),
): void {
  requireOwnForm(request, config.publicUrl);
  const secret = readCookie(config, request, tiedTo(request));
  const [sent, wanted] = [Buffer.from(token), Buffer.from(tokenFor(secret ?? ''))];
  if (secret === null || sent.length !== wanted.length || !timingSafeEqual(sent, wanted))
    throw new Problem('form_expired');
}
