/** What the report's page and its public page have in common: the opening sentence, chart, pace, how it is counted. */
import type { ComponentChildren, JSX } from 'preact';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { ExchangeReport } from '../../registers/exchange-report.js';
import { type Pace, sameDayRule } from '../../registers/pace.js';
import { targetPromille } from '../../registers/share-definitions.js';
import { promilleOf } from '../../registers/share-rows.js';
import { duration, percent } from '../format-number.js';
import type { Page } from '../page.js';
import { reportTexts as t } from '../texts/report.js';
import { Section } from './frame.js';
import { ShareChart } from './share-chart.js';
import { MonthTable } from './share-table.js';

type Shown = Pick<ExchangeReport, 'current' | 'direction' | 'countedAt'>;

/** @param name of the agency it is about; null: the whole province */
export function reportSentence({ current, direction, countedAt }: Shown, name: string | null): Bilingual {
  const promille = current === null ? null : promilleOf(current);
  if (current === null || promille === null) return t.nothing;
  const isThisYear = countedAt.startsWith(current.key.slice(0, 4));
  const whole = direction === 'out' ? t.shareOut : t.shareIn;
  const own = direction === 'out' ? t.shareOutOf : t.shareInOf;
  return t.sentence(t.monthName(current.key, !isThisYear), promille, targetPromille, name === null ? whole : own(name));
}

export function ByMonth({
  page,
  report,
}: {
  readonly page: Page;
  readonly report: Pick<ExchangeReport, 'months' | 'current'>;
}) {
  return (
    <Section page={page} liveId="theo-thang" heading={t.byMonth} hint={t.byMonthHint}>
      <ShareChart page={page} rows={report.months} current={report.current?.key ?? null} />
      <details id="so-lieu-thang">
        <summary>{page.say(t.figures)}</summary>
        <MonthTable page={page} rows={report.months} />
      </details>
    </Section>
  );
}

interface FigureProps {
  readonly value: string;
  readonly children: ComponentChildren;
}

const Figure = ({ value, children }: FigureProps): JSX.Element => (
  <div>
    <dt>{children}</dt>
    <dd>{value}</dd>
  </div>
);

export interface PaceProps {
  readonly page: Page;
  readonly pace: Pace;
  readonly month: string;
  readonly byMail: number;
  readonly taking: number;
}

export function PaceSection({ page, pace, month, byMail, taking }: PaceProps): JSX.Element {
  const { say } = page;
  const { sameDay, late, share } = pace.acknowledged;
  const time = (seconds: number | null) => say(seconds === null ? t.none : duration(seconds));
  const promille = share === null ? null : Math.floor((sameDay * 1000) / (sameDay + late));
  return (
    <Section page={page} liveId="nhip-do" heading={t.pace} hint={t.monthName(month, true)}>
      <dl class="pace">
        <Figure value={promille === null ? say(t.none) : say(percent(promille))}>{say(t.acknowledged(late))}</Figure>
        <Figure value={time(pace.deliverSeconds)}>{say(t.delivered)}</Figure>
        <Figure value={time(pace.acceptSeconds)}>{say(t.accepted)}</Figure>
        <Figure value={time(pace.completeSeconds)}>{say(t.completed)}</Figure>
        <Figure value={say(t.byMailCount(byMail, taking))}>{say(t.byMail)}</Figure>
      </dl>
    </Section>
  );
}

export function Method(props: {
  readonly page: Page;
  readonly definition: ExchangeReport['definition'];
  readonly children?: ComponentChildren;
}): JSX.Element {
  const { page, definition, children } = props;
  return (
    <Section page={page} heading={t.method} hint={t.version(definition.name, definition.version)}>
      <div class="method">
        <p>{page.say(definition)}.</p>
        <p>
          {page.say(sameDayRule)}. {page.say(t.version(sameDayRule.name, sameDayRule.version))}.
        </p>
        <p>{page.say(t.rounding)}</p>
        {children}
      </div>
    </Section>
  );
}
