/** The page of one document. Outgoing: recipients first; incoming: what it says first. Source: design language, "Pages". */
import type { JSX } from 'preact';
import { formatDocumentCode } from '../../../../schemas/directory/notation.js';
import { say } from '../../../../schemas/words/bilingual.js';
import { Frame } from '../../parts/frame.js';
import { Notice } from '../../parts/notice.js';
import { documentTexts as t } from '../../texts/document.js';
import { Actions } from './actions.js';
import { DocumentAside } from './aside.js';
import type { DocumentProps } from './document-props.js';
import { Files, ReadFile } from './files.js';
import { DocumentHead } from './head.js';
import { OtherRecipients, Recipients } from './recipients.js';
import { Timeline } from './timeline.js';

const keys = [
  { keys: ['j', 'k'], text: t.keys.next },
  { keys: ['u'], text: t.keys.list },
  { keys: ['p'], text: t.keys.print },
  { keys: ['b'], text: t.keys.proof },
];

function noticeOf({ page, done, fault }: DocumentProps) {
  if (fault !== null) return <Notice page={page} kind="failed" text={fault.text} />;
  return done === null ? null : <Notice page={page} kind="done" text={done} />;
}

export function DocumentPage(props: DocumentProps): JSX.Element {
  const { page, view } = props;
  const isReceived = view.relation === 'recipient';
  const code = formatDocumentCode(view);
  return (
    <Frame
      page={page}
      title={say(`${code}: ${view.subject}`, `${code}: ${view.subject}`)}
      heading={say(view.subject, view.subject)}
      opening={<DocumentHead {...props} />}
      notice={noticeOf(props)}
      live={`document:${view.id}`}
      keys={keys}
    >
      <Actions {...props} />
      <div class="with-aside">
        <div class="beside-aside">
          {isReceived ? <ReadFile {...props} /> : <Recipients {...props} />}
          <Timeline {...props} />
          <Files props={props} withView={!isReceived} />
          {isReceived && <OtherRecipients {...props} />}
        </div>
        <DocumentAside {...props} />
      </div>
    </Frame>
  );
}
