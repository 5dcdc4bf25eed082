/** What the report is about, to choose from: period, direction, whose. */
import type { ComponentChildren, JSX } from 'preact';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { ExchangeReport } from '../../registers/exchange-report.js';
import { isMonth } from '../../registers/report-months.js';
import type { Page } from '../page.js';
import { reportTexts as t } from '../texts/report.js';
import { EntryField, type EntryFieldProps } from './entry-field.js';

export interface ReportFilterProps {
  readonly page: Page;
  /** What was chosen; of a period that cannot be counted, months as they stood in the address. */
  readonly asked: Pick<ExchangeReport, 'from' | 'to' | 'direction' | 'agency'>;
  /** Of the agency chosen, when the report is about one. */
  readonly agencyName: string | null;
  /** The reader's own agency; null for those who see all. */
  readonly own: { readonly code: string; readonly name: string } | null;
  /** Months that can be chosen, newest first. */
  readonly choices: readonly string[];
  /** What was wrong, by field. */
  readonly errors: Readonly<Record<string, Bilingual>>;
}

type Query = Readonly<Record<string, string | null>>;

/** The address of what was chosen, changed as said; null takes one away. */
export function reportAddress(asked: ReportFilterProps['asked'], path: string, changes: Query = {}): string {
  const all = {
    tu: asked.from,
    den: asked.to,
    chieu: asked.direction === 'in' ? 'den' : null,
    'co-quan': asked.agency,
    ...changes,
  };
  const set = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
  return `${path}?${new URLSearchParams(set)}`;
}

function scopeOptions({ page, asked, own, agencyName }: ReportFilterProps): (readonly [string, string])[] {
  const named = asked.agency === null ? own : { code: asked.agency, name: agencyName ?? asked.agency };
  return [['', page.say(t.everybody)] as const, ...(named === null ? [] : [[named.code, named.name] as const])];
}

function monthOptions({ asked, choices }: ReportFilterProps): (readonly [string, string])[] {
  const months = [...new Set([asked.to, asked.from, ...choices])].filter(isMonth).sort().reverse();
  return months.map((month) => [month, `${Number(month.slice(5))}/${month.slice(0, 4)}`] as const);
}

/** @param children what can be done with the report, beside the choice */
export function ReportFilters(props: ReportFilterProps & { readonly children?: ComponentChildren }): JSX.Element {
  const { page, asked, errors, children } = props;
  const { say } = page;
  const months = monthOptions(props);
  const directions = [['di', say(t.out)] as const, ['den', say(t.in)] as const];
  const field = (
    name: string,
    label: Bilingual,
    value: string,
    options: EntryFieldProps['options'],
  ): EntryFieldProps => ({ page, name, label, value, options, kind: 'choice', error: errors[name] });
  return (
    <div class="report-bar">
      <form class="choices" method="get" action="/bao-cao" aria-label={say(t.filters)}>
        <EntryField {...field('tu', t.fromMonth, asked.from, months)} />
        <EntryField {...field('den', t.toMonth, asked.to, months)} />
        <EntryField {...field('chieu', t.direction, asked.direction === 'in' ? 'den' : 'di', directions)} />
        <EntryField {...field('co-quan', t.whose, asked.agency ?? '', scopeOptions(props))} />
        <button class="button" type="submit">
          {say(t.show)}
        </button>
      </form>
      {children}
    </div>
  );
}
