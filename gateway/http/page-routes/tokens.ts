/** Tokens of programs in a browser: listed and revoked by whoever manages people, issued by operators. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { validate as isUuid } from 'uuid';
import { Problem } from '../../../schemas/problems/problem.js';
import { findTokens, mayRevoke, revokeManaged } from '../../identity/people/manage-tokens.js';
import { type Manager, managerOf } from '../../identity/people/manager.js';
import { issueToken } from '../../identity/tokens.js';
import { countTokens } from '../../identity/tokens.store.js';
import { NewTokenPage } from '../../web/pages/people/issue-token.js';
import { TokensPage } from '../../web/pages/people/tokens.js';
import { tokenFaults, tokenTexts } from '../../web/texts/tokens.js';
import { fieldOf, fieldsOf } from '../accept-forms.js';
import { personOf } from '../access.js';
import { type Faults, orShowAt } from './form-faults.js';
import type { Pages } from './pages.js';
import { queryText } from './query-text.js';

const rows = 50;
const dayMs = 86_400_000;
const mostDays = 3_650;
const longestName = 100;

const places = {
  'invalid_request name': ['name', tokenFaults.name],
  'invalid_request days': ['days', tokenFaults.days],
  'invalid_request scopes': ['scopes', tokenFaults.scopes],
  'invalid_request scope': ['scopes', tokenFaults.scopes],
  unknown_agency: ['agencies', tokenFaults.agencies],
} as const;

const managerIn = (request: FastifyRequest): Manager => managerOf(personOf(request).principal);

/** @throws Problem `invalid_request` */
function readExpiry(text: string, now: Date): Date | null {
  if (text === '') return null;
  const days = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (days < 1 || days > mostDays) throw new Problem('invalid_request', { field: 'days' });
  return new Date(now.getTime() + days * dayMs);
}

/** @throws Problem `invalid_request` */
function readName(text: string): string {
  if (text === '' || text.length > longestName) throw new Problem('invalid_request', { field: 'name' });
  return text;
}

const codesOf = (text: string): string[] => text.split(/[\s,;]+/).filter((code) => code !== '');

export function tokenPages(pages: Pages): void {
  const { ctx } = pages;

  async function show(request: FastifyRequest, reply: FastifyReply, errors: Faults = {}, status = 200) {
    const by = managerIn(request);
    const after = queryText(request, 'sau');
    const before = isUuid(after) ? after : null;
    const state = queryText(request, 'tinh-trang') === 'het' ? 'over' : 'usable';
    const [counts, found] = await Promise.all([
      countTokens(ctx.database, by.agencies, ctx.now()),
      findTokens(ctx, by, { state, before, limit: rows }),
    ]);
    const values = {
      name: fieldOf(request, 'name'),
      agencies: fieldOf(request, 'agencies'),
      days: fieldOf(request, 'days'),
    };
    const page = TokensPage({
      page: pages.pageOf(request, reply),
      counts,
      found,
      state,
      isFirst: before === null,
      mayRevoke: (token) => mayRevoke(by, token),
      issue: personOf(request).principal.operator ? { values, scopes: fieldsOf(request, 'scope'), errors } : null,
      done: queryText(request, 'xong') === 'thu-hoi' ? tokenTexts.revoked : null,
    });
    return pages.send(reply, page, status);
  }

  pages.on('GET /nguoi-dung/khoa', (request, reply) => show(request, reply));

  pages.on('POST /nguoi-dung/khoa', (request, reply) =>
    orShowAt(
      async () => {
        const name = readName(fieldOf(request, 'name'));
        const { token } = await issueToken(ctx, {
          name,
          scopes: fieldsOf(request, 'scope'),
          agencies: codesOf(fieldOf(request, 'agencies')),
          expiresAt: readExpiry(fieldOf(request, 'days'), ctx.now()),
          actor: personOf(request).principal.actor,
        });
        return pages.send(reply, NewTokenPage({ page: pages.pageOf(request, reply), name, token }));
      },
      places,
      (faults, status) => show(request, reply, faults, status),
    ),
  );

  pages.on('POST /nguoi-dung/khoa/:token/thu-hoi', async (request, reply) => {
    const { token } = request.params as { token: string };
    await revokeManaged(ctx, managerIn(request), token);
    return reply.redirect('/nguoi-dung/khoa?xong=thu-hoi', 303);
  });
}
