/** Two checkpoints compared: the form, and the proof step by step as RFC 9162 follows it. */
import type { JSX } from 'preact';
import type { ConsistencyStep } from '../../../../certs/log/consistency.js';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import type { FollowedConsistency } from '../../../audit/checkpoints.js';
import { whole } from '../../format-number.js';
import type { Page } from '../../page.js';
import { Digest } from '../../parts/digest.js';
import { Field } from '../../parts/form.js';
import { Section } from '../../parts/frame.js';
import { Icon } from '../../parts/icon.js';
import { Table } from '../../parts/table.js';
import { logTexts as t } from '../../texts/audit-log.js';

function Step({ page, step, n }: { readonly page: Page; readonly step: ConsistencyStep; readonly n: number }) {
  const { say } = page;
  return (
    <tr>
      <th scope="row" data-label={say(t.step)}>
        {n}
      </th>
      <td class="wide" data-label={say(t.taken)}>
        <Digest hex={step.hash.toString('hex')} />
        <br />
        <span class="weak">{say(t.sides[step.side])}</span>
      </td>
      <td class="wide" data-label={say(t.toEarlier)}>
        <Digest hex={step.earlier.toString('hex')} />
      </td>
      <td class="wide" data-label={say(t.toLater)}>
        <Digest hex={step.later.toString('hex')} />
      </td>
    </tr>
  );
}

function Steps({ page, steps }: { readonly page: Page; readonly steps: readonly ConsistencyStep[] }): JSX.Element {
  const { say } = page;
  return (
    <details id="tung-buoc" open>
      <summary>{say(t.stepsSummary(steps.length))}</summary>
      <Table
        page={page}
        name={t.stepsSummary(steps.length)}
        heads={[t.step, t.taken, t.toEarlier, t.toLater]}
        kind="rows steps"
      >
        {steps.map((step, index) => (
          <Step key={`${index}`} page={page} step={step} n={index + 1} />
        ))}
      </Table>
    </details>
  );
}

function Compared({ page, compared }: { readonly page: Page; readonly compared: FollowedConsistency }): JSX.Element {
  const { say } = page;
  const { from, to, steps, holds } = compared;
  const said = holds ? t.holds : t.fails;
  return (
    <>
      <p class={`status ${holds ? 'ok' : 'bad'}`}>
        <Icon name={holds ? 'done' : 'refused'} />
        {say(said(whole(from.size).vi, whole(to.size).vi))}
      </p>
      {steps !== null && <Steps page={page} steps={steps} />}
      <p>{say(t.signedRoots)}</p>
      <ul class="roots">
        {[from, to].map(({ size, root }) => (
          <li key={size}>
            {say(whole(size))}: {root === null ? say(t.unsigned) : <Digest hex={root} />}
          </li>
        ))}
      </ul>
      <p class="actions">
        <a href={`/api/v1/log/consistency?from=${from.size}&to=${to.size}`}>{say(t.asJson)}</a>
      </p>
    </>
  );
}

export interface ConsistencyProps {
  readonly page: Page;
  /** The sizes asked for, as they were written; empty for none. */
  readonly earlier: string;
  readonly later: string;
  readonly compared: FollowedConsistency | null;
  readonly errors: { readonly from?: Bilingual; readonly to?: Bilingual };
}

export function Consistency(props: ConsistencyProps): JSX.Element {
  const { page, earlier, later, compared, errors } = props;
  const field = { page, type: 'number', autocomplete: 'off' } as const;
  return (
    <Section page={page} heading={t.consistency} hint={t.consistencyHint}>
      <form class="conditions" method="get" action="/kiem-toan/nhat-ky">
        <Field {...field} name="tu" label={t.earlier} value={earlier} error={errors.from} />
        <Field {...field} name="den" label={t.later} value={later} error={errors.to} />
        <p class="actions">
          <button class="button" type="submit">
            {page.say(t.compare)}
          </button>
        </p>
      </form>
      {compared !== null && <Compared page={page} compared={compared} />}
    </Section>
  );
}
