/** The report as rows for spreadsheets: what it is about and by which rule, then by month, then by agency. Pure. */
import type { AgencyLine, ExchangeReport } from './exchange-report.js';
import { sameDayRule } from './pace.js';
import { paperReasons } from './paper-reasons.js';
import { type CountingRule, targetPromille } from './share-definitions.js';
import { promilleOf, type ShareCounts } from './share-rows.js';
import type { Cell, TableRow } from './write-csv.js';

const mediaHeads = ['Văn bản', 'Chỉ điện tử', 'Điện tử và giấy', 'Chỉ giấy', 'Tỉ lệ, %'] as const;

const percentOf = (row: ShareCounts): Cell => {
  const promille = promilleOf(row);
  return promille === null ? null : promille / 10;
};

const media = (row: ShareCounts): Cell[] => [
  row.denominator,
  row.electronicOnly,
  row.electronicAndPaper,
  row.paper,
  percentOf(row),
];

const ruleCells = (rule: CountingRule): Cell[] => [`${rule.name}, bản ${rule.version}`, rule.vi];

const reasonText = ({ reason }: AgencyLine): string =>
  reason === null ? '' : `${paperReasons[reason.code].vi}: ${reason.count}`;

/** @param agencyName null: the whole province */
export function reportTables(report: ExchangeReport, agencyName: string | null): TableRow[] {
  const { definition, direction, from, to, countedAt } = report;
  const isOutgoing = direction === 'out';
  return [
    ['Báo cáo tỉ lệ văn bản điện tử', isOutgoing ? 'Văn bản đi' : 'Văn bản đến', agencyName ?? 'Toàn tỉnh'],
    ['Kỳ báo cáo', `${from} – ${to}`, `Lập lúc ${countedAt}`],
    ['Cách tính', ...ruleCells(definition)],
    ['Cách tính', ...ruleCells(sameDayRule)],
    [],
    ['Tháng', ...mediaHeads],
    ...report.months.map((month) => [month.key, ...media(month)]),
    [],
    [
      'Mã định danh',
      'Cơ quan',
      ...mediaHeads,
      `So với ${targetPromille / 10}%, điểm`,
      'Tiếp nhận trong ngày',
      'Chậm',
      ...(isOutgoing ? ['Lý do chính'] : []),
    ],
    ...report.agencies.map((line) => [
      line.key,
      line.name ?? '',
      ...media(line),
      ((promilleOf(line) ?? 0) - targetPromille) / 10,
      line.acknowledged.sameDay,
      line.acknowledged.late,
      ...(isOutgoing ? [reasonText(line)] : []),
    ]),
    ['', 'Cộng', ...media(report.total)],
  ];
}
