/** Beside the document: its evidence, its place in the register, documents of the same case, who has looked. */
import type { ComponentChildren, JSX } from 'preact';
import type { Metadata, ResponseFor } from '../../../../schemas/directory/metadata.js';
import { formatDocumentCode } from '../../../../schemas/directory/notation.js';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { dayMonthYear, vietnamBrief, vietnamTime } from '../../../../schemas/words/vietnam-time.js';
import { vietnamDay } from '../../../agencies/agency.js';
import { ownRow } from '../../../documents/available-acts.js';
import type { RelatedRow } from '../../../documents/related-documents.store.js';
import type { RecipientRow } from '../../../documents/view-document.store.js';
import { sizeInWords } from '../../../mail/mail-words.js';
import { documentAddress } from '../../document-address.js';
import { Digest } from '../../parts/digest.js';
import { Icon } from '../../parts/icon.js';
import { RegisterStamp } from '../../parts/register-stamp.js';
import { documentTexts as t } from '../../texts/document.js';
import type { DocumentProps } from './document-props.js';
import { signerName } from './pdf-signatures.js';
import { staffInWords } from './timeline-teller.js';

const maxRelated = 5;

function Part({ props, heading, children }: { props: DocumentProps; heading: Bilingual; children: ComponentChildren }) {
  return (
    <section class="aside-part">
      <h2>{props.page.say(heading)}</h2>
      {children}
    </section>
  );
}

type Fact = readonly [name: Bilingual, value: ComponentChildren];

function Facts({ props, facts }: { readonly props: DocumentProps; readonly facts: readonly Fact[] }): JSX.Element {
  return (
    <dl class="aside-facts">
      {facts.map(([name, value]) => (
        <div key={name.vi}>
          <dt>{props.page.say(name)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function inPdfs({ page, view }: DocumentProps): string {
  const names = view.files.flatMap(({ pdfSignatures }) => (pdfSignatures ?? []).map(signerName));
  return names.length === 0 ? page.say(t.noneInPdf) : [...new Set(names)].join('; ');
}

function Evidence(props: DocumentProps): JSX.Element {
  const { page, view } = props;
  const { say } = page;
  const provenAt = view.proof?.provenAt ?? null;
  const facts: readonly Fact[] = [
    [t.sealedBy, view.fromName],
    [t.sealedAt, vietnamTime(view.sentAt)],
    [t.existedBefore, provenAt === null ? say(t.noTimestamp) : `${vietnamTime(provenAt)}, ${say(t.byTimestamp)}`],
    [t.covers, say(t.coversAll(view.files.length))],
    [t.inPdf, inPdfs(props)],
  ];
  return (
    <Part props={props} heading={t.evidence}>
      <Facts props={props} facts={facts} />
      <details>
        <summary>{say(t.details)}</summary>
        <Facts
          props={props}
          facts={[
            [t.documentId, <span class="anywhere">{view.documentId}</span>],
            [t.digest, <Digest hex={view.sha256} />],
            [t.size, sizeInWords(view.size)],
          ]}
        />
        {!view.isWithdrawn && (
          <p class="aside-links">
            <a href={view.links.container}>{say(t.container)}</a>
            <a href={view.links.edxml}>{say(t.edxml)}</a>
          </p>
        )}
      </details>
      {!view.isWithdrawn && (
        <>
          <a class="button wide" href={view.links.proof} data-key="b">
            <Icon name="save" />
            {say(t.proof)}
          </a>
          <p class="weak">{say(t.proofHint)}</p>
        </>
      )}
    </Part>
  );
}

function OutgoingStamp(props: DocumentProps): JSX.Element {
  const { page, view } = props;
  const { pages = 0, copies = 1 } = view.metadata as Partial<Metadata>;
  const lines = [
    { name: t.number, value: view.number },
    { name: t.day, value: dayMonthYear(vietnamDay(new Date(view.sentAt))) },
  ];
  return (
    <Part props={props} heading={t.outRegister}>
      <RegisterStamp page={page} mark={t.stampOut} agency={view.fromName} lines={lines} />
      <p class="weak">{page.say(t.kept(pages, copies))}</p>
    </Part>
  );
}

function IncomingStamp({ props, row }: { readonly props: DocumentProps; readonly row: RecipientRow }): JSX.Element {
  const { page, view, nextNumber } = props;
  const { say } = page;
  const { incomingNumber, arrivedAt } = row;
  const expected = nextNumber === null ? t.noNumber : t.onAcceptance(nextNumber);
  const assigned = view.statuses
    .filter(({ code }) => code === '04')
    .flatMap(staffInWords)
    .at(-1);
  const lines = [
    { name: t.number, value: incomingNumber ?? say(expected), isPale: incomingNumber === null },
    { name: t.day, value: arrivedAt === null ? '' : dayMonthYear(vietnamDay(new Date(arrivedAt))) },
    { name: t.forwardedTo, value: assigned ?? say(t.notAssigned), isPale: assigned === undefined },
  ];
  return (
    <Part props={props} heading={t.inRegister}>
      <RegisterStamp page={page} mark={t.stampIn} agency={row.name} lines={lines} />
    </Part>
  );
}

function Sender(props: DocumentProps): JSX.Element {
  const { signer } = props.view.metadata as Partial<Metadata>;
  const signed = [signer?.competence, signer?.position, signer?.fullName].filter((text) => text).join(' ');
  return (
    <Part props={props} heading={t.sender}>
      <p>
        {props.view.fromName}
        <br />
        <span class="weak">{props.view.from}</span>
      </p>
      {signed !== '' && <p class="weak">{signed}</p>}
    </Part>
  );
}

function RelatedLine({ props, row }: { readonly props: DocumentProps; readonly row: RelatedRow }): JSX.Element {
  const { say } = props.page;
  const changes = row.kinship === 'changed' ? props.view.businessType : row.businessType;
  return (
    <li>
      {say(t.kinship[row.kinship](changes === 3))}{' '}
      <a class="number" href={documentAddress(row.id, null)}>
        {formatDocumentCode(row)}
      </a>{' '}
      {say(t.ofAgency(row.fromName, dayMonthYear(row.date)))}
      <span class="aside-subject">{row.subject}</span>
    </li>
  );
}

function ElsewhereLine({ props, answered }: { props: DocumentProps; answered: ResponseFor }): JSX.Element {
  const { say } = props.page;
  const { agency, date } = answered;
  return (
    <li>
      {say(t.kinship.answered())} <span class="number">{formatDocumentCode(answered)}</span>{' '}
      {date === null ? agency : say(t.ofAgency(agency, dayMonthYear(date)))}
    </li>
  );
}

function Related(props: DocumentProps): JSX.Element | null {
  const { found, elsewhere } = props.related;
  if (found.length + elsewhere.length === 0) return null;
  const lines = [
    ...found.map((row) => <RelatedLine key={row.id} props={props} row={row} />),
    ...elsewhere.map((one) => <ElsewhereLine key={JSON.stringify(one)} props={props} answered={one} />),
  ];
  return (
    <Part props={props} heading={t.related}>
      <ul class="aside-list">{lines.slice(0, maxRelated)}</ul>
      {lines.length > maxRelated && (
        <details>
          <summary>{props.page.say(t.moreRelated(lines.length - maxRelated))}</summary>
          <ul class="aside-list">{lines.slice(maxRelated)}</ul>
        </details>
      )}
    </Part>
  );
}

function Viewers(props: DocumentProps): JSX.Element {
  const { page, viewers, now } = props;
  return (
    <Part props={props} heading={t.viewers}>
      {viewers.length === 0 ? (
        <p class="weak">{page.say(t.nobodyElse)}</p>
      ) : (
        <ul class="plain-list">
          {viewers.map(({ name, at }) => (
            <li key={`${name}-${at}`}>
              {name}, {vietnamBrief(at, now)}
            </li>
          ))}
        </ul>
      )}
      <p class="aside-links">
        <a href={documentAddress(props.view.id, props.list, '/lich-su-xem')}>{page.say(t.history)}</a>
      </p>
    </Part>
  );
}

export function DocumentAside(props: DocumentProps): JSX.Element {
  const own = ownRow(props.view);
  return (
    <aside class="document-aside" aria-label={props.page.say(t.evidence)}>
      {own === undefined ? null : <IncomingStamp props={props} row={own} />}
      {own === undefined ? null : <Sender {...props} />}
      <Evidence {...props} />
      {own === undefined ? <OutgoingStamp {...props} /> : null}
      <Related {...props} />
      <Viewers {...props} />
    </aside>
  );
}
