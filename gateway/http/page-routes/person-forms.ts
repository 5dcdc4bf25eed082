/** What is done to one person's account by whoever manages it: each form asks in place and leads back to the page. */
import { declareAbsence, endAbsence } from '../../identity/absences/absences.js';
import {
  closeAccount,
  endSessionsOf,
  reopenAccount,
  resetPassword,
  takeSecondFactor,
} from '../../identity/people/manage-people.js';
import { getManaged, type Manager } from '../../identity/people/manager.js';
import { absenceIn, draftIn } from './absence-form.js';
import type { Pages } from './pages.js';
import { managerIn, PersonForms, sendFirstPassword } from './people.js';

export function personForms(pages: Pages): void {
  const { ctx } = pages;
  const forms = new PersonForms(pages);

  pages.on('POST /nguoi-dung/:person/mat-khau', (request, reply) =>
    forms.attempt(request, reply, async () => {
      const { person } = request.params as { person: string };
      const password = await resetPassword(ctx, managerIn(request), person);
      return sendFirstPassword(pages, request, reply, person, password);
    }),
  );
  pages.on('POST /nguoi-dung/:person/xac-thuc', (request, reply) =>
    forms.do(request, reply, 'xac-thuc', (by, id) => takeSecondFactor(ctx, by, id)),
  );
  pages.on('POST /nguoi-dung/:person/phien', (request, reply) =>
    forms.do(request, reply, 'phien', (by, id) => endSessionsOf(ctx, by, id)),
  );
  pages.on('POST /nguoi-dung/:person/khoa', (request, reply) =>
    forms.do(request, reply, 'khoa', (by, id) => closeAccount(ctx, by, id)),
  );
  pages.on('POST /nguoi-dung/:person/mo', (request, reply) =>
    forms.do(request, reply, 'mo', (by, id) => reopenAccount(ctx, by, id)),
  );

  const managed = (by: Manager, id: string) => getManaged(ctx.database, by, id);
  pages.on('POST /nguoi-dung/:person/vang-mat', (request, reply) =>
    forms.do(request, reply, 'vang-mat', async (by, id) =>
      declareAbsence(ctx, (await managed(by, id)).id, draftIn(request), by.actor),
    ),
  );
  pages.on('POST /nguoi-dung/:person/vang-mat/:absence/thoi', (request, reply) =>
    forms.do(request, reply, 'het-vang-mat', async (by, id) =>
      endAbsence(ctx, (await managed(by, id)).id, absenceIn(request), by.actor),
    ),
  );
}
