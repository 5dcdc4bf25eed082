/** The drafts of an agency: whose, how far, and a way to throw one away. */
import type { JSX } from 'preact';
import { vietnamMinute } from '../../../schemas/words/vietnam-time.js';
import type { Writer } from '../../drafts/draft.js';
import type { ListedDraft } from '../../drafts/drafts.store.js';
import type { DraftList } from '../../drafts/list-drafts.js';
import type { Page } from '../page.js';
import { Ask } from '../parts/ask.js';
import { Frame, Section } from '../parts/frame.js';
import { Empty, Notice } from '../parts/notice.js';
import { Table } from '../parts/table.js';
import { draftTexts as t } from '../texts/drafts.js';
import { texts } from '../texts.js';

export interface DraftsProps {
  readonly page: Page;
  readonly writer: Writer;
  readonly list: DraftList;
  readonly keptDays: number;
  readonly isDiscarded: boolean;
}

function Discard({
  page,
  draft,
  name,
}: {
  readonly page: Page;
  readonly draft: ListedDraft;
  readonly name: string;
}): JSX.Element {
  return (
    <Ask
      page={page}
      id={`bo-${draft.id}`}
      opener={t.discard}
      question={t.discardAsk(name)}
      action={`/nhap/${draft.id}/bo`}
      button={t.discardYes}
      isQuiet
    />
  );
}

function Row({
  page,
  writer,
  draft,
}: {
  readonly page: Page;
  readonly writer: Writer;
  readonly draft: ListedDraft;
}): JSX.Element {
  const { say } = page;
  const name = draft.subject || say(t.untitled);
  return (
    <tr data-row={draft.id}>
      <td class="time">{vietnamMinute(draft.updatedAt)}</td>
      <td class="wide">
        <a class="subject" href={`/soan/${draft.id}`}>
          {name}
        </a>
        {draft.code !== '' && <span class="number">{draft.code} </span>}
        <span class="weak">
          {say(t.parts(draft.files, draft.recipients.length))},{' '}
          {say(draft.person === writer.person ? t.mine : t.by(draft.personName))}
        </span>
      </td>
      <td>{draft.state === 'sending' ? say(t.sending) : <Discard page={page} draft={draft} name={name} />}</td>
    </tr>
  );
}

function Drafts({ page, writer, list }: DraftsProps): JSX.Element {
  return (
    <Table page={page} name={t.list} heads={[t.changed, t.document, t.discard]}>
      {list.items.map((draft) => (
        <Row key={draft.id} page={page} writer={writer} draft={draft} />
      ))}
    </Table>
  );
}

export function DraftsPage(props: DraftsProps): JSX.Element {
  const { page, list, keptDays, isDiscarded } = props;
  const { say } = page;
  return (
    <Frame
      page={page}
      title={t.title}
      heading={t.heading(list.count)}
      notice={isDiscarded && <Notice page={page} kind="done" text={t.discarded} />}
    >
      <Section page={page} heading={t.list} hint={t.listHint}>
        {list.items.length > 0 ? <Drafts {...props} /> : <Empty page={page} title={t.emptyTitle} text={t.empty} />}
        <p class="actions">
          <a class="button outlined" href="/soan">
            {say(t.write)}
          </a>
          {list.next !== null && (
            <a href={`/nhap?${new URLSearchParams({ sau: list.next })}`}>{say(texts.paging.more)}</a>
          )}
        </p>
        <p class="weak">{say(t.kept(keptDays))}</p>
      </Section>
    </Frame>
  );
}
