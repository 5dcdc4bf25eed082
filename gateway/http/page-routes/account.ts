/** Forms of the account page: each does one thing and leads back to the page, or shows it with what was wrong. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../../schemas/problems/problem.js';
import { userActor } from '../../identity/access.js';
import { changeOwnPassword, confirmPassword, endOtherSessions, endSession } from '../../identity/account.js';
import {
  beginSecondFactor,
  changeRecoveryCodes,
  turnOffSecondFactor,
  turnOnSecondFactor,
} from '../../identity/second-factors.js';
import { RecoveryCodesPage } from '../../web/pages/second-factor-section.js';
import { fieldOf, rawFieldOf } from '../accept-forms.js';
import { personOf } from '../access.js';
import { writeCookie } from '../cookies.js';
import { attemptOnAccount, backToAccount, showAccount } from './account-page.js';
import type { Pages } from './pages.js';
import { leave, visitorOf } from './sign-in.js';

export function accountPages(pages: Pages): void {
  const { ctx } = pages;

  const attempt = (request: FastifyRequest, reply: FastifyReply, work: () => Promise<FastifyReply>) =>
    attemptOnAccount(pages, request, reply, work);

  const confirmed = (request: FastifyRequest) =>
    confirmPassword(ctx, personOf(request), rawFieldOf(request, 'confirm-password'), {
      ...visitorOf(ctx, request),
      field: 'confirm-password',
    });

  pages.on('GET /tai-khoan', (request, reply) => showAccount(pages, request, reply));

  pages.on('POST /tai-khoan/mat-khau', (request, reply) =>
    attempt(request, reply, async () => {
      const next = rawFieldOf(request, 'password');
      if (next !== rawFieldOf(request, 'repeated-password'))
        throw new Problem('password_unsuitable', { field: 'repeated-password' });
      const change = { current: rawFieldOf(request, 'current-password'), next };
      const session = await changeOwnPassword(ctx, personOf(request), change, visitorOf(ctx, request));
      writeCookie(ctx.config, reply, 'session', session);
      return backToAccount(reply, 'mat-khau');
    }),
  );

  pages.on('POST /tai-khoan/xac-thuc/bat', (request, reply) =>
    attempt(request, reply, async () => {
      await confirmed(request);
      await beginSecondFactor(ctx, personOf(request).id);
      return backToAccount(reply);
    }),
  );

  const showCodes = (request: FastifyRequest, reply: FastifyReply, codes: readonly string[]) =>
    pages.send(reply, RecoveryCodesPage({ page: pages.pageOf(request, reply), codes }));

  pages.on('POST /tai-khoan/xac-thuc/xac-nhan', (request, reply) =>
    attempt(request, reply, async () =>
      showCodes(request, reply, await turnOnSecondFactor(ctx, personOf(request).id, fieldOf(request, 'code'))),
    ),
  );

  pages.on('POST /tai-khoan/xac-thuc/ma-du-phong', (request, reply) =>
    attempt(request, reply, async () => {
      await confirmed(request);
      return showCodes(request, reply, await changeRecoveryCodes(ctx, personOf(request).id));
    }),
  );

  pages.on('POST /tai-khoan/xac-thuc/tat', (request, reply) =>
    attempt(request, reply, async () => {
      await confirmed(request);
      const { id } = personOf(request);
      await turnOffSecondFactor(ctx, id, userActor(id));
      return backToAccount(reply, 'xac-thuc-tat');
    }),
  );

  sessionForms(pages);
}

function sessionForms(pages: Pages): void {
  const { ctx } = pages;
  pages.on('POST /tai-khoan/phien/:session', async (request, reply) => {
    const { session } = request.params as { session: string };
    await endSession(ctx, personOf(request), session);
    return backToAccount(reply, 'phien');
  });

  pages.on('POST /tai-khoan/phien', async (request, reply) => {
    const person = personOf(request);
    await endOtherSessions(ctx, person);
    if (fieldOf(request, 'giu') === 'phien-nay') return backToAccount(reply, 'phien');
    return leave(ctx, request, reply);
  });
}
