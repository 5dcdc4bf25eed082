/** Forms of the account page: each does one thing and leads back to the page, or shows it with what was wrong. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { catalogue } from '../../../schemas/problems/catalogue.js';
import { isProblem, Problem } from '../../../schemas/problems/problem.js';
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import { changeOwnPassword, confirmPassword, endOtherSessions, endSession } from '../../identity/account.js';
import {
  beginSecondFactor,
  changeRecoveryCodes,
  turnOffSecondFactor,
  turnOnSecondFactor,
} from '../../identity/second-factors.js';
import { AccountPage } from '../../web/pages/account.js';
import type { AccountField } from '../../web/pages/account-field.js';
import { RecoveryCodesPage } from '../../web/pages/second-factor-section.js';
import { problemText } from '../../web/pages/sign-in.js';
import { texts } from '../../web/texts.js';
import { fieldOf, rawFieldOf } from '../accept-forms.js';
import { personOf } from '../access.js';
import { writeCookie } from '../cookies.js';
import { readAccount } from './account-state.js';
import type { Pages } from './pages.js';
import { visitorOf } from './sign-in.js';

/** Said once on the page a form leads to, by what stands in its address. */
const news: Readonly<Record<string, Bilingual>> = {
  'mat-khau': texts.account.changed,
  'xac-thuc-tat': texts.account.turnedOff,
  phien: texts.account.ended,
};

const back = (reply: FastifyReply, done?: string) =>
  reply.redirect(done === undefined ? '/tai-khoan' : `/tai-khoan?xong=${done}`, 303);

type Errors = Partial<Record<AccountField | 'page', Bilingual>>;

export function accountPages(pages: Pages): void {
  const { ctx } = pages;

  async function show(request: FastifyRequest, reply: FastifyReply, errors: Errors = {}, status = 200) {
    const person = personOf(request);
    const { xong } = request.query as { xong?: string };
    const state = await readAccount(ctx, person);
    const done = news[xong ?? ''] ?? null;
    return pages.send(
      reply,
      AccountPage({ page: pages.pageOf(request, reply), person, done, errors, ...state }),
      status,
    );
  }

  /** Does what a form asks for; what its reader can mend is said at the field. */
  async function attempt(request: FastifyRequest, reply: FastifyReply, work: () => Promise<FastifyReply>) {
    try {
      return await work();
    } catch (error) {
      const fault = faultOf(error);
      if (fault === null) throw error;
      return show(request, reply, { [fault.field]: fault.text }, fault.status);
    }
  }

  const confirmed = (request: FastifyRequest) =>
    confirmPassword(ctx, personOf(request), rawFieldOf(request, 'confirm-password'), visitorOf(ctx, request));

  pages.on('GET /tai-khoan', (request, reply) => show(request, reply));

  pages.on('POST /tai-khoan/mat-khau', (request, reply) =>
    attempt(request, reply, async () => {
      const next = rawFieldOf(request, 'password');
      if (next !== rawFieldOf(request, 'repeated-password'))
        throw new Problem('password_unsuitable', { field: 'repeated-password' });
      const change = { current: rawFieldOf(request, 'current-password'), next };
      const session = await changeOwnPassword(ctx, personOf(request), change, visitorOf(ctx, request));
      writeCookie(ctx.config, reply, 'session', session);
      return back(reply, 'mat-khau');
    }),
  );

  pages.on('POST /tai-khoan/xac-thuc/bat', (request, reply) =>
    attempt(request, reply, async () => {
      await confirmed(request);
      await beginSecondFactor(ctx, personOf(request).id);
      return back(reply);
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
      const { id, principal } = personOf(request);
      await turnOffSecondFactor(ctx, id, principal.actor);
      return back(reply, 'xac-thuc-tat');
    }),
  );

  sessionForms(pages);
}

function sessionForms(pages: Pages): void {
  const { ctx } = pages;
  pages.on('POST /tai-khoan/phien/:session', async (request, reply) => {
    const { session } = request.params as { session: string };
    await endSession(ctx, personOf(request), session);
    return back(reply, 'phien');
  });

  pages.on('POST /tai-khoan/phien', async (request, reply) => {
    const person = personOf(request);
    await endOtherSessions(ctx, person);
    if (fieldOf(request, 'giu') === 'phien-nay') return back(reply, 'phien');
    await endSession(ctx, person, person.session);
    writeCookie(ctx.config, reply, 'session', null);
    return reply.redirect('/dang-nhap?ra=1', 303);
  });
}

interface Fault {
  readonly field: AccountField | 'page';
  readonly text: Bilingual;
  readonly status: number;
}

/** What the reader of the page can mend; null for everything else. */
function faultOf(error: unknown): Fault | null {
  if (!isProblem(error)) return null;
  const { code, field } = error;
  const at = (place: Fault['field'], text = problemText(code)) => ({
    field: place,
    text,
    status: catalogue[code].status,
  });
  if (code === 'password_unsuitable' && field === 'repeated-password') return at(field, texts.account.unlike);
  if (code === 'password_unsuitable') return at('password', unsuitable(error));
  if (code === 'password_wrong') return at(field === 'confirm-password' ? field : 'current-password');
  if (code === 'second_factor_refused') return at('code');
  return code === 'sign_in_paused' || code === 'conflict' ? at('page') : null;
}

/** With the rule that was not kept, which is written in English only. */
const unsuitable = ({ code, detail }: Problem): Bilingual => {
  const { vi, en } = problemText(code);
  return say(`${vi}: cần ít nhất 12 ký tự, 5 ký tự khác nhau, không phải tên hay địa chỉ của mình`, `${en}: ${detail}`);
};
