/** For auditors: what every agency received or sent: search, a table, the next page. An agency’s own: list.tsx. */
import type { JSX } from 'preact';
import type { DocumentPage } from '../../documents/find-documents.js';
import type { Page } from '../page.js';
import { DocumentsTable } from '../parts/documents-table.js';
import { Frame, Section } from '../parts/frame.js';
import { Empty } from '../parts/notice.js';
import { texts } from '../texts.js';

export interface BoxProps {
  readonly page: Page;
  readonly box: 'in' | 'out';
  /** What is searched for; empty for everything. */
  readonly search: string;
  readonly isFirst: boolean;
  readonly documents: DocumentPage;
}

const pathOf = { in: '/van-ban-den', out: '/van-ban-di' } as const;

const headings = { in: texts.box.everybodysInbox, out: texts.box.everybodysOutbox } as const;

function Nothing({ page, box, search }: BoxProps): JSX.Element {
  const t = texts.box;
  if (search === '') return <Empty page={page} title={t.emptyTitle} text={t.nothingSent} />;
  return (
    <Empty page={page} title={t.emptySearch} text={t.search}>
      <p>
        <a href={pathOf[box]}>{page.say(t.all)}</a>
      </p>
    </Empty>
  );
}

/** A page may be empty and still have a next one (find-documents.ts). */
function Pages({ page, box, search, isFirst, documents: { next } }: BoxProps): JSX.Element {
  const query = (cursor: string | null) =>
    new URLSearchParams({ ...(search === '' ? {} : { q: search }), ...(cursor === null ? {} : { sau: cursor }) });
  return (
    <p class="actions">
      {next !== null && <a href={`${pathOf[box]}?${query(next)}`}>{page.say(texts.box.more)}</a>}
      {!isFirst && <a href={`${pathOf[box]}?${query(null)}`}>{page.say(texts.box.first)}</a>}
    </p>
  );
}

export function BoxPage(props: BoxProps): JSX.Element {
  const { page, box, search, documents } = props;
  const { say } = page;
  const t = texts.box;
  const title = box === 'in' ? t.inbox : t.outbox;
  return (
    <Frame page={page} title={title} heading={headings[box]}>
      <Section page={page} heading={title}>
        <search>
          <form class="search" method="get" action={pathOf[box]}>
            <input
              type="search"
              name="q"
              value={search}
              maxLength={200}
              aria-label={say(t.search)}
              placeholder={say(t.search)}
            />
            <button class="button" type="submit">
              {say(t.searchButton)}
            </button>
          </form>
        </search>
        {documents.items.length > 0 && <DocumentsTable page={page} caption={say(title)} documents={documents.items} />}
        {documents.items.length === 0 && documents.next === null && <Nothing {...props} />}
        <Pages {...props} />
      </Section>
    </Frame>
  );
}
