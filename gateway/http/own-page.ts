/**
 * Whether a request comes from a page of ours in a browser on this machine: for pages that ask for no token.
 * Source: Fetch Metadata Request Headers (W3C) section 2.4 (Sec-Fetch-Site); Fetch Standard section 3.2 (Origin).
 */
import type { FastifyRequest } from 'fastify';
import { Problem } from '../../schemas/problems/problem.js';

const loopbackNames = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;
/** What proxies add: behind one, this machine is everybody. */
const proxyFields = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/** Another name in Host is somebody else's page, whose name leads here (DNS rebinding), or a proxy. @throws Problem `not_found` */
export function requireThisMachine({ headers }: FastifyRequest): void {
  const isDirect = proxyFields.every((name) => headers[name] === undefined);
  if (!isDirect || !loopbackNames.test(headers.host ?? ''))
    throw new Problem('not_found', { detail: 'There is nothing at this address' });
}

/** What people know this gateway by, without a slash at the end. @param publicUrl as configured */
export const ownBase = ({ protocol, host }: FastifyRequest, publicUrl: string | null): string =>
  publicUrl === null ? `${protocol}://${host}` : publicUrl.replace(/\/+$/, '');

/**
 * Another site's page can send a form here, but not say that it came from here.
 * @param publicUrl what browsers know this gateway by behind a proxy
 * @throws Problem `invalid_request`
 */
export function requireOwnForm(request: FastifyRequest, publicUrl: string | null = null): void {
  const { origin, 'sec-fetch-site': site } = request.headers;
  const own = [`${request.protocol}://${request.host}`, ...(publicUrl === null ? [] : [new URL(publicUrl).origin])];
  const isOwn = site === undefined ? own.includes(origin ?? '') : site === 'same-origin';
  if (!isOwn) throw new Problem('invalid_request', { detail: 'The form was not sent from a page of this gateway' });
}
