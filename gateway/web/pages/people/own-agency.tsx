/** One's own agency: what the directory says, where its document system is reached, its certificates by expiry. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { dayMonthYear } from '../../../../schemas/words/vietnam-time.js';
import { type Agency, vietnamDay } from '../../../agencies/agency.js';
import type { CertificateRow } from '../../../identity/certificates.store.js';
import { daysLeft, expiryThresholds } from '../../../identity/expiry-warnings.js';
import { sizeInWords } from '../../../mail/mail-words.js';
import type { Page } from '../../page.js';
import { Facts } from '../../parts/facts.js';
import { Frame, Section } from '../../parts/frame.js';
import { Icon } from '../../parts/icon.js';
import { Empty, Notice } from '../../parts/notice.js';
import { Table } from '../../parts/table.js';
import { certificateNames, channelNames, holderNames, ownAgencyTexts as t } from '../../texts/own-agency.js';
import { type WebhookProps, WebhookSection } from './webhook-section.js';

/** What the page tells at its top. */
export interface AgencyNews {
  readonly kind: 'done' | 'failed';
  readonly text: Bilingual;
}

export interface OwnAgencyProps extends WebhookProps {
  readonly now: Date;
  readonly agency: Agency;
  /** Bytes of all its documents. */
  readonly kept: number;
  /** In use, the next to end first. */
  readonly certificates: readonly CertificateRow[];
  readonly news: AgencyNews | null;
}

function Profile({ page, agency, kept }: OwnAgencyProps): JSX.Element {
  const { say } = page;
  const rows: readonly (readonly [Bilingual, string])[] = [
    [t.name, agency.name],
    [t.code, agency.code],
    ...(agency.aliases.length === 0 ? [] : [[t.aliases, agency.aliases.map(({ code }) => code).join(', ')] as const]),
    [t.email, agency.email ?? say(t.noEmail)],
    [t.numbering, say(agency.numbering === 'gateway' ? t.byGateway : t.byAgency)],
    [t.mails, say(agency.mailProtection === 'encrypted' ? t.encryptedMails : t.signedMails)],
    [
      t.kept,
      agency.quotaTotal === null ? sizeInWords(kept) : say(t.keptOf(sizeInWords(kept), sizeInWords(agency.quotaTotal))),
    ],
    [t.mailPolicy, say(agency.mailPolicy === 'confirmed' ? t.confirmedPolicy : t.signedPolicy)],
  ];
  return (
    <Section page={page} heading={t.profile} hint={t.profileHint}>
      <Facts page={page} rows={rows} />
    </Section>
  );
}

function Left({ page, now, row }: { readonly page: Page; readonly now: Date; readonly row: CertificateRow }) {
  const days = Math.floor(daysLeft(row, now));
  if (days >= expiryThresholds[0])
    return (
      <span class="status weak">
        <Icon name="done" />
        {page.say(t.fine)}
      </span>
    );
  return (
    <span class="status bad">
      <Icon name="attention" />
      {page.say(days < 0 ? t.ended : t.inDays(days))}
    </span>
  );
}

function Certificates({ page, now, certificates }: OwnAgencyProps): JSX.Element {
  const { say } = page;
  return (
    <Section page={page} heading={t.certificates} hint={t.certificatesHint}>
      {certificates.length === 0 ? (
        <Empty page={page} title={t.noCertificates} text={t.noCertificatesText} />
      ) : (
        <Table page={page} name={t.certificates} heads={[t.certificate, t.subject, t.holder, t.ends, t.state]}>
          {certificates.map((row) => (
            <tr key={row.fingerprint}>
              <td>{say(certificateNames[row.kind] ?? t.certificate)}</td>
              <td class="wide unbroken">{row.subject}</td>
              <td data-label={say(t.holder)}>{say(holderNames[row.holder])}</td>
              <td class="time" data-label={say(t.ends)}>
                {dayMonthYear(vietnamDay(new Date(row.notAfter)))}
              </td>
              <td>
                <Left page={page} now={now} row={row} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Section>
  );
}

export function OwnAgencyPage(props: OwnAgencyProps): JSX.Element {
  const { page, agency, news } = props;
  return (
    <Frame
      page={page}
      title={t.title}
      heading={t.heading(agency.name, channelNames[agency.channel])}
      beside={<a href="/nguoi-dung">{page.say(t.people)}</a>}
      notice={news && <Notice page={page} kind={news.kind} text={news.text} />}
    >
      <Profile {...props} />
      <WebhookSection {...props} />
      <Certificates {...props} />
    </Frame>
  );
}
