/** Shares as tables: by agency with bar, gap and reason; by month beneath the chart. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { AgencyLine } from '../../registers/exchange-report.js';
import { paperReasons } from '../../registers/paper-reasons.js';
import { type Direction, targetPromille } from '../../registers/share-definitions.js';
import { promilleOf, type ShareCounts, type ShareRow } from '../../registers/share-rows.js';
import { percent, whole } from '../format-number.js';
import type { Page } from '../page.js';
import { reportTexts as t } from '../texts/report.js';
import { Icon } from './icon.js';

const Heads = ({ page, heads }: { readonly page: Page; readonly heads: readonly (readonly [Bilingual, string])[] }) => (
  <thead>
    <tr>
      {heads.map(([head, kind]) => (
        <th key={head.vi} scope="col" class={kind}>
          {page.say(head)}
        </th>
      ))}
    </tr>
  </thead>
);

const mediaHeads = [
  [t.documents, 'amount'],
  [t.electronicOnly, 'amount'],
  [t.electronicAndPaper, 'amount'],
  [t.paperOnly, 'amount'],
  [t.share, 'amount'],
] as const;

const percentOf = (page: Page, promille: number | null): string =>
  promille === null ? '–' : page.say(percent(promille));

function Media({ page, row }: { readonly page: Page; readonly row: ShareCounts }): JSX.Element {
  const { say } = page;
  const figures = [
    [t.documents, row.denominator],
    [t.electronicOnly, row.electronicOnly],
    [t.electronicAndPaper, row.electronicAndPaper],
    [t.paperOnly, row.paper],
  ] as const;
  return (
    <>
      {figures.map(([head, count]) => (
        <td key={head.vi} class="amount medium" data-label={say(head)}>
          {say(whole(count))}
        </td>
      ))}
      <td class="amount share">{percentOf(page, promilleOf(row))}</td>
    </>
  );
}

export function MonthTable({ page, rows }: { readonly page: Page; readonly rows: readonly ShareRow[] }): JSX.Element {
  return (
    <table class="table shares">
      <caption>{page.say(t.figures)}</caption>
      <Heads page={page} heads={[[t.month, ''], ...mediaHeads]} />
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row">{page.say(t.monthName(row.key, true))}</th>
            <Media page={page} row={row} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** How far a share reaches, and where 90 % is; the words beside it say the same. */
const Bar = ({ promille }: { readonly promille: number }): JSX.Element => (
  <svg class="share-bar" width="104" height="18" aria-hidden="true">
    <rect class="edge" x="0.5" y="4.5" width="103" height="9" />
    <rect class="full" x="0" y="4" width={(promille * 104) / 1000} height="10" />
    <line class="mark" x1={(targetPromille * 104) / 1000} x2={(targetPromille * 104) / 1000} y1="0" y2="18" />
  </svg>
);

function Gap({ page, promille }: { readonly page: Page; readonly promille: number }): JSX.Element {
  const isMet = promille >= targetPromille;
  const text = isMet ? t.over(promille - targetPromille) : t.short(targetPromille - promille);
  return (
    <span class={isMet ? 'status ok' : 'status bad'}>
      <Icon name={isMet ? 'done' : 'down'} />
      {page.say(text)}
    </span>
  );
}

function reasonOf({ reason, paper, share }: AgencyLine): Bilingual | null {
  if (reason !== null) return t.because(paperReasons[reason.code], reason.count);
  return paper > 0 && share !== null && share * 1000 < targetPromille ? t.onPaper(paper) : null;
}

interface LineProps {
  readonly page: Page;
  readonly line: AgencyLine;
  /** Leads to the report of that agency; null where there is none. */
  readonly address: string | null;
  readonly hasReason: boolean;
}

function Line({ page, line, address, hasReason }: LineProps): JSX.Element {
  const { say } = page;
  const promille = promilleOf(line) ?? 0;
  const name = line.name ?? line.key;
  const reason = hasReason ? reasonOf(line) : null;
  const { share, sameDay, late } = line.acknowledged;
  const acknowledged = share === null ? null : Math.floor((sameDay * 1000) / (sameDay + late));
  return (
    <tr>
      <th scope="row" class="agency">
        {address === null ? name : <a href={address}>{name}</a>}
      </th>
      <Media page={page} row={line} />
      <td class="bar">
        <Bar promille={promille} />
      </td>
      <td class="gap">
        <Gap page={page} promille={promille} />
      </td>
      <td class="amount medium" data-label={say(t.sameDay)}>
        {percentOf(page, acknowledged)}
      </td>
      {hasReason && <td class="reason weak">{reason && say(reason)}</td>}
    </tr>
  );
}

export function AgencyTable(props: {
  readonly page: Page;
  readonly lines: readonly AgencyLine[];
  /** Why documents went on paper is known of outgoing ones only. */
  readonly direction: Direction;
  readonly addressOf: (line: AgencyLine) => string | null;
  /** Those that do not stand alone, and everything; each with what it is called. */
  readonly sums: readonly { readonly name: Bilingual; readonly counts: ShareCounts }[];
}): JSX.Element {
  const { page, lines, addressOf, sums } = props;
  const hasReason = props.direction === 'out';
  const heads = [
    ...([[t.agency, ''], ...mediaHeads, [t.line, 'bar'], [t.gap, ''], [t.sameDay, 'amount']] as const),
    ...(hasReason ? ([[t.reason, '']] as const) : []),
  ];
  return (
    <table class="table shares agencies">
      <caption>{page.say(t.agencies)}</caption>
      <Heads page={page} heads={heads} />
      <tbody>
        {lines.map((line) => (
          <Line key={line.key} page={page} line={line} address={addressOf(line)} hasReason={hasReason} />
        ))}
        {sums.map(({ name, counts }) => (
          <tr key={name.vi} class="sum">
            <th scope="row" class="agency">
              {page.say(name)}
            </th>
            <Media page={page} row={counts} />
            <td class="bar" />
            <td class="gap">{counts.share !== null && <Gap page={page} promille={promilleOf(counts) ?? 0} />}</td>
            <td colSpan={hasReason ? 2 : 1} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}
