/** How the operator's forms end: back on their page with what was done, or the page again with what was wrong. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from '../../../../schemas/problems/problem.js';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import type { Fault } from '../../../web/pages/operator/outcome.js';
import { problemText } from '../../../web/pages/sign-in.js';
import { orShow, statusOf } from '../form-faults.js';
import { queryChoice, queryText } from '../query-text.js';

/** Shows the page a form stands on, with what was wrong when something was. */
export type Show = (request: FastifyRequest, reply: FastifyReply, fault: Fault | null) => Promise<FastifyReply>;

/** Does what a form asks for. What this gateway cannot do for anybody now (its database is away) is not the form's fault. */
export function attempt(
  request: FastifyRequest,
  reply: FastifyReply,
  show: Show,
  work: () => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const faultOf = (problem: Problem): Fault | null => {
    const { code, detail, field = null } = problem;
    if (code === 'database_unavailable' || code === 'internal') return null;
    request.log.info({ code, field }, 'an operator’s form was refused');
    return { text: problemText(code), detail, field, status: statusOf(problem) };
  };
  return orShow(work, faultOf, (fault) => show(request, reply, fault));
}

/** Back to a page, which says what was done. */
export function backTo(reply: FastifyReply, path: string, done: string, more: Readonly<Record<string, string>> = {}) {
  return reply.redirect(`${path}?${new URLSearchParams({ xong: done, ...more })}`, 303);
}

/** One of a few words, or null. */
export function queryWord<Word extends string>(
  request: FastifyRequest,
  name: string,
  words: readonly Word[],
): Word | null {
  const text = queryText(request, name);
  return words.find((word) => word === text) ?? null;
}

/** What a page says was done, by what stands in its address. */
export function newsOf(request: FastifyRequest, news: Readonly<Record<string, Bilingual>>): Bilingual | null {
  return queryChoice(request, 'xong', news);
}

/** Why somebody does it, as the operator wrote it; null when nothing was. */
export const reasonIn = (text: string): string | null => (text === '' ? null : text.normalize('NFC').slice(0, 500));
