/** The report: for people of the agencies, as a file, and for everybody. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { vietnamDay } from '../../agencies/agency.js';
import { getAgency } from '../../agencies/find-agencies.js';
import { type ExchangeReport, type ReportQuery, reportExchange } from '../../registers/exchange-report.js';
import { reportPublicly } from '../../registers/public-report.js';
import { maxMonths, monthsBefore } from '../../registers/report-months.js';
import { reportTables } from '../../registers/report-tables.js';
import { PublicReportPage, ReportPage, ReportPeriodPage } from '../../web/pages/report.js';
import { reportTexts as t } from '../../web/texts/report.js';
import { personOf } from '../access.js';
import { rememberFor } from '../remember.js';
import { sendTable } from '../send-table.js';
import { orShowAt } from './form-faults.js';
import type { Pages } from './pages.js';
import { queryText } from './query-text.js';

const choosableMonths = 36;
/** For caches between the gateway and the public: the figures may be so old. */
const publicSeconds = 900;
/** Strangers may ask as often as they like: it is counted so often only. */
const countedEveryMs = 60_000;

function queryOf(request: FastifyRequest): ReportQuery {
  const text = (name: string) => queryText(request, name) || undefined;
  return {
    from: text('tu'),
    to: text('den'),
    direction: text('chieu') === 'den' ? 'in' : 'out',
    agency: text('co-quan'),
  };
}

/** What another choice of months mends. */
const periodFaults = {
  'invalid_request from': ['tu', t.badPeriod(maxMonths)],
  'invalid_request to': ['den', t.badMonth],
} as const;

/** Who has no cookie gets what everybody without one gets; others have their own language, and are not cached. */
function letCache(request: FastifyRequest, reply: FastifyReply): void {
  if (request.headers.cookie === undefined) reply.header('cache-control', `public, max-age=${publicSeconds}`);
  reply.header('vary', 'cookie');
}

export function reportPages(pages: Pages): void {
  const { ctx } = pages;

  const read = (request: FastifyRequest): Promise<ExchangeReport> =>
    reportExchange(ctx, personOf(request).principal, queryOf(request));
  const nameOf = async (agency: string | null) => (agency === null ? null : (await getAgency(ctx, agency)).name);
  const thisMonth = () => vietnamDay(ctx.now()).slice(0, 7);
  const around = async (request: FastifyRequest, reply: FastifyReply, agency: string | null) => ({
    page: pages.pageOf(request, reply),
    agencyName: await nameOf(agency),
    own: personOf(request).agency,
    choices: Array.from({ length: choosableMonths }, (_, count) => monthsBefore(thisMonth(), count)),
  });

  pages.on('GET /bao-cao', (request, reply) => {
    const show = async () => {
      const report = await read(request);
      const isWhole = queryText(request, 'du') !== '';
      return pages.send(reply, ReportPage({ ...(await around(request, reply, report.agency)), report, isWhole }));
    };
    return orShowAt(show, periodFaults, async (errors, status) => {
      const { from = '', to = thisMonth(), direction, agency = null } = queryOf(request);
      const asked = { from, to, direction, agency };
      return pages.send(reply, ReportPeriodPage({ ...(await around(request, reply, agency)), asked, errors }), status);
    });
  });

  pages.on('GET /bao-cao/tai-ve', async (request, reply) => {
    const report = await read(request);
    const rows = reportTables(report, await nameOf(report.agency));
    const format = queryText(request, 'dang') === 'xlsx' ? 'xlsx' : 'csv';
    return sendTable(reply, format, { name: `bao-cao-${report.from}-${report.to}`, sheet: 'Báo cáo' }, [rows]);
  });

  const publicly = rememberFor(countedEveryMs, () => reportPublicly(ctx));
  pages.on('GET /bao-cao/cong-khai', async (request, reply) => {
    const report = await publicly();
    // Not before it is there: a failure is nothing to keep.
    letCache(request, reply);
    return pages.send(reply, PublicReportPage({ page: pages.pageOf(request, reply), report }));
  });
}
