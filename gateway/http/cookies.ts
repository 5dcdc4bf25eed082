/**
 * The cookies of this gateway. None can be read by scripts or is sent along by forms and images of other sites; over https they carry
 * the prefix `__Host-`, so that no neighbour of the same domain can set or overwrite one.
 * Source: RFC 6265bis sections 4.1.2 (attributes) and 4.1.3.2 (`__Host-`).
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.js';

const day = 86_400;

/** How long a browser keeps each, in seconds; null until it is closed. */
const lifetimes = {
  /** Who is signed in. */
  session: null,
  /** Between the steps of signing in. */
  waiting: 600,
  /** This browser, for the limits of guessing. */
  browser: 400 * day,
  /** What forms of visitors are tied to. */
  visit: null,
  /** Who one was at the OpenID provider, between signing out here and there. */
  leaving: 600,
  /** A sign-in begun at the OpenID provider. */
  openid: 600,
  /** The page that a form led to, which says once what it did (news.ts). */
  news: 60,
  language: 400 * day,
  theme: 400 * day,
} as const;

export type CookieName = keyof typeof lifetimes;

/** Behind a proxy the public address tells; else the connection. */
const isSecure = ({ publicUrl }: Config, { protocol }: FastifyRequest): boolean =>
  publicUrl === null ? protocol === 'https' : publicUrl.startsWith('https:');

const fullName = (name: CookieName, secure: boolean) => `${secure ? '__Host-' : ''}congvan-${name}`;

export const readCookie = (config: Config, request: FastifyRequest, name: CookieName): string | null =>
  request.cookies[fullName(name, isSecure(config, request))] ?? null;

/** @param value null takes the cookie away */
export function writeCookie(config: Config, reply: FastifyReply, name: CookieName, value: string | null): void {
  const secure = isSecure(config, reply.request);
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;
  const maxAge = lifetimes[name];
  if (value === null) reply.clearCookie(fullName(name, secure), options);
  else reply.setCookie(fullName(name, secure), value, { ...options, ...(maxAge === null ? {} : { maxAge }) });
}
