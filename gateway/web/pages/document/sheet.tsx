/** The print sheet of a document: what it is, where it stands, and by which digest its container is known. */
import type { JSX } from 'preact';
import { documentTypeByCode } from '../../../../schemas/directory/document-types.js';
import type { Metadata } from '../../../../schemas/directory/metadata.js';
import { formatDocumentCode } from '../../../../schemas/directory/notation.js';
import { urgencies } from '../../../../schemas/directory/urgency.js';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { dayMonthYear, vietnamMinute, vietnamTime } from '../../../../schemas/words/vietnam-time.js';
import { ownRow } from '../../../documents/available-acts.js';
import { containerName } from '../../../documents/open-document.js';
import type { DocumentView } from '../../../documents/view-document.js';
import type { SignedIn } from '../../../identity/sessions.js';
import { documentAddress } from '../../document-address.js';
import type { Page } from '../../page.js';
import { CheckAgain } from '../../parts/check-again.js';
import { Frame } from '../../parts/frame.js';
import { Icon } from '../../parts/icon.js';
import { documentTexts as texts } from '../../texts/document.js';
import { sealVerdict } from './seal-verdict.js';
import { standingOf } from './standing.js';
import { Sentence } from './standing-frame.js';

const t = texts.sheet;

export interface SheetProps {
  readonly page: Page;
  readonly person: SignedIn;
  readonly view: DocumentView;
  readonly list: string | null;
  /** Address of this gateway, as its readers know it. */
  readonly base: string;
  readonly now: Date;
}

interface SheetRow {
  readonly name: Bilingual;
  readonly value: string;
}

function rowsOf({ page, view }: SheetProps): SheetRow[] {
  const { say: said } = page;
  const { signer } = view.metadata as Partial<Metadata>;
  const signed = [signer?.competence, signer?.position, signer?.fullName].filter((text) => text).join(' ');
  const level = urgencies.find(({ code }) => code === view.urgency);
  const { head, text } = sealVerdict(view);
  const rows: readonly (readonly [Bilingual, string | null])[] = [
    [t.subject, view.subject],
    [t.type, documentTypeByCode(view.type)?.name ?? view.type],
    [t.code, formatDocumentCode(view)],
    [t.date, dayMonthYear(view.date)],
    [t.from, `${view.fromName} (${view.from})`],
    [t.signer, signed || null],
    [t.urgency, level === undefined || level.priority === 0 ? null : said(level)],
    [t.sentAt, vietnamTime(view.sentAt)],
    [t.provenAt, view.proof?.provenAt ? vietnamTime(view.proof.provenAt) : said(texts.noTimestamp)],
    [t.seal, `${said(head)}. ${text.map(said).join(' ')}`],
    [t.register, ownRow(view)?.incomingNumber ?? null],
    [texts.files, view.files.map(({ name }) => name).join('; ')],
    [texts.recipients, view.recipients.map(({ name }) => name).join('; ')],
    [texts.documentId, view.documentId],
    [t.checked, containerName(view)],
  ];
  return rows.flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
}

export function DocumentSheet(props: SheetProps): JSX.Element {
  const { page, person, view, now, base } = props;
  const { say } = page;
  const code = formatDocumentCode(view);
  return (
    <Frame
      page={page}
      title={t.title(code)}
      heading={t.heading}
      opening={
        <p class="sheet-way">
          <a href={documentAddress(view.id, props.list)} data-key="u">
            <Icon name="left" /> {code}
          </a>
          <span class="weak">{say(t.printHint)}</span>
        </p>
      }
    >
      <article class="sheet">
        <h1>{say(t.heading)}</h1>
        <p class="sheet-sentence">
          <Sentence page={page} pieces={standingOf(view, now)} />
        </p>
        <table class="sheet-table">
          <tbody>
            {rowsOf(props).map(({ name, value }) => (
              <tr key={name.vi}>
                <th scope="row">{say(name)}</th>
                <td>{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <CheckAgain page={page} sha256={view.sha256} base={base} />
        <p class="sheet-foot">{say(t.printed(person.name, vietnamMinute(now.toISOString())))}</p>
      </article>
    </Frame>
  );
}
