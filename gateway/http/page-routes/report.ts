/** The report: for people of the agencies, as a file, and for everybody. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { vietnamDay } from '../../agencies/agency.js';
import { getAgency } from '../../agencies/find-agencies.js';
import { type ExchangeReport, type ReportQuery, reportExchange } from '../../registers/exchange-report.js';
import { reportPublicly } from '../../registers/public-report.js';
import { monthsBefore } from '../../registers/report-months.js';
import { reportTables } from '../../registers/report-tables.js';
import { PublicReportPage, ReportPage } from '../../web/pages/report.js';
import { personOf } from '../access.js';
import { rememberFor } from '../remember.js';
import { sendTable } from '../send-table.js';
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

/** Who has no cookie gets what everybody without one gets; others have their own language, and are not cached. */
function letCache(request: FastifyRequest, reply: FastifyReply): void {
  if (request.headers.cookie === undefined) reply.header('cache-control', `public, max-age=${publicSeconds}`);
  reply.header('vary', 'cookie');
}

export function reportPages(pages: Pages): void {
  const { ctx } = pages;

  const read = (request: FastifyRequest): Promise<ExchangeReport> =>
    reportExchange(ctx, personOf(request).principal, queryOf(request));
  const nameOf = async ({ agency }: ExchangeReport) => (agency === null ? null : (await getAgency(ctx, agency)).name);

  pages.on('GET /bao-cao', async (request, reply) => {
    const report = await read(request);
    const thisMonth = vietnamDay(ctx.now()).slice(0, 7);
    return pages.send(
      reply,
      ReportPage({
        page: pages.pageOf(request, reply),
        report,
        agencyName: await nameOf(report),
        own: personOf(request).agency,
        choices: Array.from({ length: choosableMonths }, (_, count) => monthsBefore(thisMonth, count)),
        isWhole: queryText(request, 'du') !== '',
      }),
    );
  });

  pages.on('GET /bao-cao/tai-ve', async (request, reply) => {
    const report = await read(request);
    const rows = reportTables(report, await nameOf(report));
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
