/** What is kept and how long, and what is held beyond that; to read. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { vietnamMinute } from '../../../../schemas/words/vietnam-time.js';
import type { RetentionRule } from '../../../retention/retention.js';
import { whole } from '../../format-number.js';
import type { Page } from '../../page.js';
import { Frame, Section } from '../../parts/frame.js';
import { type HoldsProps, HoldsTable, inForce } from '../../parts/holds-table.js';
import { Empty } from '../../parts/notice.js';
import { Table } from '../../parts/table.js';
import { retentionTexts as t } from '../../texts/retention.js';

export interface RetentionProps extends Omit<HoldsProps, 'act'> {
  readonly rules: readonly RetentionRule[];
}

function keptFor({ keepDays }: RetentionRule): Bilingual {
  if (keepDays === null) return t.forGood;
  if (keepDays === 0) return t.atOnce;
  return keepDays < 1 ? t.hours(Math.round(keepDays * 24)) : t.days(keepDays);
}

function nextOf(page: Page, { nextAt }: RetentionRule): string {
  if (nextAt === null) return page.say(t.none);
  return nextAt === 'due' ? page.say(t.whenDue) : vietnamMinute(nextAt);
}

function RuleRow({ page, rule }: { readonly page: Page; readonly rule: RetentionRule }): JSX.Element {
  const { say } = page;
  const { name, text } = t.rules[rule.name];
  return (
    <tr>
      <th scope="row" class="wide">
        {say(name)}
        <br />
        <span class="weak">{say(text)}</span>
      </th>
      <td data-label={say(t.kept)}>{say(keptFor(rule))}</td>
      <td class="figure" data-label={say(t.count)}>
        {rule.count !== null && say(whole(rule.count))}
        {rule.held > 0 && (
          <>
            <br />
            <span class="weak">{say(t.held(say(whole(rule.held))))}</span>
          </>
        )}
      </td>
      <td class="time" data-label={say(t.next)}>
        {nextOf(page, rule)}
      </td>
    </tr>
  );
}

function Rules({ page, rules }: RetentionProps): JSX.Element {
  return (
    <Section page={page} heading={t.rulesHeading} hint={t.rulesHint}>
      <Table page={page} name={t.rulesHeading} heads={[t.what, t.kept, t.count, t.next]} figure={t.count}>
        {rules.map((rule) => (
          <RuleRow key={rule.name} page={page} rule={rule} />
        ))}
      </Table>
    </Section>
  );
}

export function RetentionPage(props: RetentionProps): JSX.Element {
  const { page, rules, holds } = props;
  const held = rules.reduce((sum, rule) => sum + rule.held, 0);
  return (
    <Frame page={page} title={t.title} heading={t.heading(inForce(holds), held)}>
      <Rules {...props} />
      <Section page={page} heading={t.holds} hint={t.holdsHint}>
        {holds.length === 0 ? <Empty page={page} title={t.noHolds} text={t.noHoldsText} /> : <HoldsTable {...props} />}
      </Section>
    </Frame>
  );
}
