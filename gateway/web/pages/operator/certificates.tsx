/** Certificates in use, the first to end first; renewing and revoking them. Forms for new ones: certificate-forms.tsx. */
import type { JSX } from 'preact';
import { vietnamDate } from '../../../../schemas/words/vietnam-time.js';
import type { RequestRow } from '../../../identity/certificate-requests.store.js';
import type { CertificateRow } from '../../../identity/certificates.store.js';
import { daysLeft, expiryThresholds } from '../../../identity/expiry-warnings.js';
import type { Page } from '../../page.js';
import { Ask } from '../../parts/ask.js';
import { Choice } from '../../parts/fields.js';
import { Field } from '../../parts/form.js';
import { Frame, Section } from '../../parts/frame.js';
import { Icon } from '../../parts/icon.js';
import { Empty } from '../../parts/notice.js';
import { operatorTexts } from '../../texts/operator.js';
import { certificateTexts as t } from '../../texts/operator-certificates.js';
import { texts } from '../../texts.js';
import { ImportSection, IssueSection, RequestSection } from './certificate-forms.js';
import { type OutcomeProps, outcomeNotice } from './outcome.js';

const path = '/van-hanh/chung-thu';

export type ShownCertificate = Omit<CertificateRow, 'der' | 'chain'>;

export interface CertificatesProps extends OutcomeProps {
  readonly now: Date;
  /** Code of one agency; empty for all. */
  readonly agency: string;
  readonly certificates: readonly ShownCertificate[];
  /** Where the next page begins; null at the end. */
  readonly next: number | null;
  readonly ended: number;
  readonly soon: number;
  readonly requests: readonly RequestRow[];
}

const [warnDays] = expiryThresholds;

function Acts({ page, row }: { readonly page: Page; readonly row: ShownCertificate }): JSX.Element | null {
  const { fingerprint, kind, subject, holder, issuer } = row;
  if (row.agency === null) return <span class="weak">{page.say(t.own)}</span>;
  const isOurs = holder === 'gateway' && issuer !== null && kind !== 'encryption';
  return (
    <div class="actions tight">
      {isOurs && (
        <Ask
          page={page}
          kind="plain"
          opener={t.renew}
          question={t.renewQuestion(subject)}
          action={`${path}/${fingerprint}/cap-lai`}
          button={t.renew}
        />
      )}
      <Ask
        page={page}
        opener={t.revoke}
        question={t.revokeQuestion(subject)}
        action={`${path}/${fingerprint}/thu-hoi`}
        button={t.revoke}
      >
        <Choice
          page={page}
          id={`vi-sao-${fingerprint.slice(0, 16)}`}
          name="vi-sao"
          label={t.why}
          value="unspecified"
          options={Object.entries(t.reasons)}
        />
      </Ask>
    </div>
  );
}

function Row({ page, row, now }: { readonly page: Page; readonly row: ShownCertificate; readonly now: Date }) {
  const { say } = page;
  const left = Math.floor(daysLeft(row, now));
  const kind = left < 0 ? 'broken' : left < warnDays ? 'attention' : 'normal';
  const icon = left < 0 ? 'refused' : left < warnDays ? 'attention' : 'done';
  return (
    <li>
      <div class="wide">
        <span class="number">{row.agency}</span> {say(t.kinds[row.kind] ?? t.subject)}
        <div class="subject-name">{row.subject}</div>
        <span class="weak">
          {say(t.holder)} {say(t.holders[row.holder] ?? t.subject)},{' '}
          <span class="key">{row.fingerprint.slice(0, 16)}</span>
        </span>
      </div>
      <span class={`status ${kind}`}>
        <Icon name={icon} />
        {vietnamDate(row.notAfter)}, {say(t.days(left))}
      </span>
      <Acts page={page} row={row} />
    </li>
  );
}

function List(props: CertificatesProps): JSX.Element {
  const { page, agency, certificates, next, now } = props;
  const { say } = page;
  return (
    <Section page={page} heading={t.list} hint={t.listHint}>
      <form class="choices" method="get" action={path}>
        <Field
          page={page}
          id="loc-co-quan"
          name="co-quan"
          label={t.agencyOptional}
          autocomplete="off"
          value={agency}
          isOptional
        />
        <button class="button" type="submit">
          {say(operatorTexts.shared.filter)}
        </button>
      </form>
      {certificates.length === 0 ? (
        <Empty page={page} title={t.emptyTitle} text={t.empty} />
      ) : (
        <ul class="lines">
          {certificates.map((row) => (
            <Row key={row.fingerprint} page={page} row={row} now={now} />
          ))}
        </ul>
      )}
      {next !== null && (
        <p class="actions">
          <a href={`${path}?${new URLSearchParams({ 'co-quan': agency, tu: String(next) })}`}>
            {say(texts.paging.more)}
          </a>
        </p>
      )}
    </Section>
  );
}

export function CertificatesPage(props: CertificatesProps): JSX.Element {
  const { page, ended, soon, requests } = props;
  return (
    <Frame page={page} title={t.title} heading={t.heading(ended, soon)} notice={outcomeNotice(props)}>
      <List {...props} />
      <IssueSection page={page} />
      <RequestSection page={page} requests={requests} />
      <ImportSection page={page} />
    </Frame>
  );
}
