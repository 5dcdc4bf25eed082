/** Registers and the electronic share: the books, reservations, paper documents. */
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { vietnamDay } from '../../agencies/agency.js';
import type { GatewayContext } from '../../context.js';
import { cancelReservation } from '../../registers/correct-entries.js';
import { reportElectronicShare, type ShareQuery } from '../../registers/electronic-share.js';
import { listRegister, type RegisterQuery, readRegister } from '../../registers/list-register.js';
import { paperReasonCodes } from '../../registers/paper-reasons.js';
import { type RegisterView, registerViews } from '../../registers/register-columns.js';
import { registerTable } from '../../registers/register-table.js';
import { type Book, type EntryDetails, entryStates } from '../../registers/registers.store.js';
import { enterPaper, type PaperWish, type ReservationWish, reserveNumber } from '../../registers/reserve-numbers.js';
import { workbookMediaType } from '../../registers/write-workbook.js';
import { callerOf } from '../access.js';
import { originOf, writeRegisterSheet } from '../register-sheet.js';
import { anyObject, documentParams, pageQuery } from '../schemas.js';
import { begun } from '../send-bytes.js';
import { sendTable } from '../send-table.js';

const tags = ['registers'];
const book = Type.Object({ book: Type.Enum(['out', 'in']) });
const view = Type.Object({ book: Type.Enum(registerViews) });
const year = Type.Optional(Type.Integer({ minimum: 2000, maximum: 2100 }));
const text = (maxLength: number) => Type.Optional(Type.String({ maxLength }));

const day = (description: string) =>
  Type.Optional(Type.String({ pattern: '^(\\d{4}-\\d{2}-\\d{2})?$', description: `${description}, YYYY-MM-DD` }));
const said = (description: string) => Type.Optional(Type.String({ maxLength: 1000, description }));

/** Columns of the decree, as the room checks them once more. */
const details = Type.Object(
  {
    date: day('Of the document'),
    arrivedOn: day('Incoming: of arrival'),
    type: said('Type of document, by abbreviation or name'),
    subject: said('Trích yếu'),
    signer: said('Outgoing: who signed'),
    recipients: said('Outgoing: nơi nhận'),
    author: said('Incoming: who issued it'),
    code: said('Incoming: its number and notation'),
    unit: said('Who keeps the file copy (outgoing) or got the document (incoming)'),
    copies: Type.Optional(Type.Integer({ minimum: 0, maximum: 999 })),
    forwardedOn: day('Ngày chuyển'),
    receivedBy: said('Outgoing: ký nhận, who took it'),
    dueDate: day('Follow-up: thời hạn giải quyết'),
    progress: said('Follow-up: tiến độ giải quyết'),
    reply: said('Follow-up: number and notation of the answer'),
    note: said('Ghi chú'),
    paperReason: Type.Optional(
      Type.Enum([...paperReasonCodes], {
        description: 'Outgoing: why on paper only',
      }),
    ),
    toStateAgency: Type.Optional(
      Type.Boolean({ description: 'Outgoing: sent to another state agency; counts in the electronic share' }),
    ),
  },
  { additionalProperties: false },
);

type ByBook = { Params: { book: Book } };

const formats = ['json', 'csv', 'xlsx', 'html'] as const;
type Format = (typeof formats)[number];

/** What a client that names no format would rather have. */
function formatOf(accept = ''): Format {
  if (accept.startsWith('text/csv')) return 'csv';
  if (accept.startsWith(workbookMediaType)) return 'xlsx';
  return accept.startsWith('text/html') ? 'html' : 'json';
}

export function registerRoutes(app: FastifyInstance, ctx: GatewayContext): void {
  app.get<{ Params: { book: RegisterView }; Querystring: Omit<RegisterQuery, 'book'> & { format?: Format } }>(
    '/api/v1/registers/:book',
    {
      config: { access: 'registers:read' },
      schema: {
        tags,
        summary: 'A yearly register, with all columns of the decree',
        description: 'JSON page by page; the whole book with `format` or `Accept` as CSV, XLSX or as HTML to print.',
        params: view,
        querystring: Type.Object({
          agency: text(35),
          year,
          series: text(50),
          q: text(200),
          from: text(10),
          to: text(10),
          state: Type.Optional(Type.Enum(entryStates)),
          medium: Type.Optional(Type.Enum(['electronic', 'paper'])),
          format: Type.Optional(Type.Enum(formats)),
          ...pageQuery,
        }),
      },
    },
    async (request, reply) => {
      const { format = formatOf(request.headers.accept), ...rest } = request.query;
      const query = { ...rest, book: request.params.book };
      if (format === 'json') return listRegister(ctx, callerOf(request), query);
      const pages = await begun(readRegister(ctx, callerOf(request), query));
      if (format === 'html') {
        const printing = { origin: originOf(ctx.config, request), language: 'vi', name: null } as const;
        const sheet = await writeRegisterSheet(ctx, callerOf(request), query, pages, printing);
        return reply.type('text/html; charset=utf-8').send(Readable.from(sheet));
      }
      const year = query.year ?? Number(vietnamDay(ctx.now()).slice(0, 4));
      return sendTable(
        reply,
        format,
        { name: `register-${query.book}-${year}`, sheet: 'Sổ đăng ký' },
        registerTable(pages),
      );
    },
  );

  app.post<{ Body: ReservationWish | null }>(
    '/api/v1/registers/out/reservations',
    {
      config: { access: 'registers:write' },
      schema: {
        tags,
        summary: 'Reserve the next outgoing number, before the document is signed',
        body: Type.Union([
          Type.Object(
            { agency: text(35), year, notation: text(30), series: text(50), note: text(500) },
            { additionalProperties: false },
          ),
          Type.Null(),
        ]),
        response: { 201: anyObject },
      },
    },
    async (request, reply) => reply.code(201).send(await reserveNumber(ctx, callerOf(request), request.body ?? {})),
  );

  app.delete<{ Params: { id: string }; Querystring: { reason?: string; agency?: string } }>(
    '/api/v1/registers/out/reservations/:id',
    {
      config: { access: 'registers:write' },
      schema: {
        tags,
        summary: 'Give a reserved number up; it stays visible as cancelled',
        params: documentParams,
        querystring: Type.Object({ reason: text(500), agency: text(35) }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { reason = '', agency: holder } = request.query;
      await cancelReservation(ctx, callerOf(request), request.params.id, reason, holder);
      return reply.code(204).send();
    },
  );

  app.post<ByBook & { Body: Omit<PaperWish, 'book'> & { details: EntryDetails } }>(
    '/api/v1/registers/:book/paper',
    {
      config: { access: 'registers:write' },
      schema: {
        tags,
        summary: 'Enter a paper document',
        params: book,
        body: Type.Object(
          { agency: text(35), number: text(11), notation: text(30), series: text(50), details },
          { additionalProperties: false },
        ),
        response: { 201: anyObject },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await enterPaper(ctx, callerOf(request), { ...request.body, book: request.params.book })),
  );

  app.get<{ Querystring: ShareQuery }>(
    '/api/v1/reports/electronic-share',
    {
      // Operators report for the whole province and read no agency's books.
      config: { access: 'token' },
      schema: {
        tags,
        summary: 'The share of documents that travelled electronically (the 90 % line), with its definition',
        description:
          'Of the token’s agencies (scope registers:read), or of one of them; auditors and operators: of all. The definition is a setting.',
        querystring: Type.Object({
          from: text(10),
          to: text(10),
          by: Type.Optional(Type.Enum(['agency', 'month'])),
          direction: Type.Optional(Type.Enum(['out', 'in'])),
          agency: text(35),
        }),
        response: { 200: anyObject },
      },
    },
    (request) => reportElectronicShare(ctx, callerOf(request), request.query),
  );
}
