/** The report as rows for spreadsheets: what it is about and by which rule, then by month, then by agency. Pure. */
import type { ExchangeReport } from './exchange-report.js';
import { paperReasons } from './paper-reasons.js';
import { targetPromille } from './share-definitions.js';
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

/** @param agencyName null: the whole province */
export function reportTables(report: ExchangeReport, agencyName: string | null): TableRow[] {
  const { definition, direction, from, to, countedAt } = report;
  return [
    ['Báo cáo tỉ lệ văn bản điện tử', direction === 'out' ? 'Văn bản đi' : 'Văn bản đến', agencyName ?? 'Toàn tỉnh'],
    ['Kỳ báo cáo', `${from} – ${to}`, `Lập lúc ${countedAt}`],
    ['Cách tính', `${definition.name}, bản ${definition.version}`, definition.vi],
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
      'Lý do chính',
    ],
    ...report.agencies.map((line) => [
      line.key,
      line.name ?? '',
      ...media(line),
      ((promilleOf(line) ?? 0) - targetPromille) / 10,
      line.acknowledged.sameDay,
      line.acknowledged.late,
      line.reason === null ? '' : `${paperReasons[line.reason.code].vi}: ${line.reason.count}`,
    ]),
    ['', 'Cộng', ...media(report.total)],
  ];
}
