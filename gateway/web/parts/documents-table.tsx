/** Documents of a box as a table; on a phone as lines. */
import type { JSX } from 'preact';
import { formatDocumentCode } from '../../../schemas/directory/notation.js';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import { dayMonthYear, vietnamMinute } from '../../../schemas/words/vietnam-time.js';
import type { ListedDocument } from '../../documents/find-documents.js';
import type { Page } from '../page.js';
import { texts } from '../texts.js';
import { Stamp } from './stamp.js';
import { lookOf, nameOf, StatusLine, statusCount } from './status-line.js';
import { Table } from './table.js';

function Status({ page, code, count }: { readonly page: Page; readonly code: string; readonly count?: number }) {
  const text = count === undefined ? nameOf(code) : statusCount(code, count);
  return <StatusLine page={page} words={{ ...lookOf(code), text }} />;
}

/** Of a received document its status here; of a sent one how many recipients have which. */
function Standing({ page, document }: { readonly page: Page; readonly document: ListedDocument }): JSX.Element {
  if (document.statuses === null) return <Status page={page} code={document.status ?? 'none'} />;
  return (
    <>
      {Object.entries(document.statuses).map(([code, count]) => (
        <Status key={code} page={page} code={code} count={count} />
      ))}
    </>
  );
}

function Row({ page, document }: { readonly page: Page; readonly document: ListedDocument }): JSX.Element {
  const { say } = page;
  const label = formatDocumentCode(document);
  return (
    <tr>
      <td class="time">{vietnamMinute(document.arrivedAt ?? document.sentAt)}</td>
      <td class="wide">
        <span class="subject">
          <Stamp page={page} urgency={document.urgency} />
          {document.subject}
        </span>
        {document.fromName} <span class="number">{label}</span>{' '}
        <a href={`/api/v1/documents/${document.id}/container`} aria-label={`${say(texts.box.download)} ${label}`}>
          {say(texts.box.download)}
        </a>
      </td>
      <td class={document.dueDate === null ? 'time weak' : 'time'}>
        {document.dueDate === null ? say(texts.box.noDue) : dayMonthYear(document.dueDate)}
      </td>
      <td>
        <Standing page={page} document={document} />
      </td>
    </tr>
  );
}

export function DocumentsTable(props: {
  readonly page: Page;
  readonly name: Bilingual;
  readonly documents: readonly ListedDocument[];
}): JSX.Element {
  const { page, name, documents } = props;
  const { time, document, due, status } = texts.box;
  return (
    <Table page={page} name={name} heads={[time, document, due, status]}>
      {documents.map((one) => (
        <Row key={`${one.id}-${one.agency}`} page={page} document={one} />
      ))}
    </Table>
  );
}
