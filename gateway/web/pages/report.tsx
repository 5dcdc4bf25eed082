/** The report on the 90 % line, and what of it everybody may read. */
import type { ComponentChildren, JSX } from 'preact';
import { vietnamMinute } from '../../../schemas/words/vietnam-time.js';
import type { AgencyLine, ExchangeReport } from '../../registers/exchange-report.js';
import { leastDocuments, type PublicReport } from '../../registers/public-report.js';
import { monthsOf } from '../../registers/report-months.js';
import type { Page } from '../page.js';
import { Frame, Section } from '../parts/frame.js';
import { Icon } from '../parts/icon.js';
import { Empty } from '../parts/notice.js';
import { type ReportFilterProps, ReportFilters, reportAddress } from '../parts/report-filters.js';
import { ByMonth, Method, PaceSection, reportSentence } from '../parts/report-sections.js';
import { AgencyTable } from '../parts/share-table.js';
import { reportTexts as t } from '../texts/report.js';

export interface ReportProps extends Omit<ReportFilterProps, 'asked' | 'errors'> {
  readonly report: ExchangeReport;
  readonly isWhole: boolean;
}

const shownAtFirst = 10;

function Downloads({ page, report }: Pick<ReportProps, 'page' | 'report'>): JSX.Element {
  const { say } = page;
  return (
    <p class="downloads">
      <a class="button" href={reportAddress(report, '/bao-cao/tai-ve', { dang: 'csv' })}>
        <Icon name="save" />
        {say(t.csv)}
      </a>
      <a class="button" href={reportAddress(report, '/bao-cao/tai-ve', { dang: 'xlsx' })}>
        <Icon name="save" />
        {say(t.xlsx)}
      </a>
      <button class="button" type="button" data-print data-with-script hidden>
        <Icon name="print" />
        {say(t.print)}
      </button>
    </p>
  );
}

function Agencies(props: ReportProps): JSX.Element {
  const { page, report, own, isWhole } = props;
  const { say } = page;
  const lines = isWhole ? report.agencies : report.agencies.slice(0, shownAtFirst);
  const months = monthsOf(report).length;
  const lineAddress = ({ key }: AgencyLine) =>
    key === report.agency ? null : reportAddress(report, '/bao-cao', { 'co-quan': key });
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
          <a href={reportAddress(report, '/bao-cao', { du: '1' })}>{say(t.showAll(report.agencies.length))}</a>
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
        <ReportFilters {...props} asked={report} errors={{}}>
          <Downloads page={page} report={report} />
        </ReportFilters>
      </Section>
      <ByMonth page={page} report={report} />
      <PaceSection {...{ page, pace, taking, byMail }} month={current?.key ?? report.to} />
      <Agencies {...props} />
      <Method page={page} definition={report.definition} />
    </Frame>
  );
}

/** In place of a report that cannot be counted: what is wrong with its period, at the field. */
export function ReportPeriodPage(props: ReportFilterProps): JSX.Element {
  const { page } = props;
  return (
    <Frame page={page} title={t.title} heading={t.chooseAgain}>
      <Section page={page}>
        <ReportFilters {...props} />
      </Section>
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
