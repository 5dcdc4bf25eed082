/** For auditors: what every agency received or sent: search, a table, the next page. An agency’s own: list.tsx. */
import type { JSX } from 'preact';
import type { DocumentPage } from '../../documents/find-documents.js';
import type { Page } from '../page.js';
import { DocumentsTable } from '../parts/documents-table.js';
import { Frame, Section } from '../parts/frame.js';
import { Empty } from '../parts/notice.js';
import { Paging } from '../parts/paging.js';
import { SearchForm } from '../parts/search-form.js';
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

export function BoxPage(props: BoxProps): JSX.Element {
  const { page, box, search, documents } = props;
  const t = texts.box;
  const title = box === 'in' ? t.inbox : t.outbox;
  return (
    <Frame page={page} title={title} heading={headings[box]}>
      <Section page={page} heading={title}>
        <SearchForm page={page} action={pathOf[box]} value={search} label={t.search} button={t.searchButton} />
        {documents.items.length > 0 && <DocumentsTable page={page} name={title} documents={documents.items} />}
        {documents.items.length === 0 && documents.next === null && <Nothing {...props} />}
        {/* A part may be empty and still have a next one (find-documents.ts). */}
        <Paging page={page} path={pathOf[box]} narrowed={{ q: search }} next={documents.next} isFirst={props.isFirst} />
      </Section>
    </Frame>
  );
}
