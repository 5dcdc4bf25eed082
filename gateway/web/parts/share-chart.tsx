/**
 * Shares by month as columns, drawn on the server: full for electronic only, hatched for electronic and paper, the 90 % line dashed.
 * Widths are percentages and heights pixels, so that the writing keeps its size; a narrow screen gets the last six months.
 * The same figures stand in a table beneath.
 */
import type { JSX } from 'preact';
import { targetPromille } from '../../registers/share-definitions.js';
import { promilleOf, type ShareRow } from '../../registers/share-rows.js';
import { tenths } from '../format-number.js';
import type { Page } from '../page.js';
import { reportTexts as t } from '../texts/report.js';

/** Pixels: the plot from 0 to 100 %, and what stands above and beneath it. */
const plotHeight = 200;
const top = 20;
const height = top + plotHeight + 60;
const yOf = (promille: number): number => top + plotHeight * (1 - promille / 1000);

interface Shape {
  readonly id: string;
  /** Of the whole width: where the plot begins and ends. */
  readonly left: number;
  readonly right: number;
  readonly hasKey: boolean;
}

const wide: Shape = { id: 'wide', left: 4, right: 85, hasKey: true };
const narrow: Shape = { id: 'narrow', left: 11, right: 99, hasKey: false };
const narrowMonths = 6;

const at = (percentage: number): string => `${Math.round(percentage * 100) / 100}%`;

function Grid({ shape }: { readonly shape: Shape }): JSX.Element {
  const { left, right } = shape;
  return (
    <>
      {[0, 250, 500, 750].map((promille) => (
        <g key={promille}>
          <line class="grid" x1={at(left)} x2={at(right)} y1={yOf(promille)} y2={yOf(promille)} />
          <text class="scale" x={at(left - 1)} y={yOf(promille) + 5}>
            {promille / 10}
          </text>
        </g>
      ))}
      <line class="target" x1={at(left)} x2={at(right)} y1={yOf(targetPromille)} y2={yOf(targetPromille)} />
      <text class="scale strong" x={at(left - 1)} y={yOf(targetPromille) + 5}>
        {targetPromille / 10}
      </text>
    </>
  );
}

interface ColumnProps {
  readonly page: Page;
  readonly shape: Shape;
  readonly row: ShareRow;
  readonly isCurrent: boolean;
  /** Of the plot's width, in percent: the middle of the column and its width. */
  readonly middle: number;
  readonly width: number;
  /** `1/16` where a year begins. */
  readonly label: string;
}

function Column({ page, shape, row, isCurrent, middle, width, label }: ColumnProps): JSX.Element {
  const promille = promilleOf(row);
  const full = row.denominator === 0 ? 0 : (row.electronicOnly * 1000) / row.denominator;
  const all = row.denominator === 0 ? 0 : (row.numerator * 1000) / row.denominator;
  const box = { x: at(middle - width / 2), width: at(width) };
  const kind = isCurrent ? 'current' : 'past';
  return (
    <g class={kind}>
      <rect class="hatched" {...box} y={yOf(all)} height={yOf(full) - yOf(all)} fill={`url(#${shape.id}-${kind})`} />
      <rect class="full" {...box} y={yOf(full)} height={yOf(0) - yOf(full)} />
      <text class="month" x={at(middle)} y={yOf(0) + 22}>
        {label}
      </text>
      <text class="figure" x={at(middle)} y={yOf(0) + 46}>
        {promille === null ? '–' : page.say(tenths(promille))}
      </text>
    </g>
  );
}

const Hatching = ({ id, kind }: { readonly id: string; readonly kind: 'past' | 'current' }): JSX.Element => (
  <pattern id={`${id}-${kind}`} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
    <line class={`hatch ${kind}`} x1="1" x2="1" y1="0" y2="6" />
  </pattern>
);

/** What the parts of the last column are called, beside it. */
function Key({
  page,
  shape,
  row,
}: {
  readonly page: Page;
  readonly shape: Shape;
  readonly row: ShareRow;
}): JSX.Element {
  const { say } = page;
  const x = at(shape.right + 1);
  const full = row.denominator === 0 ? 0 : (row.electronicOnly * 1000) / row.denominator;
  const all = row.denominator === 0 ? 0 : (row.numerator * 1000) / row.denominator;
  const target = yOf(targetPromille) + 5;
  const both = Math.max(target + 22, yOf((full + all) / 2) + 5);
  return (
    <>
      <text class="strong" x={x} y={target}>
        {say(t.target)}
      </text>
      <text x={x} y={both}>
        {say(t.bothKind)}
      </text>
      <text x={x} y={Math.max(both + 22, yOf(full / 2) + 5)}>
        {say(t.electronicKind)}
      </text>
      <text class="weak" x={x} y={yOf(0) + 22}>
        {say(t.axis)}
      </text>
      <text class="weak" x={x} y={yOf(0) + 46}>
        {say(t.axisShare)}
      </text>
    </>
  );
}

/** The year stands where it begins: at the first column and in January. */
const labelOf = (month: string, index: number): string => {
  const number = Number(month.slice(5));
  return index === 0 || number === 1 ? `${number}/${month.slice(2, 4)}` : String(number);
};

function describe(page: Page, rows: readonly ShareRow[]): string {
  return rows
    .flatMap((row) => {
      const promille = promilleOf(row);
      return promille === null ? [] : [`${page.say(t.monthName(row.key, true))}: ${page.say(tenths(promille))}%`];
    })
    .join('; ');
}

interface ChartProps {
  readonly page: Page;
  readonly rows: readonly ShareRow[];
  readonly current: string | null;
}

function Chart({ page, rows, current, shape }: ChartProps & { readonly shape: Shape }): JSX.Element {
  const { say } = page;
  const step = (shape.right - shape.left) / Math.max(rows.length, 1);
  const last = rows.findLast(({ key }) => key === current);
  return (
    <svg
      class={`chart ${shape.id}`}
      width="100%"
      height={height}
      role="img"
      aria-labelledby={`${shape.id}-title ${shape.id}-description`}
    >
      <title id={`${shape.id}-title`}>{say(t.chartTitle)}</title>
      <desc id={`${shape.id}-description`}>{say(t.chartDescription(describe(page, rows)))}</desc>
      <defs>
        <Hatching id={shape.id} kind="past" />
        <Hatching id={shape.id} kind="current" />
      </defs>
      <Grid shape={shape} />
      {rows.map((row, index) => (
        <Column
          key={row.key}
          page={page}
          shape={shape}
          row={row}
          isCurrent={row.key === current}
          middle={shape.left + step * (index + 0.5)}
          width={Math.min(step * 0.4, 8)}
          label={labelOf(row.key, index)}
        />
      ))}
      {shape.hasKey && last !== undefined && <Key page={page} shape={shape} row={last} />}
    </svg>
  );
}

export function ShareChart(props: ChartProps): JSX.Element {
  const { page, rows } = props;
  return (
    <figure class="share-chart">
      <Chart {...props} shape={wide} />
      <Chart {...props} rows={rows.slice(-narrowMonths)} shape={narrow} />
      <figcaption>{page.say(t.key)}</figcaption>
    </figure>
  );
}
