/** Writing a document: the page, its one form with many buttons, and taking back what was confirmed. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { catalogue } from '../../../schemas/problems/catalogue.js';
import { isProblem, type Problem } from '../../../schemas/problems/problem.js';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { GatewayContext } from '../../context.js';
import { recordView } from '../../documents/access-history.js';
import { beginDraft, type DraftStart } from '../../drafts/begin-draft.js';
import {
  dropProposal,
  holdNumber,
  keepProposal,
  removeFile,
  removeRecipient,
  useNumber,
} from '../../drafts/change-draft.js';
import { confirmDraft, takeBack } from '../../drafts/confirm-draft.js';
import { type Writer, writerOf } from '../../drafts/draft.js';
import { suggestRecipients } from '../../drafts/draft-recipients.js';
import { takeWholeFile } from '../../drafts/receive-upload.js';
import type { SeenMarks } from '../../drafts/seen-draft.js';
import { findDraft, viewDraft } from '../../drafts/view-draft.js';
import type { Conflict } from '../../web/pages/compose/changes.js';
import { ComposePage } from '../../web/pages/compose/compose.js';
import { Suggestions } from '../../web/pages/compose/recipients.js';
import { SendingPage } from '../../web/pages/compose/sending.js';
import { problemText } from '../../web/pages/sign-in.js';
import { composeTexts } from '../../web/texts/compose.js';
import { personOf } from '../access.js';
import { type DraftForm, readDraftForm } from './compose-form.js';
import { othersSince, type Saved, saveForm, tellingSince } from './compose-save.js';
import type { Pages } from './pages.js';
import { queryChoice, queryText } from './query-text.js';

/** Script saves what is typed every few moments. */
const savesPerMinute = 300;

const starts = { 'tra-loi': 'reply', 'chuyen-tiep': 'forward', 'cap-nhat': 'update', 'thay-the': 'replace' } as const;

function startOf(request: FastifyRequest): DraftStart | null {
  for (const [name, kind] of Object.entries(starts)) {
    const source = queryText(request, name);
    if (source !== '') return { kind, source };
  }
  return null;
}

function recordStart(ctx: GatewayContext, request: FastifyRequest, { kind, source }: DraftStart): Promise<void> {
  const part = kind === 'forward' ? 'container' : 'document';
  return recordView(ctx, personOf(request), { document: source, part, address: request.ip });
}

const writer = (request: FastifyRequest): Writer => writerOf(personOf(request));
const draftOf = (request: FastifyRequest): string => (request.params as { draft: string }).draft;
const pathOf = (id: string) => `/soan/${id}`;

/** Said once on the page a form leads to. */
const news: Readonly<Record<string, Bilingual>> = {
  luu: composeTexts.saved,
  'xem-lai': composeTexts.reviewNews,
  'noi-khac': composeTexts.changedElsewhere,
  'rut-lai': composeTexts.tookBack,
};

export function composePages(pages: Pages): void {
  const { ctx } = pages;
  const begin = async (request: FastifyRequest, reply: FastifyReply) => {
    const start = startOf(request);
    const draft = await beginDraft(ctx, writer(request), start);
    // The draft shows what the document says; one to send on holds its files.
    if (start !== null) await recordStart(ctx, request, start);
    return reply.redirect(pathOf(draft), 303);
  };

  // Opening the page twice finds the same draft while nothing was done with it: a look changes nothing that counts.
  pages.on('GET /soan', begin);
  pages.on('POST /soan', begin);
  pages.on('GET /soan/:draft', (request, reply) => show(pages, request, reply));

  pages.on(
    'GET /soan/goi-y-noi-nhan',
    async (request, reply) => {
      const [typed, id] = [queryText(request, 'q'), queryText(request, 'nhap')];
      const { agency } = writer(request);
      const current = id === '' ? [] : (await findDraft(ctx, writer(request), id)).recipients;
      const suggestions = await suggestRecipients(ctx, agency, typed, current);
      return pages.send(reply, Suggestions({ page: pages.pageOf(request, reply), suggestions, typed }));
    },
    { isPart: true },
  );

  pages.on('POST /soan/:draft', (request, reply) => takeForm(pages, request, reply), {
    bringsFile: true,
    perMinute: savesPerMinute,
  });

  pages.on('POST /soan/:draft/rut-lai', async (request, reply) => {
    const id = draftOf(request);
    try {
      await takeBack(ctx, writer(request), id);
      return reply.redirect(`${pathOf(id)}?tin=rut-lai`, 303);
    } catch (error) {
      if (!isProblem(error, 'draft_sending')) throw error;
      return reply.redirect(`${pathOf(id)}?muon=1`, 303);
    }
  });
}

/** What a form led to that has to be said at once: its page is shown again, with what was typed. */
interface Complaint {
  readonly faults?: readonly Bilingual[];
  readonly conflict?: Conflict;
  readonly recipient?: string;
}

async function show(
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  { faults = [], conflict, recipient }: Complaint = {},
): Promise<FastifyReply> {
  const { ctx } = pages;
  const view = await viewDraft(ctx, writer(request), draftOf(request));
  const { state, document, sendAt, faultCode, isClaimed, agency } = view.draft;
  if (state === 'sent') return reply.redirect(`/van-ban/${document}`, 303);
  const page = pages.pageOf(request, reply);
  const fault = faultCode === null ? null : problemText(faultCode as keyof typeof catalogue);
  if (state === 'sending') {
    const seconds = isClaimed ? 0 : Math.ceil((Date.parse(sendAt ?? '') - ctx.now().getTime()) / 1_000);
    // Without script the page looks again by itself when the time is over.
    reply.header('refresh', `${Math.max(2, seconds + 1)}; url=${pathOf(view.draft.id)}`);
    return pages.send(
      reply,
      SendingPage({ page, view, seconds, fault, isTooLate: queryText(request, 'muon') === '1' }),
    );
  }
  const typed = recipient ?? queryText(request, 'noi-nhan');
  const suggestions = await suggestRecipients(ctx, agency, typed, view.draft.recipients);
  const showFaults = queryText(request, 'thieu') === '1';
  const all = [
    ...faults,
    ...(showFaults ? [composeTexts.heldUp] : []),
    ...(fault === null ? [] : [composeTexts.came(page.say(fault))]),
  ];
  const { composeUndoSeconds: undoSeconds } = ctx.config;
  const props = {
    page,
    view,
    undoSeconds,
    faults: all,
    news: queryChoice(request, 'tin', news),
    others: await othersSince(ctx, request, writer(request), view.draft.id),
    conflict: conflict ?? null,
    showFaults,
    typed,
    suggestions,
  };
  return pages.send(reply, ComposePage(props), conflict ? 409 : faults.length > 0 ? 422 : 200);
}

/** Keeps everything the form brings, then does what its button asks for. */
async function takeForm(pages: Pages, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { ctx } = pages;
  const [who, id] = [writer(request), draftOf(request)];
  await findDraft(ctx, who, id);
  const faults: Bilingual[] = [];
  const page = pages.pageOf(request, reply);
  const form = await readDraftForm(ctx, request, async (name, stream) => {
    try {
      await takeWholeFile(ctx, who, id, name, stream);
    } catch (error) {
      if (!isMendable(error)) throw error;
      faults.push(composeTexts.fileRefused(name, page.say(problemText(error.code))));
    }
  });
  const saved = await saveForm(ctx, who, id, form, faults);
  const { conflict, hasOthers } = saved;
  if (conflict !== undefined) return show(pages, request, reply, { faults, conflict, recipient: form.recipient });
  if (faults.length > 0) return show(pages, request, reply, { faults });
  const next = await act(ctx, who, id, form, saved);
  return reply.redirect(`${pathOf(id)}${hasOthers ? tellingSince(next, form) : next}`, 303);
}

/** What the writer of the form can do something about. */
const isMendable = (error: unknown): error is Problem =>
  isProblem(error) && catalogue[error.code].status < 500 && error.code !== 'not_found';

/** @returns what follows the draft's address */
async function act(
  ctx: GatewayContext,
  who: Writer,
  id: string,
  { act: { verb, of }, seen }: DraftForm,
  { isChanged, unclear }: Saved,
): Promise<string> {
  if (unclear !== '') return `?${new URLSearchParams({ 'noi-nhan': unclear })}#noi-nhan`;
  switch (verb) {
    case 'remove-file':
      await removeFile(ctx, who, id, of);
      return '#tep';
    case 'add-files':
      return '#tep';
    case 'add-recipient':
      return '#noi-nhan';
    case 'remove-recipient':
      await removeRecipient(ctx, who, id, of);
      return '#noi-nhan';
    case 'keep':
      await keepProposal(ctx, who, id, of);
      return '#thong-tin';
    case 'drop':
      await dropProposal(ctx, who, id, of);
      return '#thong-tin';
    case 'hold-number':
      await holdNumber(ctx, who, id);
      return '#thong-tin';
    case 'use-number':
      await useNumber(ctx, who, id, of);
      return '#thong-tin';
    case 'review':
      return '#xem-truoc';
    case 'send':
      // What is sent is what was seen.
      return isChanged ? '?tin=xem-lai#xem-truoc' : confirm(ctx, who, id, seen);
    default:
      return '?tin=luu';
  }
}

async function confirm(ctx: GatewayContext, who: Writer, id: string, seen: SeenMarks): Promise<string> {
  try {
    await confirmDraft(ctx, who, id, seen);
    return '';
  } catch (error) {
    if (isProblem(error, 'draft_sending')) return '';
    if (isProblem(error, 'conflict')) return '?tin=noi-khac#xem-truoc';
    if (isProblem(error, 'draft_held_up') || isProblem(error, 'number_taken')) return '?thieu=1#xem-truoc';
    throw error;
  }
}
