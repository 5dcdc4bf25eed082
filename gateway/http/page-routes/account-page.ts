/** The account page as its forms lead back to it: with the news of what was done, or with what was wrong at its field. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from '../../../schemas/problems/problem.js';
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import { AccountPage } from '../../web/pages/account.js';
import { problemText } from '../../web/pages/sign-in.js';
import { absenceNews } from '../../web/texts/absence.js';
import { texts } from '../../web/texts.js';
import { personOf } from '../access.js';
import { absencePlaces, draftIn } from './absence-form.js';
import { readAccount } from './account-state.js';
import { type Faults, orShowAt } from './form-faults.js';
import type { Pages } from './pages.js';
import { queryChoice } from './query-text.js';

/** Said once on the page a form leads to, by what stands in its address. */
const news: Readonly<Record<string, Bilingual>> = {
  ...absenceNews,
  'mat-khau': texts.account.changed,
  'xac-thuc-tat': texts.account.turnedOff,
  phien: texts.account.ended,
};

/** With the rule that was not kept, which is written in English only. */
const unsuitable = ({ code, detail }: Problem): Bilingual => {
  const { vi, en } = problemText(code);
  return say(`${vi}: cần ít nhất 12 ký tự, 5 ký tự khác nhau, không phải tên hay địa chỉ của mình`, `${en}: ${detail}`);
};

/** Faults of a password that is chosen. */
export const passwordPlaces = {
  'password_unsuitable repeated-password': ['repeated-password', texts.account.unlike],
  password_unsuitable: ['password', unsuitable],
} as const;

const places = {
  ...passwordPlaces,
  ...absencePlaces,
  'password_wrong confirm-password': ['confirm-password'],
  password_wrong: ['current-password'],
  second_factor_refused: ['code'],
  sign_in_paused: ['page'],
  conflict: ['page'],
} as const;

export async function showAccount(
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  errors: Faults = {},
  status = 200,
): Promise<FastifyReply> {
  const person = personOf(request);
  const state = await readAccount(pages.ctx, person);
  const done = queryChoice(request, 'xong', news);
  const page = pages.pageOf(request, reply);
  return pages.send(reply, AccountPage({ page, person, done, errors, sent: draftIn(request), ...state }), status);
}

/** Does what a form of the page asks for; what its reader can mend is said at the field. */
export const attemptOnAccount = (
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  work: () => Promise<FastifyReply>,
): Promise<FastifyReply> =>
  orShowAt(work, places, (faults, status) => showAccount(pages, request, reply, faults, status));

export const backToAccount = (reply: FastifyReply, done?: string): FastifyReply =>
  reply.redirect(done === undefined ? '/tai-khoan' : `/tai-khoan?xong=${done}`, 303);
