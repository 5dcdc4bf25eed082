/** Answers with the page of a document: as its address asks, or after a form that was refused with why. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { validate as isUuid } from 'uuid';
import { Problem } from '../../../schemas/problems/problem.js';
import { type Act, ownRow } from '../../documents/available-acts.js';
import type { DocumentView } from '../../documents/view-document.js';
import { listField } from '../../web/document-address.js';
import { DocumentPage } from '../../web/pages/document/document-page.js';
import type { ActFault } from '../../web/pages/document/document-props.js';
import { panelByWord } from '../../web/pages/document/panels.js';
import { actsDone } from '../../web/texts/document-acts.js';
import { personOf } from '../access.js';
import { type Asked, type DocumentState, readDocument } from './document-state.js';
import { openedFrom } from './opened-from.js';
import type { Pages } from './pages.js';
import { queryChoice, queryText } from './query-text.js';

/** The document an address names. @throws Problem `not_found` for what can be none */
export function idOf({ params }: FastifyRequest): string {
  const { id } = params as { id: string };
  if (isUuid(id)) return id;
  throw new Problem('not_found');
}

export const numberOrNull = (text: string): number | null => (/^\d{1,9}$/.test(text) ? Number(text) : null);

/** A browser's PDF viewer takes the focus when it has loaded: beside a form that is being filled in no file is shown unasked. */
const besideForm = 0;

function askedBy(request: FastifyRequest): Asked {
  const panel = panelByWord(queryText(request, 'lam'))?.act ?? null;
  return {
    list: openedFrom(queryText(request, listField, 2_000)),
    panel,
    file: numberOrNull(queryText(request, 'xem')) ?? (panel === null ? null : besideForm),
  };
}

/** The status behind news that name one; `tra-lai` is a refusal. */
const statusBehind = (word: string): string | null => (word === 'tra-lai' ? '02' : /^\d\d$/.test(word) ? word : null);

/** Whether the document shows it, too: an address anybody can write says nothing. */
function isTrue(word: string, { statuses, recipients }: DocumentView): boolean {
  const status = statusBehind(word);
  if (status !== null) return statuses.some(({ code }) => code === status);
  return (
    word !== 'thu-hoi' ||
    recipients.some(({ requestKind, delivery }) => requestKind === 'recall' || delivery === 'cancelled')
  );
}

/** What the form before did, with the number it took. */
function doneBy(request: FastifyRequest, { view }: DocumentState) {
  const word = queryText(request, 'xong');
  const text = queryChoice(request, 'xong', actsDone);
  return text !== null && isTrue(word, view) ? text(ownRow(view)?.incomingNumber ?? null) : null;
}

export interface Refused {
  readonly asked: { readonly list: string | null; readonly panel: Act | null };
  readonly fault: ActFault;
  readonly status: number;
}

/** Sends the page; after a form that was refused with why, as the document stands now. */
export async function sendDocument(pages: Pages, request: FastifyRequest, reply: FastifyReply, refused?: Refused) {
  const asked = refused === undefined ? askedBy(request) : { ...refused.asked, file: besideForm };
  const state = await readDocument(pages.ctx, personOf(request), idOf(request), asked);
  if (state.shownFile !== null)
    reply.header('content-security-policy', `${reply.getHeader('content-security-policy')}; frame-src 'self'`);
  const page = pages.pageOf(request, reply);
  const done = refused === undefined ? doneBy(request, state) : null;
  return pages.send(reply, DocumentPage({ ...state, page, done, fault: refused?.fault ?? null }), refused?.status);
}
