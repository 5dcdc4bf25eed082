/** The books: on the screen, to print, as files. What is typed into them: register-forms.ts. */
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { formatDocumentCode } from '../../../schemas/directory/notation.js';
import { isProblem } from '../../../schemas/problems/problem.js';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import { findAgencies, getAgency } from '../../agencies/find-agencies.js';
import {
  describeRegister,
  findEntry,
  listRegister,
  type RegisterFilter,
  readRegister,
} from '../../registers/list-register.js';
import { bookOf, type RegisterView, registerViews } from '../../registers/register-columns.js';
import { registerTable } from '../../registers/register-table.js';
import type { Book } from '../../registers/registers.store.js';
import { type RegisterAddress, RegisterPage, viewNames } from '../../web/pages/register.js';
import { RegisterChoicePage } from '../../web/pages/register-choice.js';
import { registerTexts } from '../../web/texts/registers.js';
import { personOf } from '../access.js';
import { originOf, writeRegisterSheet } from '../register-sheet.js';
import { begun } from '../send-bytes.js';
import { sendTable } from '../send-table.js';
import type { Pages } from './pages.js';
import { queryText } from './query-text.js';

const rowsAtOnce = 50;

const viewOf = (text: string): RegisterView => registerViews.find((view) => viewNames[view] === text) ?? 'out';

/** A kind of book that something is entered into. */
export const bookNamed = (text: string): Book => bookOf(viewOf(text));

function addressOf(request: FastifyRequest): RegisterAddress {
  const text = (name: string) => queryText(request, name).slice(0, 200);
  return {
    so: viewOf(text('so')),
    nam: text('nam'),
    'he-so': text('he-so'),
    'co-quan': text('co-quan'),
    q: text('q'),
    tu: text('tu'),
    den: text('den'),
    'tinh-trang': text('tinh-trang'),
    'hinh-thuc': text('hinh-thuc'),
  };
}

function filterOf(address: RegisterAddress): RegisterFilter {
  return {
    book: address.so,
    year: /^(19|20|21)\d{2}$/.test(address.nam) ? Number(address.nam) : undefined,
    series: address['he-so'],
    agency: address['co-quan'] || undefined,
    q: address.q,
    from: address.tu,
    to: address.den,
    state: address['tinh-trang'],
    medium: address['hinh-thuc'],
  };
}

export function registerPages(pages: Pages): void {
  const { ctx } = pages;

  /** What a form did a moment ago, read from the entry itself: an address anybody can write says nothing. */
  async function newsOf(request: FastifyRequest): Promise<Bilingual | null> {
    const { news } = registerTexts;
    const kind = queryText(request, 'xong');
    if (!Object.hasOwn(news, kind)) return null;
    try {
      const { row } = await findEntry(ctx, personOf(request).principal, queryText(request, 'muc'));
      return news[kind as keyof typeof news](formatDocumentCode(row));
    } catch (error) {
      if (isProblem(error, 'not_found')) return null;
      throw error;
    }
  }

  /** Auditors say whose books they want to read. */
  async function chooseAgency(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const [search, cursor] = [queryText(request, 'q'), queryText(request, 'sau', 1_000)];
    const found = await findAgencies(ctx, { q: search, ...(cursor === '' ? {} : { cursor }) });
    const page = pages.pageOf(request, reply);
    return pages.send(reply, RegisterChoicePage({ page, search, isFirst: cursor === '', found }));
  }

  pages.on('GET /so-dang-ky', async (request, reply) => {
    const { principal, agency } = personOf(request);
    const address = addressOf(request);
    if (principal.auditor && address['co-quan'] === '') return chooseAgency(request, reply);
    const filter = filterOf(address);
    const cursor = queryText(request, 'sau');
    const [rows, summary, done] = await Promise.all([
      listRegister(ctx, principal, { ...filter, limit: rowsAtOnce, ...(cursor === '' ? {} : { cursor }) }),
      describeRegister(ctx, principal, filter),
      newsOf(request),
    ]);
    return pages.send(
      reply,
      RegisterPage({
        page: pages.pageOf(request, reply),
        agency: agency ?? (await getAgency(ctx, rows.agency)),
        isKeeper: principal.scopes.has('registers:write'),
        isFirst: cursor === '',
        ...{ address, rows, summary, done },
      }),
    );
  });

  pages.on('GET /so-dang-ky/in', async (request, reply) => {
    const { principal, name } = personOf(request);
    const filter = filterOf(addressOf(request));
    const { language } = pages.pageOf(request, reply);
    const book = readRegister(ctx, principal, filter);
    const origin = originOf(ctx.config, request);
    const sheet = await writeRegisterSheet(ctx, principal, filter, book, { origin, language, name });
    return reply.type('text/html; charset=utf-8').send(Readable.from(sheet));
  });

  pages.on('GET /so-dang-ky/tai-ve', async (request, reply) => {
    const address = addressOf(request);
    const book = await begun(readRegister(ctx, personOf(request).principal, filterOf(address)));
    const format = queryText(request, 'dang') === 'xlsx' ? 'xlsx' : 'csv';
    const name = ['so-van-ban', viewNames[address.so], address.nam].filter((part) => part !== '').join('-');
    return sendTable(reply, format, { name, sheet: 'Sổ đăng ký' }, registerTable(book));
  });
}
