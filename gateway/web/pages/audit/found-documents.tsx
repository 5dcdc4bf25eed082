/** The documents an auditor's search found: each leads to its page, and to its proof. */
import type { JSX } from 'preact';
import { formatDocumentCode } from '../../../../schemas/directory/notation.js';
import { vietnamMinute } from '../../../../schemas/words/vietnam-time.js';
import type { AuditQuery, FoundDocument, FoundPage } from '../../../audit/search-documents.js';
import type { Page } from '../../page.js';
import { Empty } from '../../parts/notice.js';
import { Stamp } from '../../parts/stamp.js';
import { statusCount } from '../../parts/status-line.js';
import { Table } from '../../parts/table.js';
import { auditTexts } from '../../texts/audit.js';
import { searchAddress } from './search-form.js';

const t = auditTexts.search;

export interface FoundProps {
  readonly page: Page;
  readonly query: AuditQuery;
  /** Null when what was asked was wrong. */
  readonly found: FoundPage | null;
}

/** How many recipients have which status. */
const statusesOf = (page: Page, { statuses }: FoundDocument): string =>
  Object.entries(statuses)
    .map(([code, count]) => page.say(statusCount(code, count)))
    .join('; ');

function Row({ page, document }: { readonly page: Page; readonly document: FoundDocument }): JSX.Element {
  const { say } = page;
  const code = formatDocumentCode(document);
  const { state } = document;
  return (
    <tr>
      <td class="time">{vietnamMinute(document.sentAt)}</td>
      <td class="wide">
        <a class="subject" href={`/van-ban/${document.id}`}>
          <Stamp page={page} urgency={document.urgency} />
          {document.subject}
        </a>
        {document.fromName} <span class="number">{code}</span>
        {(state === 'recalled' || state === 'replaced') && <span class="weak"> ({say(t[state])})</span>}
      </td>
      <td>{statusesOf(page, document)}</td>
      <td>
        <a class="alone" href={`/kiem-toan/van-ban/${document.id}`} aria-label={say(t.proofOf(code))}>
          {say(t.proof)}
        </a>
      </td>
    </tr>
  );
}

function Rows({ page, items }: { readonly page: Page; readonly items: readonly FoundDocument[] }): JSX.Element {
  return (
    <Table page={page} name={t.heading} heads={[t.time, t.document, t.statuses, t.proof]}>
      {items.map((document) => (
        <Row key={document.id} page={page} document={document} />
      ))}
    </Table>
  );
}

export function FoundDocuments({ page, query, found }: FoundProps): JSX.Element | null {
  const { say } = page;
  if (found === null) return null;
  const { items, next } = found;
  return (
    <>
      {items.length > 0 && <Rows page={page} items={items} />}
      {items.length === 0 && next === null && <Empty page={page} title={t.emptyTitle} text={t.emptyText} />}
      {items.length === 0 && next !== null && <p>{say(t.goOn)}</p>}
      <p class="actions">
        {next !== null && <a href={searchAddress(query, next)}>{say(t.more)}</a>}
        {query.after !== '' && <a href={searchAddress(query)}>{say(t.first)}</a>}
      </p>
    </>
  );
}
