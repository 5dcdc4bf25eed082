/** Who looked at a document: when, at what of it, from where. */
import type { JSX } from 'preact';
import { vietnamTime } from '../../../../schemas/words/vietnam-time.js';
import type { AccessHistory } from '../../../documents/access-history.js';
import type { ListedView } from '../../../documents/access-history.store.js';
import type { Page } from '../../page.js';
import { Section } from '../../parts/frame.js';
import { Empty } from '../../parts/notice.js';
import { Table } from '../../parts/table.js';
import { proofTexts as t } from '../../texts/audit-proof.js';
import { texts } from '../../texts.js';

export interface ViewsProps {
  readonly page: Page;
  readonly history: AccessHistory;
  /** True on the first page of the history. */
  readonly isNewest: boolean;
}

function partName(page: Page, part: string): string {
  const [, n] = /^file\/(\d+)$/.exec(part) ?? [];
  if (n !== undefined) return page.say(t.file(n));
  return Object.hasOwn(t.parts, part) && t.parts[part] !== undefined ? page.say(t.parts[part]) : part;
}

function Row({ page, view }: { readonly page: Page; readonly view: ListedView }): JSX.Element {
  const { say } = page;
  return (
    <tr>
      <td class="time">{vietnamTime(view.at)}</td>
      <td class="wide">
        {view.name}{' '}
        <span class="weak">
          {say(texts.roles[view.role])}
          {view.agencyName !== null && `, ${view.agencyName}`}
        </span>
      </td>
      <td>{partName(page, view.part)}</td>
      <td data-label={say(t.address)}>{view.address}</td>
    </tr>
  );
}

function Views({ page, items }: { readonly page: Page; readonly items: readonly ListedView[] }): JSX.Element {
  return (
    <Table page={page} name={t.views} heads={[t.when, t.who, t.what, t.address]}>
      {items.map((view) => (
        <Row key={view.id} page={page} view={view} />
      ))}
    </Table>
  );
}

export function ProofViews({ page, history, isNewest }: ViewsProps): JSX.Element {
  const { say } = page;
  const path = `/kiem-toan/van-ban/${history.document.id}`;
  return (
    <Section page={page} heading={t.views} hint={t.viewsHint}>
      {history.items.length === 0 ? (
        <Empty page={page} title={t.noViews} text={t.noViewsText} />
      ) : (
        <Views page={page} items={history.items} />
      )}
      <p class="actions">
        {history.next !== null && <a href={`${path}?xem-truoc=${history.next}`}>{say(t.older)}</a>}
        {!isNewest && <a href={path}>{say(t.newest)}</a>}
      </p>
    </Section>
  );
}
