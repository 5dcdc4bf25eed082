/** The pages of mails: the list, one mail with its original, and what an operator decides about it. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { validate as isUuid } from 'uuid';
import { isProblem } from '../../../../schemas/problems/problem.js';
import { namesOfActors } from '../../../identity/actor-names.js';
import { listMails, mailDirections } from '../../../mailbox/operating/list-mails.js';
import { selectWaitingMails } from '../../../mailbox/operating/mail-figures.store.js';
import { discardMail, releaseMail, resendMail } from '../../../mailbox/operating/operate-mails.js';
import { readOriginalText } from '../../../mailbox/operating/read-original.js';
import { viewMail } from '../../../mailbox/operating/view-mail.js';
import { MailsPage } from '../../../web/pages/operator/mails.js';
import { OneMailPage, type ShownOriginal } from '../../../web/pages/operator/one-mail.js';
import type { Fault } from '../../../web/pages/operator/outcome.js';
import { problemText } from '../../../web/pages/sign-in.js';
import { mailTexts } from '../../../web/texts/operator-mails.js';
import { fieldOf } from '../../accept-forms.js';
import { personOf } from '../../access.js';
import type { Pages } from '../pages.js';
import { queryText } from '../query-text.js';
import { attempt, backTo, newsOf, queryWord, reasonIn } from './attempt.js';

const path = '/van-hanh/thu';
const rowsAPage = 50;

type MailStateName = keyof typeof mailTexts.statesIn | keyof typeof mailTexts.statesOut;

const idOf = ({ params }: FastifyRequest) => (params as { id: string }).id;

export function mailPages(pages: Pages): void {
  const { ctx } = pages;

  pages.on('GET /van-hanh/thu', async (request, reply) => {
    const direction = queryWord(request, 'chieu', mailDirections) ?? 'in';
    const states = Object.keys(direction === 'in' ? mailTexts.statesIn : mailTexts.statesOut) as MailStateName[];
    const state = queryWord(request, 'trang-thai', states);
    const [search, cursor] = [queryText(request, 'q'), queryText(request, 'sau')];
    const query = { direction, q: search, limit: rowsAPage, ...(state === null ? {} : { state }) };
    const [mails, waiting] = await Promise.all([
      listMails(ctx, isUuid(cursor) ? { ...query, cursor } : query, personOf(request).principal),
      selectWaitingMails(ctx.database),
    ]);
    const quarantined = waiting.find((one) => one.state === 'quarantined')?.count ?? 0;
    const shown = { direction, state, search, isFirst: !isUuid(cursor), mails, quarantined };
    return pages.send(reply, MailsPage({ page: pages.pageOf(request, reply), fault: null, done: null, ...shown }));
  });

  /** Originals that are not for operators, or are gone, are told of in their place. */
  async function readOriginal(request: FastifyRequest): Promise<ShownOriginal> {
    try {
      return { read: await readOriginalText(ctx, idOf(request), personOf(request).principal) };
    } catch (error) {
      if (isProblem(error, 'missing_scope')) return { refused: mailTexts.note };
      if (isProblem(error, 'original_removed') || isProblem(error, 'storage_damaged'))
        return { refused: problemText(error.code) };
      throw error;
    }
  }

  async function show(request: FastifyRequest, reply: FastifyReply, fault: Fault | null) {
    const mail = await viewMail(ctx, idOf(request), personOf(request).principal);
    const original = mail.direction === 'in' ? await readOriginal(request) : null;
    const voucher = mail.direction === 'in' ? mail.vouchedBy : null;
    const nameOf = await namesOfActors(ctx.database, voucher === null ? [] : [voucher]);
    const props = { mail, original, vouchedBy: voucher === null ? null : nameOf(voucher) };
    const page = pages.pageOf(request, reply);
    const done = newsOf(request, mailTexts.done);
    return pages.send(reply, OneMailPage({ page, fault, done, ...props }), fault?.status);
  }

  pages.on('GET /van-hanh/thu/:id', (request, reply) => show(request, reply, null));

  const acts = {
    'POST /van-hanh/thu/:id/tha': ['tha', releaseMail],
    'POST /van-hanh/thu/:id/bo': ['bo', discardMail],
    'POST /van-hanh/thu/:id/gui-lai': ['gui-lai', resendMail],
  } as const;
  for (const [name, [done, act]] of Object.entries(acts))
    pages.on(name as keyof typeof acts, (request, reply) =>
      attempt(request, reply, show, async () => {
        const { actor } = personOf(request).principal;
        await act(ctx, idOf(request), actor, reasonIn(fieldOf(request, 'ly-do')));
        return backTo(reply, `${path}/${idOf(request)}`, done);
      }),
    );
}
