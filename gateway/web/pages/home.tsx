/** The first page of somebody who is signed in: who they are, and what waits for their role. */
import type { JSX } from 'preact';
import { vietnamMinute } from '../../../schemas/words/vietnam-time.js';
import type { DocumentPage } from '../../documents/find-documents.js';
import type { SignedIn } from '../../identity/sessions.js';
import type { Page } from '../page.js';
import { DocumentsTable } from '../parts/documents-table.js';
import { Frame, Section } from '../parts/frame.js';
import { Empty } from '../parts/notice.js';
import { texts } from '../texts.js';
import { Links, operationLinks } from './welcome.js';

export interface HomeProps {
  readonly page: Page;
  readonly person: SignedIn;
  readonly now: Date;
  /** What waits to be accepted, or was sent last; null for a role that reads no documents. */
  readonly documents: DocumentPage | null;
}

function headingOf({ person, documents }: HomeProps) {
  if (documents === null) return texts.home.operator;
  if (person.principal.auditor) return texts.home.latestSent;
  return texts.home.waiting(documents.items.length, documents.next !== null);
}

function You({ page, person, now }: HomeProps): JSX.Element {
  const { say } = page;
  const role = say(texts.roles[person.role]);
  return (
    <>
      <p>{vietnamMinute(now.toISOString())}</p>
      <p>
        {say(texts.home.you)} {person.name}, {role}
        {person.agency && `, ${person.agency.name}`}
      </p>
    </>
  );
}

function Documents({ page, person, documents }: HomeProps): JSX.Element {
  const t = texts.home;
  const isAuditor = person.principal.auditor;
  const heading = isAuditor ? t.latest : t.waitingList;
  const items = documents?.items ?? [];
  const all = isAuditor ? '/van-ban-di' : '/van-ban-den';
  return (
    <Section page={page} heading={heading} hint={isAuditor ? t.latestHint : t.waitingHint}>
      {items.length > 0 ? (
        <DocumentsTable page={page} caption={page.say(heading)} documents={items} />
      ) : (
        <Empty page={page} title={t.waiting(0, false)} text={texts.box.emptyInbox} />
      )}
      <p class="actions">
        <a href={all}>{page.say(texts.box.all)}</a>
      </p>
    </Section>
  );
}

function Operation({ page }: { readonly page: Page }): JSX.Element {
  return (
    <Section page={page} heading={texts.home.operation} hint={texts.home.operationHint}>
      <p>{page.say(texts.home.operationNote)}</p>
      <Links page={page} links={operationLinks} />
    </Section>
  );
}

export function HomePage(props: HomeProps): JSX.Element {
  const { page, documents } = props;
  return (
    <Frame page={page} title={texts.home.title} heading={headingOf(props)} beside={<You {...props} />}>
      {documents === null ? <Operation page={page} /> : <Documents {...props} />}
    </Frame>
  );
}
