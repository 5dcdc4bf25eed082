/** The last step of signing in with a first password: choosing one's own. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isProblem, Problem } from '../../../schemas/problems/problem.js';
import { findWaiting } from '../../identity/sessions.js';
import { signInWithNewPassword } from '../../identity/sign-in.js';
import { NewPasswordPage } from '../../web/pages/new-password.js';
import { fieldOf, rawFieldOf } from '../accept-forms.js';
import { passwordPlaces } from './account-page.js';
import { type Faults, faultAt } from './form-faults.js';
import { ownAddress, type Pages } from './pages.js';
import { goalText } from './query-text.js';
import { atOnce, expectedProblem, goOn, sendSignIn, visitorOf, waitingOf } from './sign-in.js';

export function newPasswordPages(pages: Pages): void {
  const { ctx } = pages;

  /** The form, as long as the cookie waits for it. */
  async function show(request: FastifyRequest, reply: FastifyReply, goal: string, faults: Faults, status = 200) {
    const waiting = await findWaiting(ctx, waitingOf(ctx, request), 'new-password');
    if (waiting === undefined) return sendSignIn(pages, request, reply, { goal, problem: 'sign_in_expired' });
    const { name, email } = waiting;
    const page = pages.pageOf(request, reply);
    return pages.send(reply, NewPasswordPage({ page, name, email, goal, errors: faults }), status);
  }

  pages.on('GET /dang-nhap/mat-khau-moi', (request, reply) => show(request, reply, ownAddress(goalText(request)), {}));

  pages.on('POST /dang-nhap/mat-khau-moi', async (request, reply) => {
    const goal = ownAddress(fieldOf(request, 've'));
    const password = rawFieldOf(request, 'password');
    try {
      if (password !== rawFieldOf(request, 'repeated-password'))
        throw new Problem('password_unsuitable', { field: 'repeated-password' });
      const visitor = visitorOf(ctx, request);
      const opened = await atOnce(request.ip, () =>
        signInWithNewPassword(ctx, waitingOf(ctx, request), password, visitor),
      );
      return goOn(ctx, reply, opened, goal);
    } catch (error) {
      const fault = isProblem(error) ? faultAt(error, passwordPlaces) : null;
      if (fault !== null) return show(request, reply, goal, { [fault.field]: fault.text }, fault.status);
      return sendSignIn(pages, request, reply, { goal, problem: expectedProblem(error) });
    }
  });
}
