/** Two checkpoints compared: the form, and the proof step by step as RFC 9162 follows it. */
import type { JSX } from 'preact';
import type { ConsistencyStep } from '../../../../certs/log/consistency.js';
import type { FollowedConsistency } from '../../../audit/checkpoints.js';
import { whole } from '../../format-number.js';
import type { Page } from '../../page.js';
import { Field } from '../../parts/form.js';
import { Section } from '../../parts/frame.js';
import { Icon } from '../../parts/icon.js';
import { logTexts as t } from '../../texts/audit-log.js';
import type { LogProps } from './log.js';

function Step({ page, step, n }: { readonly page: Page; readonly step: ConsistencyStep; readonly n: number }) {
  const { say } = page;
  return (
    <tr>
      <th scope="row" data-label={say(t.step)}>
        {n}
      </th>
      <td class="wide" data-label={say(t.taken)}>
        <span class="digest">{step.hash.toString('hex')}</span>
        <br />
        <span class="weak">{say(t.sides[step.side])}</span>
      </td>
      <td class="wide" data-label={say(t.toEarlier)}>
        <span class="digest">{step.earlier.toString('hex')}</span>
      </td>
      <td class="wide" data-label={say(t.toLater)}>
        <span class="digest">{step.later.toString('hex')}</span>
      </td>
    </tr>
  );
}

function Steps({ page, steps }: { readonly page: Page; readonly steps: readonly ConsistencyStep[] }): JSX.Element {
  const { say } = page;
  return (
    <details id="tung-buoc" open>
      <summary>{say(t.stepsSummary(steps.length))}</summary>
      <table class="table rows steps">
        <caption>{say(t.stepsSummary(steps.length))}</caption>
        <thead>
          <tr>
            {[t.step, t.taken, t.toEarlier, t.toLater].map((head) => (
              <th key={head.vi} scope="col">
                {say(head)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {steps.map((step, index) => (
            <Step key={step.hash.toString('hex')} page={page} step={step} n={index + 1} />
          ))}
        </tbody>
      </table>
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
            {say(whole(size))}: <span class="digest">{root ?? say(t.unsigned)}</span>
          </li>
        ))}
      </ul>
      <p class="actions">
        <a href={`/api/v1/log/consistency?from=${from.size}&to=${to.size}`}>{say(t.asJson)}</a>
      </p>
    </>
  );
}

export function Consistency(props: LogProps): JSX.Element {
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
