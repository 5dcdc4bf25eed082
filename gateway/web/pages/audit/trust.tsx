/** What the gateway trusts, how it judges, who changed that; the certificates in use. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { dayMonthYear, vietnamMinute } from '../../../../schemas/words/vietnam-time.js';
import type { CertificateRow } from '../../../identity/certificates.store.js';
import type { ActorName } from '../../../identity/name-actors.js';
import type { AnchorRow, TrustChangeRow } from '../../../identity/trust.store.js';
import { whole } from '../../format-number.js';
import type { Page } from '../../page.js';
import { Actor } from '../../parts/actor.js';
import { Digest } from '../../parts/digest.js';
import { Facts } from '../../parts/facts.js';
import { Field } from '../../parts/form.js';
import { Frame, Section } from '../../parts/frame.js';
import { Empty } from '../../parts/notice.js';
import { Table } from '../../parts/table.js';
import { trustTexts as t } from '../../texts/audit-log.js';

export interface TrustProps {
  readonly page: Page;
  /** The day looked at, YYYY-MM-DD; empty for now. */
  readonly day: string;
  readonly dayError: Bilingual | undefined;
  readonly version: number;
  readonly anchors: readonly AnchorRow[];
  /** The newest first. */
  readonly history: readonly TrustChangeRow[];
  readonly nameOf: (actor: string) => ActorName;
  /** The soonest to end first; `inUse` counts all of them. */
  readonly certificates: readonly CertificateRow[];
  readonly inUse: number;
  /** Names of agencies by code. */
  readonly agencies: ReadonlyMap<string, string>;
}

function DayForm({ page, day, dayError }: TrustProps): JSX.Element {
  return (
    <form class="conditions" method="get" action="/kiem-toan/tin-cay">
      <Field page={page} name="ngay" type="date" label={t.at} value={day} error={dayError} autocomplete="off" />
      <p class="actions">
        <button class="button" type="submit">
          {page.say(t.show)}
        </button>
        {day !== '' && <a href="/kiem-toan/tin-cay">{page.say(t.today)}</a>}
      </p>
    </form>
  );
}

function Anchors(props: TrustProps): JSX.Element {
  const { page, anchors } = props;
  const { say } = page;
  return (
    <Section page={page} heading={t.anchors} hint={t.anchorsHint}>
      {anchors.length === 0 ? (
        <Empty page={page} title={t.noAnchors} text={t.noAnchorsText} />
      ) : (
        <Table page={page} name={t.anchors} heads={[t.subject, t.since, t.until]}>
          {anchors.map(({ fingerprint, subject, since, notAfter }) => (
            <tr key={fingerprint}>
              <th scope="row" class="wide">
                {subject}
                <br />
                <Digest hex={fingerprint} />
              </th>
              <td class="time" data-label={say(t.since)}>
                {vietnamMinute(since)}
              </td>
              <td class="time" data-label={say(t.until)}>
                {vietnamMinute(notAfter)}
              </td>
            </tr>
          ))}
        </Table>
      )}
      <DayForm {...props} />
    </Section>
  );
}

function History({ page, history, nameOf }: TrustProps): JSX.Element {
  const { say } = page;
  return (
    <Section page={page} heading={t.history} hint={t.historyHint}>
      <Table page={page} name={t.history} heads={[t.version, t.when, t.change, t.who, t.why]}>
        {history.map(({ version, at, trusted, subject, fingerprint, actor, reason }) => (
          <tr key={version}>
            <th scope="row" data-label={say(t.version)}>
              {version}
            </th>
            <td class="time">{vietnamMinute(at)}</td>
            <td class="wide">
              <strong>{say(trusted ? t.added : t.removed)}</strong> {subject}
              <br />
              <Digest hex={fingerprint} />
            </td>
            <td data-label={say(t.who)}>
              <Actor page={page} actor={nameOf(actor)} />
            </td>
            <td data-label={say(t.why)}>{reason}</td>
          </tr>
        ))}
      </Table>
    </Section>
  );
}

function Policies({ page }: { readonly page: Page }): JSX.Element {
  const { say } = page;
  return (
    <Section page={page} heading={t.policies} hint={t.policiesHint}>
      <Facts
        page={page}
        rows={(['full', 'core'] as const).map((policy) => [t.policyNames[policy], say(t.policyTexts[policy])])}
      />
      <p class="weak">{say(t.policyNote)}</p>
    </Section>
  );
}

function InUse({ page, certificates, inUse, agencies }: TrustProps): JSX.Element {
  const { say } = page;
  return (
    <Section page={page} heading={t.inUse} hint={t.inUseHint(say(whole(inUse)))}>
      <Table page={page} name={t.inUse} heads={[t.agency, t.kind, t.subject, t.until]}>
        {certificates.map(({ fingerprint, agency, kind, subject, notAfter }) => (
          <tr key={fingerprint}>
            <td>{agency === null ? say(t.gateway) : (agencies.get(agency) ?? agency)}</td>
            <td>{say(t.kinds[kind])}</td>
            <td class="wide">
              {subject}
              <br />
              <Digest hex={fingerprint} />
            </td>
            <td class="time" data-label={say(t.until)}>
              {vietnamMinute(notAfter)}
            </td>
          </tr>
        ))}
      </Table>
      {certificates.length < inUse && <p class="weak">{say(t.shownFirst(certificates.length))}</p>}
    </Section>
  );
}

export function TrustPage(props: TrustProps): JSX.Element {
  const { page, day, version, anchors } = props;
  const heading =
    day === '' || props.dayError !== undefined
      ? t.heading(anchors.length, version)
      : t.headingAt(anchors.length, version, dayMonthYear(day));
  return (
    <Frame page={page} title={t.title} heading={heading}>
      <Anchors {...props} />
      <History {...props} />
      <Policies page={page} />
      <InUse {...props} />
    </Frame>
  );
}
