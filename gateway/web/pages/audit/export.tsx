/** Exporting documents with their proofs: choose the days, see how much it is, then take it. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { dayMonthYear } from '../../../../schemas/words/vietnam-time.js';
import { type ExportQuery, type MeasuredExport, mostBytes, mostDocuments } from '../../../audit/measure-export.js';
import { byteSize, whole } from '../../format-number.js';
import type { Page } from '../../page.js';
import { type Fact, Facts } from '../../parts/facts.js';
import { Field, FormToken } from '../../parts/form.js';
import { Frame, Section } from '../../parts/frame.js';
import { Icon } from '../../parts/icon.js';
import { auditTexts } from '../../texts/audit.js';

const t = auditTexts.export;

export interface ExportProps {
  readonly page: Page;
  readonly query: ExportQuery;
  /** Null before it was asked for, or when that was wrong. */
  readonly measured: MeasuredExport | null;
  readonly errors: Partial<Record<keyof ExportQuery, Bilingual>>;
}

function headingOf(page: Page, measured: MeasuredExport | null): Bilingual {
  if (measured === null) return t.heading;
  if (measured.documents === 0) return t.nothing;
  const size = page.say(byteSize(measured.bytes));
  if (measured.isTooMuch) return t.tooMuch(page.say(whole(mostDocuments)), page.say(byteSize(mostBytes)));
  return t.measured(whole(measured.documents).vi, size, whole(measured.documents).en);
}

function Choose({ page, query, errors }: ExportProps): JSX.Element {
  const field = (name: string, key: keyof ExportQuery) =>
    ({ page, name, value: query[key], error: errors[key], autocomplete: 'off' }) as const;
  return (
    <Section page={page} heading={t.choose} hint={t.chooseHint}>
      <form class="conditions" method="get" action="/kiem-toan/xuat">
        <Field {...field('tu', 'from')} type="date" label={t.from} />
        <Field {...field('den', 'to')} type="date" label={t.to} />
        <Field {...field('co-quan', 'agency')} isOptional label={t.agency} hint={t.agencyHint} />
        <p class="actions">
          <button class="button" type="submit">
            {page.say(t.count)}
          </button>
        </p>
      </form>
    </Section>
  );
}

function Take({ page, measured }: { readonly page: Page; readonly measured: MeasuredExport }): JSX.Element {
  return (
    <form method="post" action="/kiem-toan/xuat">
      <FormToken page={page} />
      <input type="hidden" name="tu" value={measured.from} />
      <input type="hidden" name="den" value={measured.to} />
      <input type="hidden" name="co-quan" value={measured.agency?.code ?? ''} />
      <p class="actions">
        <button class="button main" type="submit">
          <Icon name="save" />
          {page.say(t.button)}
        </button>
      </p>
    </form>
  );
}

function Measured({ page, measured }: { readonly page: Page; readonly measured: MeasuredExport }): JSX.Element {
  const { say } = page;
  const { from, to, agency, documents, bytes, isTooMuch } = measured;
  const many = documents > mostDocuments;
  const rows: Fact[] = [
    [t.days, from === to ? dayMonthYear(from) : `${dayMonthYear(from)} – ${dayMonthYear(to)}`],
    [t.whose, agency === null ? say(t.all) : `${agency.name} (${agency.code})`],
    [t.documents, many ? say(t.moreThan(say(whole(mostDocuments)))) : say(whole(documents))],
    [t.size, many ? say(t.moreThan(say(byteSize(bytes)))) : say(byteSize(bytes))],
  ];
  return (
    <Section page={page} heading={t.about}>
      <Facts page={page} rows={rows} />
      {!isTooMuch && documents > 0 && (
        <>
          <p>{say(t.note)}</p>
          <Take page={page} measured={measured} />
        </>
      )}
    </Section>
  );
}

export function ExportPage(props: ExportProps): JSX.Element {
  const { page, measured } = props;
  return (
    <Frame page={page} title={t.title} heading={headingOf(page, measured)}>
      <Choose {...props} />
      {measured !== null && <Measured page={page} measured={measured} />}
      <Section page={page} heading={t.inside}>
        <p>{page.say(t.insideText)}</p>
      </Section>
    </Frame>
  );
}
