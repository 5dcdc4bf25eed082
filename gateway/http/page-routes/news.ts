/**
 * What a form did is said by the page it leads to, by a word in that page's address. An address anybody can write says nothing: the word
 * counts only where this browser's own form led there a moment ago, which a cookie set by the form's answer tells. It stays for a minute
 * (cookies.ts), so that a page that reads itself again keeps what it said.
 */
import { hash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../../config.js';
import { readCookie, writeCookie } from '../cookies.js';

/** The parameter that holds the word. */
const newsField = 'xong';

/** An address as browsers send it, without what follows `#`; null when it says nothing that was done. */
function newsIn(address: string): string | null {
  const base = 'http://own.invalid';
  if (!URL.canParse(address, base)) return null;
  const { pathname, search, searchParams } = new URL(address, base);
  return searchParams.has(newsField) ? hash('sha256', `${pathname}${search}`, 'base64url') : null;
}

/** Takes the word out of addresses that no form of this browser led to. */
function forget({ query }: FastifyRequest): void {
  delete (query as Record<string, unknown>)[newsField];
}

export function keepNewsHonest(app: FastifyInstance, config: Config): void {
  app.addHook('preHandler', async (request) => {
    const news = request.method === 'GET' ? newsIn(request.url) : null;
    if (news !== null && news !== readCookie(config, request, 'news')) forget(request);
  });
  app.addHook('onSend', async (request, reply) => {
    const news = request.method === 'POST' ? newsIn(String(reply.getHeader('location') ?? '')) : null;
    if (news !== null) writeCookie(config, reply, 'news', news);
  });
}
