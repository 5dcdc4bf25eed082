/** What happened to each of the documents that were accepted together. */
import type { JSX } from 'preact';
import { formatDocumentCode } from '../../../schemas/directory/notation.js';
import type { ProblemCode } from '../../../schemas/problems/catalogue.js';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import { say } from '../../../schemas/words/bilingual.js';
import type { Received } from '../../documents/lists/list-documents.js';
import type { Page } from '../page.js';
import { Frame, Section } from '../parts/frame.js';
import { receivedStatus, StatusLine, type StatusWords } from '../parts/status-line.js';
import { Table } from '../parts/table.js';
import { listTexts as t } from '../texts/lists.js';
import { texts } from '../texts.js';
import { problemText } from './sign-in.js';

export interface AcceptedDocument {
  readonly document: Received;
  /** Why it was not accepted. */
  readonly problem: ProblemCode | null;
}

export interface AcceptanceProps {
  readonly page: Page;
  readonly documents: readonly AcceptedDocument[];
  /** The list the reader came from. */
  readonly list: string;
}

function notAccepted(problem: ProblemCode): StatusWords {
  const why: Bilingual = problemText(problem);
  return { icon: 'attention', kind: 'bad', text: say(t.notAccepted(why.vi).vi, t.notAccepted(why.en).en) };
}

function Row({ page, accepted }: { readonly page: Page; readonly accepted: AcceptedDocument }): JSX.Element {
  const { document, problem } = accepted;
  const lines = [...(problem === null ? [] : [notAccepted(problem)]), ...receivedStatus(document)];
  return (
    <tr>
      <td class="wide">
        <a class="subject" href={`/van-ban/${document.id}`}>
          {document.subject}
        </a>
        {document.fromName} <span class="number">{formatDocumentCode(document)}</span>
      </td>
      <td>
        {lines.map((words) => (
          <StatusLine key={words.text.vi} page={page} words={words} />
        ))}
      </td>
    </tr>
  );
}

export function AcceptancePage({ page, documents, list }: AcceptanceProps): JSX.Element {
  const failed = documents.filter(({ problem }) => problem !== null).length;
  const heads = [texts.box.document, texts.box.status];
  return (
    <Frame page={page} title={t.resultTitle} heading={t.resultHeading(documents.length - failed, failed)}>
      <Section page={page} heading={t.result}>
        <Table page={page} name={t.result} heads={heads}>
          {documents.map((accepted) => (
            <Row key={accepted.document.id} page={page} accepted={accepted} />
          ))}
        </Table>
        <p class="actions">
          <a href={list}>{page.say(t.back)}</a>
        </p>
      </Section>
    </Frame>
  );
}
