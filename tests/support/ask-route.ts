/** A well-meant request to any route of the API, for tests that walk all of them. */
import { metadataOf } from './gateway-fixture.js';
import { type HttpFixture, submissionForm } from './http-fixture.js';
import type { SeenRoute } from './walk-routes.js';

const agency = 'H30.03';

/** Ids that the addresses of routes name. */
export interface RouteSubjects {
  readonly document: string;
  /** Of a status of the document. */
  readonly receipt: string;
  readonly mail: string;
}

const queries: Readonly<Record<string, string>> = {
  '/api/v1/documents': '?box=in',
  '/api/v1/registers/:book': `?year=2016&agency=${agency}`,
  '/api/v1/reports/electronic-share': '?from=2016-01-01&to=2016-12-31',
};

const isOfMails = (url: string) => url.startsWith('/api/v1/mails/');

export function addressOf({ url }: SeenRoute, { document, receipt, mail }: RouteSubjects): string {
  const address = url
    .replace(':status', receipt)
    .replace(':id', isOfMails(url) ? mail : document)
    .replace(':n', '1')
    .replace(':book', 'out')
    .replace(':code', agency)
    .replace(':name', 'webhook');
  return `${address}${queries[url] ?? ''}`;
}

/** What a well-meant request to the route carries. */
function bodyOf({ method, url }: SeenRoute): RequestInit {
  if (method === 'GET' || method === 'HEAD' || method === 'DELETE') return { method };
  if (/\/(update|replace)$/.test(url) || url === '/api/v1/documents')
    return { method, body: submissionForm(metadataOf()) };
  const json: Record<string, unknown> = url.endsWith('/status')
    ? { code: '03' }
    : url.endsWith('/recall')
      ? { reason: 'Gửi nhầm' }
      : {};
  return { method, body: JSON.stringify(json), headers: { 'content-type': 'application/json' } };
}

export const askFor = (gateway: HttpFixture, route: SeenRoute, subjects: RouteSubjects, token: string | null) =>
  gateway.call(addressOf(route, subjects), token, bodyOf(route));
