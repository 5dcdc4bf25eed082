/**
 * Signing in at the OpenID provider: the browser is sent there and comes back. What only this browser may know of it (state, nonce,
 * verifier) waits in a cookie of its own; the answer counts once. Source: OpenID Connect Core 1.0 section 3.1.2.
 */
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { Problem } from '../../../schemas/problems/problem.js';
import { beginOpenId, finishOpenId } from '../../identity/open-id.js';
import { signIn } from '../../identity/sign-in.js';
import { readCookie, writeCookie } from '../cookies.js';
import type { Pages } from './pages.js';
import { ownAddress } from './pages.js';
import { expectedProblem, goOn, sendSignIn, visitorOf } from './sign-in.js';

const keptSchema = Type.Object({
  state: Type.String({ minLength: 1 }),
  nonce: Type.String({ minLength: 1 }),
  verifier: Type.String({ minLength: 1 }),
  goal: Type.String(),
});

function readKept(text: string | null) {
  try {
    const kept: unknown = JSON.parse(Buffer.from(text ?? '', 'base64url').toString());
    if (Value.Check(keptSchema, kept)) return { ...kept, goal: ownAddress(kept.goal) };
  } catch {
    // Not one we wrote: as if there were none.
  }
  throw new Problem('sign_in_expired');
}

export function openIdPages(pages: Pages): void {
  const { ctx } = pages;
  const returnAddress = (request: FastifyRequest) =>
    new URL('/dang-nhap/openid/ve', ctx.config.publicUrl ?? `${request.protocol}://${request.host}`);

  pages.on('GET /dang-nhap/openid', async (request, reply) => {
    const { ve } = request.query as { ve?: unknown };
    const goal = ownAddress(String(ve ?? ''));
    try {
      const { address, attempt } = await beginOpenId(ctx, returnAddress(request).href);
      const kept = Buffer.from(JSON.stringify({ ...attempt, goal })).toString('base64url');
      writeCookie(ctx.config, reply, 'openid', kept);
      return reply.redirect(address, 303);
    } catch (error) {
      return sendSignIn(pages, request, reply, { goal, problem: expectedProblem(error) });
    }
  });

  pages.on('GET /dang-nhap/openid/ve', async (request, reply) => {
    const kept = readCookie(ctx.config, request, 'openid');
    writeCookie(ctx.config, reply, 'openid', null);
    try {
      const attempt = readKept(kept);
      const cameBackTo = new URL(request.url, returnAddress(request));
      const { account, idToken } = await finishOpenId(ctx, cameBackTo, attempt);
      const opened = await signIn(ctx, account, { method: 'openid', idToken }, visitorOf(ctx, request));
      return goOn(ctx, reply, opened, attempt.goal);
    } catch (error) {
      return sendSignIn(pages, request, reply, { goal: '/', problem: expectedProblem(error) });
    }
  });
}
