/** The first page, the boxes, and what every page needs: its files and the reader's choice of language and colours. */
import type { FastifyRequest } from 'fastify';
import { Problem } from '../../../schemas/problems/problem.js';
import { findDocuments } from '../../documents/find-documents.js';
import type { SignedIn } from '../../identity/sessions.js';
import { readLanguage, readTheme } from '../../web/language.js';
import { filesVersion, pageFiles } from '../../web/page-files.js';
import { BoxPage } from '../../web/pages/box.js';
import { HomePage } from '../../web/pages/home.js';
import { WelcomePage } from '../../web/pages/welcome.js';
import { personOf } from '../access.js';
import { writeCookie } from '../cookies.js';
import { ownAddress, type Pages } from './pages.js';

const homeRows = 20;
const boxRows = 50;

type Query = Readonly<Record<string, unknown>>;
const textOf = (query: unknown, name: string): string => {
  const value = (query as Query)[name];
  return typeof value === 'string' ? value : '';
};

export function homePages(pages: Pages, hasMailboxes: boolean): void {
  const { ctx } = pages;

  const documentsFor = ({ principal }: SignedIn) => {
    if (!principal.scopes.has('documents:read')) return null;
    const query = principal.auditor ? ({ box: 'out' } as const) : ({ box: 'in', status: '01' } as const);
    return findDocuments(ctx, principal, { ...query, limit: homeRows });
  };

  pages.on('GET /', async (request, reply) => {
    const page = pages.pageOf(request, reply);
    const { person } = request;
    if (person === null) return pages.send(reply, WelcomePage({ page, hasMailboxes }));
    return pages.send(reply, HomePage({ page, person, now: ctx.now(), documents: await documentsFor(person) }));
  });

  const readBox = async (request: FastifyRequest, box: 'in' | 'out') => {
    const [search, cursor] = [textOf(request.query, 'q').slice(0, 200), textOf(request.query, 'sau')];
    const query = { box, q: search, limit: boxRows, ...(cursor === '' ? {} : { cursor }) };
    const person = personOf(request);
    return {
      person,
      box,
      search,
      isFirst: cursor === '',
      documents: await findDocuments(ctx, person.principal, query),
    };
  };
  pages.on('GET /van-ban-den', async (request, reply) =>
    pages.send(reply, BoxPage({ page: pages.pageOf(request, reply), ...(await readBox(request, 'in')) })),
  );
  pages.on('GET /van-ban-di', async (request, reply) =>
    pages.send(reply, BoxPage({ page: pages.pageOf(request, reply), ...(await readBox(request, 'out')) })),
  );

  pages.on('GET /tuy-chon', async (request, reply) => {
    const [language, theme] = [textOf(request.query, 'ngon-ngu'), textOf(request.query, 'mau-nen')];
    if (language !== '') writeCookie(ctx.config, reply, 'language', readLanguage(language));
    if (theme !== '') writeCookie(ctx.config, reply, 'theme', readTheme(theme));
    return reply.redirect(ownAddress(textOf(request.query, 've')), 303);
  });

  pages.on('GET /giao-dien/:version/:file', async (request, reply) => {
    const { version, file } = request.params as { version: string; file: string };
    const found = version === filesVersion ? pageFiles.get(file) : undefined;
    if (found === undefined) throw new Problem('not_found', { detail: 'There is nothing at this address' });
    return reply.type(found.type).header('cache-control', 'public, max-age=31536000, immutable').send(found.bytes);
  });
}
