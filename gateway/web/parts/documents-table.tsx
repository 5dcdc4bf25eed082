/** Documents of a box as a table; on a phone as lines. */
import type { JSX } from 'preact';
import { formatDocumentCode } from '../../../schemas/directory/notation.js';
import { statusKind } from '../../../schemas/directory/statuses.js';
import { urgencies } from '../../../schemas/directory/urgency.js';
import { dayMonthYear, vietnamMinute } from '../../../schemas/words/vietnam-time.js';
import type { ListedDocument } from '../../documents/find-documents.js';
import type { Page } from '../page.js';
import { texts } from '../texts.js';
import { Icon, type IconName } from './icon.js';

const looks: Readonly<Record<string, { readonly icon: IconName; readonly kind: string }>> = {
  none: { icon: 'waiting', kind: '' },
  '01': { icon: 'arrived', kind: '' },
  '02': { icon: 'refused', kind: 'bad' },
  '03': { icon: 'done', kind: 'ok' },
  '04': { icon: 'inWork', kind: '' },
  '05': { icon: 'inWork', kind: '' },
  '06': { icon: 'done', kind: 'ok' },
};

function Status({ page, code, count }: { readonly page: Page; readonly code: string; readonly count?: number }) {
  const { icon, kind } = looks[code] ?? { icon: 'arrived', kind: '' };
  const name = page.say(statusKind(code) ?? texts.box.notArrived);
  return (
    <span class={`status ${kind}`}>
      <Icon name={icon} />
      {count === undefined ? name : page.say(texts.box.of(count, name))}
    </span>
  );
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
  const level = urgencies.find(({ code }) => code === document.urgency);
  const label = formatDocumentCode(document);
  return (
    <tr>
      <td class="time">{vietnamMinute(document.arrivedAt ?? document.sentAt)}</td>
      <td class="wide">
        <span class="subject">
          {level !== undefined && level.priority > 0 && <span class={`stamp ${level.code}`}>{say(level)}</span>}
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
  /** For screen readers. */
  readonly caption: string;
  readonly documents: readonly ListedDocument[];
}): JSX.Element {
  const { page, caption, documents } = props;
  const { time, document, due, status } = texts.box;
  return (
    <table class="table rows">
      <caption>{caption}</caption>
      <thead>
        <tr>
          {[time, document, due, status].map((head) => (
            <th key={head.vi} scope="col">
              {page.say(head)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {documents.map((one) => (
          <Row key={`${one.id}-${one.agency}`} page={page} document={one} />
        ))}
      </tbody>
    </table>
  );
}
