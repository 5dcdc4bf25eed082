/**
 * How a page answers a request: in its reader's language and colours, under headers of its own. Does not decide what the page says.
 * Source: Content Security Policy Level 3.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { GatewayContext } from '../../context.js';
import { readLanguage, readTheme } from '../../web/language.js';
import type { Page } from '../../web/page.js';
import { readCookie } from '../cookies.js';
import { giveFormToken } from '../form-token.js';

/** Nothing from elsewhere, nothing written into the page; what is shown is for this reader now, and stays in no cache. */
export const pageHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'cache-control': 'private, no-store',
  // Without it browsers hide where a form comes from, from us too.
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
};

/** The page that is shown: a form shows the one it stands on. */
const shownAddress = ({ method, url }: FastifyRequest): string =>
  method === 'GET' ? url : `/${url.split(/[/?]/)[1] ?? ''}`;

/** What the pages need to know of this request. */
export function pageOf({ config }: GatewayContext, request: FastifyRequest, reply: FastifyReply): Page {
  const language = readLanguage(readCookie(config, request, 'language'));
  let token: string | undefined;
  return {
    language,
    theme: readTheme(readCookie(config, request, 'theme')),
    person: request.person,
    counts: request.counts ?? {},
    address: shownAddress(request),
    formToken: () => {
      token ??= giveFormToken(config, request, reply);
      return token;
    },
    say: (text) => text[language],
  };
}

export const sendPage = (reply: FastifyReply, page: VNode, status = 200): FastifyReply =>
  reply
    .code(status)
    .type('text/html; charset=utf-8')
    .send(`<!DOCTYPE html>\n${renderToString(page)}`);
