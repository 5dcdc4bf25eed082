/** Forms of the books: a number reserved, a paper document entered, an entry corrected, a number cancelled. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { validate as isUuid, v5 as uuidv5 } from 'uuid';
import { formatDocumentCode } from '../../../schemas/directory/notation.js';
import type { Problem } from '../../../schemas/problems/problem.js';
import { vietnamDay } from '../../agencies/agency.js';
import { cancelEntry, correctEntry } from '../../registers/correct-entries.js';
import { findEntry } from '../../registers/list-register.js';
import type { Book, EntryDetails } from '../../registers/registers.store.js';
import { enterPaper, reserveNumber } from '../../registers/reserve-numbers.js';
import { columnInWords, EntryPage, PaperPage, shownColumns, type Typed } from '../../web/pages/entry.js';
import { viewNames } from '../../web/pages/register.js';
import { problemText } from '../../web/pages/sign-in.js';
import { onceField } from '../../web/parts/once.js';
import { registerTexts as t } from '../../web/texts/registers.js';
import { fieldOf } from '../accept-forms.js';
import { personOf } from '../access.js';
import { orShow, statusOf } from './form-faults.js';
import { changedMeanwhile, mergeTyped } from './merge-typed.js';
import type { Pages } from './pages.js';
import { queryText } from './query-text.js';
import { bookNamed } from './registers.js';

/** What stands in the fields, without those that only guard the form. */
function valuesOf({ body }: FastifyRequest): Record<string, string> {
  return body instanceof URLSearchParams ? Object.fromEntries(body) : {};
}

/** The same entry when the same form is sent again with the same in it, as by a second press; undefined for a form that is none of ours. */
function entryIdOf(request: FastifyRequest): string | undefined {
  const form = fieldOf(request, onceField);
  return isUuid(form) ? uuidv5(JSON.stringify(valuesOf(request)), form) : undefined;
}

/** The columns as the room reads them, which looks at each. */
function detailsOf(values: Readonly<Record<string, string>>): EntryDetails {
  const { copies = '', toStateAgency, ...texts } = values;
  return {
    ...(texts as EntryDetails),
    ...(copies === '' ? {} : { copies: Number(copies) }),
    toStateAgency: toStateAgency === '1',
  };
}

/** What is wrong, said where it can be mended; null for what nobody can mend in the form. */
function faultOf(problem: Problem): { readonly errors: Typed['errors']; readonly status: number } | null {
  const { code, field } = problem;
  const status = statusOf(problem);
  if (code === 'invalid_request' && field !== undefined)
    return { errors: { [field]: t.faults[field] ?? t.badField }, status };
  if (code === 'number_taken' || code === 'number_cancelled') return { errors: { number: problemText(code) }, status };
  return code === 'secret_refused' || code === 'conflict' ? { errors: { page: problemText(code) }, status } : null;
}

const bookWithNews = (reply: FastifyReply, book: Book, news: keyof typeof t.news, id: string): FastifyReply =>
  reply.redirect(`/so-dang-ky?${new URLSearchParams({ so: viewNames[book], xong: news, muc: id })}#so-${id}`, 303);

export function registerForms(pages: Pages): void {
  const { ctx } = pages;

  pages.on('POST /so-dang-ky/giu-so', async (request, reply) => {
    const wish = {
      id: entryIdOf(request),
      notation: fieldOf(request, 'notation'),
      series: fieldOf(request, 'series'),
      note: fieldOf(request, 'note'),
    };
    const { id } = await reserveNumber(ctx, personOf(request).principal, wish);
    return bookWithNews(reply, 'out', 'giu', id);
  });

  const showPaper = (request: FastifyRequest, reply: FastifyReply, book: Book, typed: Typed, status = 200) =>
    pages.send(reply, PaperPage({ page: pages.pageOf(request, reply), book, typed }), status);

  pages.on('GET /so-dang-ky/van-ban-giay', async (request, reply) => {
    const today = vietnamDay(ctx.now());
    const typed = { values: { date: today, arrivedOn: today, toStateAgency: '1' }, errors: {} };
    return showPaper(request, reply, bookNamed(queryText(request, 'so')), typed);
  });

  pages.on('POST /so-dang-ky/van-ban-giay', (request, reply) => {
    const book = bookNamed(fieldOf(request, 'so'));
    const values = valuesOf(request);
    const enter = async () => {
      const { number, notation } = values;
      const wish = { id: entryIdOf(request), book, number: number?.trim(), notation, details: detailsOf(values) };
      const { id } = await enterPaper(ctx, personOf(request).principal, wish);
      return bookWithNews(reply, book, 'nhap', id);
    };
    return orShow(enter, faultOf, ({ errors, status }) => showPaper(request, reply, book, { values, errors }, status));
  });

  entryForms(pages);
}

function entryForms(pages: Pages): void {
  const { ctx } = pages;
  const idOf = ({ params }: FastifyRequest) => (params as { entry: string }).entry;

  async function showEntry(request: FastifyRequest, reply: FastifyReply, fault: Partial<Typed> = {}, status = 200) {
    const { book, row } = await findEntry(ctx, personOf(request).principal, idOf(request));
    const columns = shownColumns(book, row.document, row.details);
    return pages.send(
      reply,
      EntryPage({
        page: pages.pageOf(request, reply),
        id: row.id,
        book,
        code: formatDocumentCode(row),
        subject: row.subject ?? row.details.subject ?? '',
        document: row.document,
        isIssued: row.state === 'issued',
        columns,
        typed: { values: fault.values ?? columns, errors: fault.errors ?? {} },
      }),
      status,
    );
  }

  /** Does what a form asks for; what its reader can mend is said at the field. */
  function attempt(
    request: FastifyRequest,
    reply: FastifyReply,
    news: 'sua' | 'huy',
    work: () => Promise<void>,
    typed: Pick<Typed, 'values'> | null = null,
  ): Promise<FastifyReply> {
    const workAndTell = async () => {
      await work();
      const { book } = await findEntry(ctx, personOf(request).principal, idOf(request));
      return bookWithNews(reply, book, news, idOf(request));
    };
    return orShow(workAndTell, faultOf, ({ errors: { reason, ...errors }, status }) => {
      const named =
        reason === undefined ? errors : { ...errors, [news === 'huy' ? 'cancel-reason' : 'reason']: reason };
      return showEntry(request, reply, { errors: named, ...typed }, status);
    });
  }

  pages.on('GET /so-dang-ky/muc/:entry', (request, reply) => showEntry(request, reply));

  pages.on('POST /so-dang-ky/muc/:entry/sua', async (request, reply) => {
    const { principal } = personOf(request);
    const { book, row } = await findEntry(ctx, principal, idOf(request));
    const now = shownColumns(book, row.document, row.details);
    const merged = mergeTyped(request, now);
    const reason = fieldOf(request, 'reason');
    const typed = { values: { ...merged.values, reason } };
    if (merged.contested.length > 0) {
      const errors = merged.contested.map(
        (name) => [`details.${name}`, changedMeanwhile(columnInWords(name, now[name] ?? ''))] as const,
      );
      return showEntry(request, reply, { ...typed, errors: Object.fromEntries(errors) }, 409);
    }
    const correct = () => correctEntry(ctx, principal, row.id, detailsOf(merged.values), reason);
    return attempt(request, reply, 'sua', correct, typed);
  });

  pages.on('POST /so-dang-ky/muc/:entry/huy', (request, reply) =>
    attempt(request, reply, 'huy', () =>
      cancelEntry(ctx, personOf(request).principal, idOf(request), fieldOf(request, 'cancel-reason')),
    ),
  );
}
