/** The report on the 90 % line, and what of it everybody may read. */
import type { ComponentChildren, JSX } from 'preact';
import { vietnamMinute } from '../../../schemas/words/vietnam-time.js';
import type { AgencyLine, ExchangeReport } from '../../registers/exchange-report.js';
import { leastDocuments, type PublicReport } from '../../registers/public-report.js';
import { monthsOf } from '../../registers/report-months.js';
import type { Page } from '../page.js';
import { Choice } from '../parts/choice.js';
import { Frame, Section } from '../parts/frame.js';
import { Icon } from '../parts/icon.js';
import { Empty } from '../parts/notice.js';
import { ByMonth, Method, PaceSection, reportSentence } from '../parts/report-sections.js';
import { AgencyTable } from '../parts/share-table.js';
import { reportTexts as t } from '../texts/report.js';

export interface ReportProps {
  readonly page: Page;
  readonly report: ExchangeReport;
  /** What the report is about, when it is about one agency. */
  readonly agencyName: string | null;
  /** The reader's own agency; null for those who see all. */
  readonly own: { readonly code: string; readonly name: string } | null;
  /** Months that can be chosen, newest first. */
  readonly choices: readonly string[];
  readonly isWhole: boolean;
}

const shownAtFirst = 10;

type Query = Readonly<Record<string, string | null>>;

/** The page's address with the filters as they are, changed as said; null takes one away. */
function addressOf({ report }: Pick<ReportProps, 'report'>, path: string, changes: Query = {}): string {
  const all = {
    tu: report.from,
    den: report.to,
    chieu: report.direction === 'in' ? 'den' : null,
    'co-quan': report.agency,
    ...changes,
  };
  const set = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
  return `${path}?${new URLSearchParams(set)}`;
}

function scopeOptions({ page, report, own, agencyName }: ReportProps): (readonly [string, string])[] {
  const named = report.agency === null ? own : { code: report.agency, name: agencyName ?? report.agency };
  const options = [
    ['', page.say(t.everybody)] as const,
    ...(named === null ? [] : [[named.code, named.name] as const]),
  ];
  return options;
}

function Filters(props: ReportProps): JSX.Element {
  const { page, report, choices } = props;
  const { say } = page;
  const months = [...new Set([report.to, report.from, ...choices])].sort().reverse();
  const options = months.map((month) => [month, `${Number(month.slice(5))}/${month.slice(0, 4)}`] as const);
  const directions = [['di', say(t.out)] as const, ['den', say(t.in)] as const];
  return (
    <div class="report-bar">
      <form class="choices" method="get" action="/bao-cao" aria-label={say(t.filters)}>
        <Choice page={page} name="tu" label={t.fromMonth} value={report.from} options={options} />
        <Choice page={page} name="den" label={t.toMonth} value={report.to} options={options} />
        <Choice
          page={page}
          name="chieu"
          label={t.direction}
          value={report.direction === 'in' ? 'den' : 'di'}
          options={directions}
        />
        <Choice page={page} name="co-quan" label={t.whose} value={report.agency ?? ''} options={scopeOptions(props)} />
        <button class="button" type="submit">
          {say(t.show)}
        </button>
      </form>
      <p class="downloads">
        <a class="button" href={addressOf(props, '/bao-cao/tai-ve', { dang: 'csv' })}>
          <Icon name="save" />
          {say(t.csv)}
        </a>
        <a class="button" href={addressOf(props, '/bao-cao/tai-ve', { dang: 'xlsx' })}>
          <Icon name="save" />
          {say(t.xlsx)}
        </a>
        <button class="button" type="button" data-print data-with-script hidden>
          <Icon name="print" />
          {say(t.print)}
        </button>
      </p>
    </div>
  );
}

function Agencies(props: ReportProps): JSX.Element {
  const { page, report, own, isWhole } = props;
  const { say } = page;
  const lines = isWhole ? report.agencies : report.agencies.slice(0, shownAtFirst);
  const months = monthsOf(report).length;
  const lineAddress = ({ key }: AgencyLine) =>
    key === report.agency ? null : addressOf(props, '/bao-cao', { 'co-quan': key });
  return (
    <Section
      page={page}
      liveId="theo-co-quan"
      heading={t.agencies}
      hint={t.agenciesHint(months, lines.length, report.agencies.length)}
    >
      {report.total.denominator === 0 ? (
        <Empty page={page} title={t.emptyTitle} text={t.empty} />
      ) : (
        <AgencyTable
          page={page}
          lines={lines}
          direction={report.direction}
          addressOf={lineAddress}
          sums={report.agency === null ? [{ name: t.all, counts: report.total }] : []}
        />
      )}
      {own !== null && <p class="weak">{say(t.ownOnly)}</p>}
      {lines.length < report.agencies.length && (
        <p class="actions">
          <a href={addressOf(props, '/bao-cao', { du: '1' })}>{say(t.showAll(report.agencies.length))}</a>
        </p>
      )}
    </Section>
  );
}

function Beside({
  page,
  report,
  name,
}: {
  readonly page: Page;
  readonly report: ExchangeReport | PublicReport;
  readonly name: string | null;
}) {
  const { say } = page;
  return (
    <>
      <p>{name ?? say(t.scope(report.taking))}</p>
      <p>{say(t.made(vietnamMinute(report.countedAt)))}</p>
    </>
  );
}

export function ReportPage(props: ReportProps): JSX.Element {
  const { page, report, agencyName } = props;
  const { taking, byMail, pace, current } = report;
  return (
    <Frame
      page={page}
      title={t.title}
      heading={reportSentence(report, agencyName)}
      beside={<Beside page={page} report={report} name={agencyName} />}
      live="figures"
    >
      <Section page={page}>
        <Filters {...props} />
      </Section>
      <ByMonth page={page} report={report} />
      <PaceSection {...{ page, pace, taking, byMail }} month={current?.key ?? report.to} />
      <Agencies {...props} />
      <Method page={page} definition={report.definition} />
    </Frame>
  );
}

function PublicAgencies({ page, report }: { readonly page: Page; readonly report: PublicReport }): ComponentChildren {
  const { agencies, others, total } = report;
  const sums = [
    ...(others === null ? [] : [{ name: t.othersHidden(others.agencies), counts: others }]),
    { name: t.all, counts: total },
  ];
  const hint = t.agenciesHint(monthsOf(report).length, agencies.length, agencies.length);
  return (
    <Section page={page} heading={t.agencies} hint={hint}>
      {total.denominator === 0 ? (
        <Empty page={page} title={t.emptyTitle} text={t.publicRule(leastDocuments)} />
      ) : (
        <AgencyTable page={page} lines={agencies} direction={report.direction} addressOf={() => null} sums={sums} />
      )}
    </Section>
  );
}

export function PublicReportPage({
  page,
  report,
}: {
  readonly page: Page;
  readonly report: PublicReport;
}): JSX.Element {
  const { taking, byMail, pace, current } = report;
  return (
    <Frame
      page={page}
      title={t.publicTitle}
      heading={current === null ? t.tooFew(leastDocuments) : reportSentence(report, null)}
      beside={<Beside page={page} report={report} name={null} />}
    >
      <ByMonth page={page} report={report} />
      {pace !== null && current !== null && <PaceSection {...{ page, pace, taking, byMail }} month={current.key} />}
      <PublicAgencies page={page} report={report} />
      <Method page={page} definition={report.definition}>
        <p>{page.say(t.publicRule(leastDocuments))}</p>
      </Method>
    </Frame>
  );
}
