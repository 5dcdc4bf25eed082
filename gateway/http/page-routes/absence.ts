/** One's own absence, and acting in the place of somebody absent: forms of the account page. */
import { declareAbsence, endAbsence, standIn, stepBack } from '../../identity/absences/absences.js';
import { userActor } from '../../identity/access.js';
import { fieldOf } from '../accept-forms.js';
import { personOf } from '../access.js';
import { absenceIn, draftIn } from './absence-form.js';
import { attemptOnAccount, backToAccount } from './account-page.js';
import type { Pages } from './pages.js';

export function absencePages(pages: Pages): void {
  const { ctx } = pages;
  pages.on('POST /tai-khoan/vang-mat', (request, reply) =>
    attemptOnAccount(pages, request, reply, async () => {
      const { id } = personOf(request);
      await declareAbsence(ctx, id, draftIn(request), userActor(id));
      return backToAccount(reply, 'vang-mat');
    }),
  );
  pages.on('POST /tai-khoan/vang-mat/:absence/thoi', async (request, reply) => {
    const { id } = personOf(request);
    await endAbsence(ctx, id, absenceIn(request), userActor(id));
    return backToAccount(reply, 'het-vang-mat');
  });
  pages.on('POST /tai-khoan/lam-thay', async (request, reply) => {
    await standIn(ctx, personOf(request), fieldOf(request, 'absence'));
    return backToAccount(reply, 'lam-thay');
  });
  pages.on('POST /tai-khoan/lam-thay/thoi', async (request, reply) => {
    await stepBack(ctx, personOf(request));
    return backToAccount(reply, 'thoi-lam-thay');
  });
}
