/** Holds: what is held, why, since when and by whom; until when. */
import type { JSX } from 'preact';
import { dayMonthYear, vietnamMinute } from '../../../schemas/words/vietnam-time.js';
import type { ActorName } from '../../identity/name-actors.js';
import type { HoldRow } from '../../retention/holds.store.js';
import type { Page } from '../page.js';
import { retentionTexts as t } from '../texts/retention.js';
import { Actor } from './actor.js';
import { Icon } from './icon.js';
import { Table } from './table.js';

export interface HoldsProps {
  readonly page: Page;
  readonly holds: readonly HoldRow[];
  readonly nameOf: (actor: string) => ActorName;
  /** What may be done about one that is in force. */
  readonly act?: (hold: HoldRow) => JSX.Element;
}

/** What is held, as it is written: a document's DocumentId, or an agency's days. */
export function heldThing(page: Page, hold: HoldRow): string {
  if (hold.documentId !== null) return hold.documentId;
  const { agencyName, fromDay, toDay } = hold;
  return page.say(t.agencyDays(agencyName ?? '', dayMonthYear(fromDay ?? ''), dayMonthYear(toDay ?? '')));
}

function When({ page, at, actor }: { readonly page: Page; readonly at: string; readonly actor: ActorName }) {
  return (
    <>
      {vietnamMinute(at)}
      <br />
      <Actor page={page} actor={actor} />
    </>
  );
}

function Row({ page, hold, nameOf, act }: Omit<HoldsProps, 'holds'> & { readonly hold: HoldRow }): JSX.Element {
  const { say } = page;
  const { liftedAt, liftedBy, liftedReason } = hold;
  return (
    <tr id={`giu-${hold.id}`}>
      <th scope="row" class="wide">
        {heldThing(page, hold)}
        {hold.documentId !== null && (
          <>
            <br />
            <span class="weak">{hold.agencyName}</span>
          </>
        )}
      </th>
      <td class="wide" data-label={say(t.reason)}>
        {hold.reason}
      </td>
      <td data-label={say(t.placed)}>
        <When page={page} at={hold.placedAt} actor={nameOf(hold.placedBy)} />
      </td>
      <td data-label={say(t.lifted)}>
        {liftedAt === null || liftedBy === null ? (
          <>
            <span class="status wait">
              <Icon name="paused" />
              {say(t.inForce)}
            </span>
            {act?.(hold)}
          </>
        ) : (
          <>
            <When page={page} at={liftedAt} actor={nameOf(liftedBy)} />
            <br />
            {liftedReason}
          </>
        )}
      </td>
    </tr>
  );
}

export function HoldsTable(props: HoldsProps): JSX.Element {
  const { page, holds } = props;
  return (
    <Table page={page} name={t.holds} heads={[t.about, t.reason, t.placed, t.lifted]}>
      {holds.map((hold) => (
        <Row key={hold.id} {...props} hold={hold} />
      ))}
    </Table>
  );
}

export const inForce = (holds: readonly HoldRow[]): number => holds.filter(({ liftedAt }) => liftedAt === null).length;
