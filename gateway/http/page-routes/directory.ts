/** The directory of agencies, and the recipient groups an agency keeps for itself. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemCode } from '../../../schemas/problems/catalogue.js';
import { Problem } from '../../../schemas/problems/problem.js';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import { findAgencies } from '../../agencies/find-agencies.js';
import { listGroups } from '../../agencies/groups.js';
import {
  addMember,
  createOwnGroup,
  deleteOwnGroup,
  listOwnGroups,
  removeMember,
  renameOwnGroup,
  viewOwnGroup,
} from '../../agencies/own-groups.js';
import { DirectoryPage } from '../../web/pages/directory/directory.js';
import { GroupPage } from '../../web/pages/directory/group.js';
import { problemText } from '../../web/pages/sign-in.js';
import { directoryTexts } from '../../web/texts/directory.js';
import { fieldOf } from '../accept-forms.js';
import { personOf } from '../access.js';
import { orShow, statusOf } from './form-faults.js';
import type { Pages } from './pages.js';
import { queryChoice, queryText } from './query-text.js';

const doneOf = (request: FastifyRequest): Bilingual | null =>
  queryChoice<Bilingual>(request, 'xong', directoryTexts.done);

export function directoryPages(pages: Pages): void {
  const { ctx } = pages;

  const showDirectory = async (
    request: FastifyRequest,
    reply: FastifyReply,
    fault: Bilingual | null,
    status: number,
  ) => {
    const { principal, agency } = personOf(request);
    const [search, cursor] = [queryText(request, 'q'), queryText(request, 'sau', 1_000)];
    const mayKeep = principal.scopes.has('groups:write') && agency !== null;
    const [found, own, all] = await Promise.all([
      findAgencies(ctx, { q: search, ...(cursor === '' ? {} : { cursor }) }),
      mayKeep ? listOwnGroups(ctx, principal) : null,
      listGroups(ctx, []),
    ]);
    const props = {
      page: pages.pageOf(request, reply),
      today: ctx.now(),
      search,
      isFirst: cursor === '',
      found,
      own,
      everybodys: all,
    };
    return pages.send(reply, DirectoryPage({ ...props, fault, done: doneOf(request) }), status);
  };
  pages.on('GET /danh-ba', (request, reply) => showDirectory(request, reply, null, 200));

  pages.on('POST /danh-ba/nhom', (request, reply) => {
    const create = async () => {
      const id = await createOwnGroup(ctx, personOf(request).principal, fieldOf(request, 'name'));
      return reply.redirect(`/danh-ba/nhom/${id}?xong=them`, 303);
    };
    return orShow(create, faultOf, ({ text, status }) => showDirectory(request, reply, text, status));
  });

  const showGroup = async (request: FastifyRequest, reply: FastifyReply, fault: Bilingual | null, status: number) => {
    const { group: id } = request.params as { group: string };
    const group = await viewOwnGroup(ctx, personOf(request).principal, id);
    const typed = queryText(request, 'tim');
    const found = typed === '' ? [] : (await findAgencies(ctx, { q: typed, active: true, limit: 20 })).agencies;
    const props = { page: pages.pageOf(request, reply), group, typed, found, fault, done: doneOf(request) };
    return pages.send(reply, GroupPage(props), status);
  };
  pages.on('GET /danh-ba/nhom/:group', (request, reply) => showGroup(request, reply, null, 200));

  const acts: Readonly<Record<string, (request: FastifyRequest, id: string) => Promise<string>>> = {
    rename: async (request, id) => {
      await renameOwnGroup(ctx, personOf(request).principal, id, fieldOf(request, 'name'));
      return `/danh-ba/nhom/${id}?xong=ten`;
    },
    add: async (request, id) => {
      await addMember(ctx, personOf(request).principal, id, fieldOf(request, 'member'));
      return `/danh-ba/nhom/${id}?xong=thanh-vien`;
    },
    remove: async (request, id) => {
      await removeMember(ctx, personOf(request).principal, id, fieldOf(request, 'member'));
      return `/danh-ba/nhom/${id}?xong=thanh-vien`;
    },
    delete: async (request, id) => {
      await deleteOwnGroup(ctx, personOf(request).principal, id);
      return '/danh-ba?xong=xoa';
    },
  };
  pages.on('POST /danh-ba/nhom/:group', (request, reply) => {
    const { group: id } = request.params as { group: string };
    const change = async () => {
      const name = fieldOf(request, 'act');
      const act = Object.hasOwn(acts, name) ? acts[name] : undefined;
      if (act === undefined) throw new Problem('invalid_request', { field: 'act' });
      return reply.redirect(await act(request, id), 303);
    };
    return orShow(change, faultOf, ({ text, status }) => showGroup(request, reply, text, status));
  });
}

const mendable = new Set<ProblemCode>(['invalid_request', 'already_exists', 'unknown_agency']);

const faultOf = (problem: Problem) =>
  mendable.has(problem.code) ? { text: problemText(problem.code), status: statusOf(problem) } : null;
