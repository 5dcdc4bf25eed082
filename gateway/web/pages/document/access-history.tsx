/** Who looked at what of a document, newest first, page by page. Source: Decree 30/2020/NĐ-CP, annex VI, section II. */
import type { JSX } from 'preact';
import { formatDocumentCode } from '../../../../schemas/directory/notation.js';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { say } from '../../../../schemas/words/bilingual.js';
import { vietnamMinute } from '../../../../schemas/words/vietnam-time.js';
import type { AccessHistory } from '../../../documents/access-history.js';
import type { ListedView } from '../../../documents/access-history.store.js';
import { documentAddress } from '../../document-address.js';
import type { Page } from '../../page.js';
import { Frame, Section } from '../../parts/frame.js';
import { Empty } from '../../parts/notice.js';
import { Table } from '../../parts/table.js';
import { documentTexts } from '../../texts/document.js';
import { texts } from '../../texts.js';

const t = documentTexts.accessHistory;

export interface AccessHistoryProps {
  readonly page: Page;
  readonly history: AccessHistory;
  readonly list: string | null;
  /** Whether people of all agencies are shown. */
  readonly seesAll: boolean;
  readonly isFirst: boolean;
}

const parts: Readonly<Record<string, Bilingual>> = documentTexts.parts;

/** `file/2` and the like name which one. */
function partInWords(part: string): Bilingual {
  const [kind = '', n] = part.split('/');
  return kind === 'file' && n !== undefined ? documentTexts.fileNumber(n) : (parts[kind] ?? say(part, part));
}

function Row({ page, row }: { readonly page: Page; readonly row: ListedView }): JSX.Element {
  const { name, role, agencyName, part, address, at } = row;
  return (
    <tr>
      <td class="time">{vietnamMinute(at)}</td>
      <td class="wide">
        {name}
        <br />
        <span class="weak">{[page.say(texts.roles[role]), agencyName].filter((one) => one !== null).join(', ')}</span>
      </td>
      <td>{page.say(partInWords(part))}</td>
      <td class="weak" data-label={page.say(t.address)}>
        {address}
      </td>
    </tr>
  );
}

function Ways({ page, history, list, isFirst }: AccessHistoryProps): JSX.Element {
  const { id } = history.document;
  const address = (query: Record<string, string> = {}) => documentAddress(id, list, '/lich-su-xem', query);
  return (
    <p class="actions">
      {history.next !== null && <a href={address({ truoc: String(history.next) })}>{page.say(t.older)}</a>}
      {!isFirst && <a href={address()}>{page.say(t.newest)}</a>}
      <a href={documentAddress(id, list)}>{page.say(t.toDocument)}</a>
    </p>
  );
}

export function AccessHistoryPage(props: AccessHistoryProps): JSX.Element {
  const { page, history, seesAll } = props;
  const { document, items } = history;
  const heading = t.heading(formatDocumentCode(document));
  return (
    <Frame page={page} title={heading} heading={heading}>
      <Section page={page} heading={documentTexts.history} hint={seesAll ? t.hintAll : t.hintOwn}>
        <p class="subject">{document.subject}</p>
        {items.length === 0 ? (
          <Empty page={page} title={t.empty} text={t.emptyHint} />
        ) : (
          <Table page={page} name={documentTexts.history} heads={[t.time, t.person, t.part, t.address]}>
            {items.map((row) => (
              <Row key={row.id} page={page} row={row} />
            ))}
          </Table>
        )}
        <Ways {...props} />
      </Section>
    </Frame>
  );
}
