/** Signing in and out in a browser: forms in, cookies out. Who gets in is decided in identity/sign-in.ts. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemCode } from '../../../schemas/problems/catalogue.js';
import { catalogue } from '../../../schemas/problems/catalogue.js';
import { isProblem } from '../../../schemas/problems/problem.js';
import type { GatewayContext } from '../../context.js';
import { leaveSession } from '../../identity/account.js';
import { endOpenIdAddress } from '../../identity/open-id.js';
import { findWaiting } from '../../identity/sessions.js';
import { type SignInResult, signInWithCode, signInWithPassword, type Visitor } from '../../identity/sign-in.js';
import { SecondFactorPage, SignInPage } from '../../web/pages/sign-in.js';
import { texts } from '../../web/texts.js';
import { fieldOf, rawFieldOf } from '../accept-forms.js';
import { personOf } from '../access.js';
import { readCookie, writeCookie } from '../cookies.js';
import { limitAtOnce } from '../limit-at-once.js';
import { ownAddress, type Pages } from './pages.js';
import { goalText, queryText } from './query-text.js';

/** Each check of a password takes 19 MiB and a thread meanwhile. */
export const atOnce = limitAtOnce({ inAll: 16, perClient: 4 });

/** What is said on the sign-in page instead of a page of its own. */
const expected = [
  'sign_in_refused',
  'sign_in_paused',
  'sign_in_expired',
  'first_password_ended',
  'second_factor_refused',
  'provider_unavailable',
  'rate_limited',
] as const;

/** @throws what is none of these */
export function expectedProblem(error: unknown): ProblemCode {
  const code = expected.find((one) => isProblem(error, one));
  if (code === undefined) throw error;
  return code;
}

export function visitorOf({ config }: GatewayContext, request: FastifyRequest): Visitor {
  return {
    address: request.ip,
    agent: request.headers['user-agent'] ?? '',
    browser: readCookie(config, request, 'browser'),
  };
}

const nextSteps = { 'second-factor': '/dang-nhap/ma', 'new-password': '/dang-nhap/mat-khau-moi' } as const;

/** Leads the browser to the next step, or lets it in to where it wanted to go. */
export function goOn({ config }: GatewayContext, reply: FastifyReply, result: SignInResult, goal: string) {
  if (result.kind !== 'open') {
    writeCookie(config, reply, 'waiting', result.session);
    return reply.redirect(`${nextSteps[result.kind]}?${new URLSearchParams({ ve: goal })}`, 303);
  }
  for (const over of ['waiting', 'visit', 'openid', 'leaving'] as const) writeCookie(config, reply, over, null);
  writeCookie(config, reply, 'session', result.session);
  writeCookie(config, reply, 'browser', result.browser);
  return reply.redirect(goal, 303);
}

/** The token that a step before put into this browser's cookie; empty without one. */
export const waitingOf = ({ config }: GatewayContext, request: FastifyRequest): string =>
  readCookie(config, request, 'waiting') ?? '';

/** Browsers drop longer cookies; without the hint the provider asks by itself. */
const longestHint = 3_500;

/** Ends the session; what the provider needs to end its own waits for the next page. */
export async function leave(ctx: GatewayContext, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const idToken = await leaveSession(ctx, personOf(request));
  writeCookie(ctx.config, reply, 'session', null);
  if (idToken !== null && idToken.length <= longestHint) writeCookie(ctx.config, reply, 'leaving', idToken);
  return reply.redirect('/dang-nhap?ra=1', 303);
}

interface SignInState {
  readonly goal: string;
  readonly email?: string;
  readonly problem?: ProblemCode;
}

export async function sendSignIn(
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  { goal, email = '', problem }: SignInState,
): Promise<FastifyReply> {
  const { config } = pages.ctx;
  const isOut = queryText(request, 'ra') === '1';
  const home = new URL('/', `${request.protocol}://${request.host}`).href;
  const hint = readCookie(config, request, 'leaving');
  const endElsewhere = isOut ? await endOpenIdAddress(pages.ctx, config.publicUrl ?? home, hint) : null;
  const out = endElsewhere === null ? texts.signIn.signedOut : texts.signIn.signedOutElsewhere;
  const needed = goal === '/' ? null : texts.signIn.needed;
  const page = SignInPage({
    page: pages.pageOf(request, reply),
    email,
    goal,
    problem: problem ?? null,
    news: isOut ? out : needed,
    endElsewhere,
    provider: config.openIdIssuer === null ? null : config.openIdName,
  });
  return pages.send(reply, page, problem === undefined ? 200 : catalogue[problem].status);
}

export function signInPages(pages: Pages): void {
  const { ctx } = pages;
  pages.on('GET /dang-nhap', async (request, reply) => {
    const goal = ownAddress(goalText(request));
    return request.person === null ? sendSignIn(pages, request, reply, { goal }) : reply.redirect(goal, 303);
  });

  pages.on('POST /dang-nhap', async (request, reply) => {
    const [goal, email] = [ownAddress(fieldOf(request, 've')), fieldOf(request, 'email')];
    const credentials = { email, password: rawFieldOf(request, 'password') };
    try {
      const result = await atOnce(request.ip, () => signInWithPassword(ctx, credentials, visitorOf(ctx, request)));
      return goOn(ctx, reply, result, goal);
    } catch (error) {
      return sendSignIn(pages, request, reply, { goal, email, problem: expectedProblem(error) });
    }
  });

  secondFactorPages(pages);

  pages.on('POST /dang-xuat', (request, reply) => leave(ctx, request, reply));
}

function secondFactorPages(pages: Pages): void {
  const { ctx } = pages;
  const show = (request: FastifyRequest, reply: FastifyReply, goal: string, problem: ProblemCode | null) =>
    pages.send(
      reply,
      SecondFactorPage({ page: pages.pageOf(request, reply), goal, problem }),
      problem === null ? 200 : catalogue[problem].status,
    );

  pages.on('GET /dang-nhap/ma', async (request, reply) => {
    const goal = ownAddress(goalText(request));
    if ((await findWaiting(ctx, waitingOf(ctx, request), 'second-factor')) === undefined)
      return sendSignIn(pages, request, reply, { goal, problem: 'sign_in_expired' });
    return show(request, reply, goal, null);
  });

  pages.on('POST /dang-nhap/ma', async (request, reply) => {
    const goal = ownAddress(fieldOf(request, 've'));
    try {
      const visitor = visitorOf(ctx, request);
      const code = fieldOf(request, 'code');
      return goOn(ctx, reply, await signInWithCode(ctx, waitingOf(ctx, request), code, visitor), goal);
    } catch (error) {
      const problem = expectedProblem(error);
      if (problem === 'sign_in_expired') return sendSignIn(pages, request, reply, { goal, problem });
      return show(request, reply, goal, problem);
    }
  });
}
