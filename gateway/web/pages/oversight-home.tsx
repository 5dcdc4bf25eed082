/** The first page of auditors, who see what agencies sent last, and of operators. Agencies’ people: home.tsx. */
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

export interface OversightHomeProps {
  readonly page: Page;
  readonly person: SignedIn;
  readonly now: Date;
  /** What was sent last; null for a role that reads no documents. */
  readonly documents: DocumentPage | null;
}

function You({ page, person, now }: OversightHomeProps): JSX.Element {
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

function Documents({ page, documents }: { readonly page: Page; readonly documents: DocumentPage }): JSX.Element {
  const t = texts.home;
  return (
    <Section page={page} heading={t.latest} hint={t.latestHint}>
      {documents.items.length > 0 ? (
        <DocumentsTable page={page} caption={page.say(t.latest)} documents={documents.items} />
      ) : (
        <Empty page={page} title={texts.box.emptyTitle} text={t.nothingSent} />
      )}
      <p class="actions">
        <a href="/van-ban-di">{page.say(texts.box.all)}</a>
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

export function OversightHomePage(props: OversightHomeProps): JSX.Element {
  const { page, documents } = props;
  return (
    <Frame
      page={page}
      title={texts.home.title}
      heading={documents === null ? texts.home.operator : texts.home.latestSent}
      beside={<You {...props} />}
    >
      {documents === null ? <Operation page={page} /> : <Documents page={page} documents={documents} />}
    </Frame>
  );
}
