/** The auditor's first page: where the log stands, then every document of every agency. */
import type { ComponentChildren, JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { durationInWords } from '../../../../schemas/words/duration.js';
import { vietnamMinute } from '../../../../schemas/words/vietnam-time.js';
import type { LogStanding } from '../../../audit/log-standing.js';
import { whole } from '../../format-number.js';
import type { Page } from '../../page.js';
import { Digest } from '../../parts/digest.js';
import { Facts } from '../../parts/facts.js';
import { Frame, Section } from '../../parts/frame.js';
import { Icon } from '../../parts/icon.js';
import { Notice } from '../../parts/notice.js';
import { auditTexts } from '../../texts/audit.js';
import { FoundDocuments, type FoundProps } from './found-documents.js';
import { SearchForm, type SearchFormProps } from './search-form.js';

const t = auditTexts.overview;

export interface OverviewProps extends Omit<SearchFormProps, 'page'>, Omit<FoundProps, 'page'> {
  readonly page: Page;
  readonly standing: LogStanding;
}

function headingOf({ size, checkpoint, faults }: LogStanding): Bilingual {
  const { vi, en } = whole(size);
  if (faults.length > 0) return t.unwell(vi, faults.length, en);
  return checkpoint === null ? t.empty : t.well(vi, durationInWords(checkpoint.ageSeconds), en);
}

function factsOf(page: Page, { size, checkpoint, stamp, proofsOpen }: LogStanding) {
  const { say } = page;
  const covers = (count: number) => say(t.covers(whole(count).vi, whole(count).en));
  const stamped = stamp === null ? say(t.noStamp) : `${vietnamMinute(stamp.at)}, ${covers(stamp.size)}`;
  const rows: (readonly [Bilingual, ComponentChildren])[] = [
    ...(checkpoint === null
      ? []
      : [
          [t.checkpoint, `${vietnamMinute(checkpoint.at)}, ${covers(size)}`] as const,
          [t.root, <Digest hex={checkpoint.root} />] as const,
        ]),
    [t.stamp, stamped],
    [t.proofs, say(t.proofsText(whole(proofsOpen).vi, whole(proofsOpen).en))],
  ];
  return rows;
}

function Faults({ page, standing: { faults } }: OverviewProps): JSX.Element | null {
  const { say } = page;
  if (faults.length === 0) return null;
  return (
    <Section page={page} heading={t.faults}>
      <ul class="troubles">
        {faults.map((fault) => (
          <li key={fault}>
            <span class="status bad">
              <Icon name="attention" />
              {say(auditTexts.faults[fault].what)}
            </span>
            {say(auditTexts.faults[fault].next)}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Standing({ page, standing }: OverviewProps): JSX.Element {
  const { say } = page;
  return (
    <Section page={page} heading={t.standing} hint={t.standingHint}>
      <Facts page={page} rows={factsOf(page, standing)} />
      <p class="weak">{say(t.full)}</p>
      <p class="actions">
        <a href="/kiem-toan/nhat-ky">{say(t.toLog)}</a>
      </p>
    </Section>
  );
}

export function OverviewPage(props: OverviewProps): JSX.Element {
  const { page, standing, errors } = props;
  const s = auditTexts.search;
  const [fault] = Object.values(errors);
  const notice = fault && <Notice page={page} kind="failed" text={fault} />;
  return (
    <Frame page={page} title={t.title} heading={headingOf(standing)} notice={notice}>
      <Faults {...props} />
      <Standing {...props} />
      <Section page={page} heading={s.heading} hint={s.hint}>
        <SearchForm {...props} />
        <FoundDocuments {...props} />
      </Section>
    </Frame>
  );
}
