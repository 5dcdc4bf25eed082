/** Recipients as a table, trouble first: channel, arrival, status with who and why beneath; many are folded. On a phone as lines. */
import type { JSX } from 'preact';
import { statusKind } from '../../../../schemas/directory/statuses.js';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { vietnamBrief } from '../../../../schemas/words/vietnam-time.js';
import { isShownWhole } from '../../../documents/available-acts.js';
import type { RequestKind, RequestState } from '../../../documents/lifecycle.js';
import type { RecipientRow, StatusRow } from '../../../documents/view-document.store.js';
import { listField } from '../../document-address.js';
import { ActionForm } from '../../parts/form.js';
import { Section } from '../../parts/frame.js';
import { Icon, type IconName } from '../../parts/icon.js';
import { Table } from '../../parts/table.js';
import { documentTexts as t } from '../../texts/document.js';
import { actTexts } from '../../texts/document-acts.js';
import { capital, standingTexts } from '../../texts/standing.js';
import { channelNames } from '../../texts/timeline.js';
import type { DocumentProps } from './document-props.js';
import { deliveryReason, type RowState, rowState, rowStates } from './standing.js';
import { rowLooks } from './standing-frame.js';
import { staffInWords } from './timeline-teller.js';

const shownAtOnce = 7;

const requestLooks: Readonly<Record<NonNullable<RequestState>, { readonly icon: IconName; readonly kind: string }>> = {
  pending: { icon: 'waiting', kind: 'wait' },
  agreed: { icon: 'recall', kind: 'ok' },
  refused: { icon: 'refused', kind: 'bad' },
};

const underWay: Readonly<Partial<Record<RowState, Bilingual>>> = standingTexts.row;

/** A status as it is called, else how far its delivery is. */
function Standing({ page, row }: { readonly page: DocumentProps['page']; readonly row: RecipientRow }): JSX.Element {
  const state = rowState(row);
  const { kind } = rowLooks[state];
  const isInWork = row.status === '04' || row.status === '05';
  const name = row.status === null ? underWay[state] : statusKind(row.status);
  return (
    <span class={`status ${isInWork ? '' : kind}`}>
      <Icon name={isInWork ? 'inWork' : rowLooks[state].icon} />
      {page.say(name ?? t.status)}
    </span>
  );
}

function Request({ page, row }: { readonly page: DocumentProps['page']; readonly row: RecipientRow }) {
  const { request, requestKind } = row;
  if (request === null || requestKind === null) return null;
  const { icon, kind } = requestLooks[request];
  const said: (of: RequestKind) => Bilingual = standingTexts.row.request[request];
  return (
    <span class={`status ${kind}`}>
      <Icon name={icon} />
      {page.say(said(requestKind))}
    </span>
  );
}

/** The last thing its people said, by agency. */
function lastStatuses({ view }: DocumentProps): ReadonlyMap<string, StatusRow> {
  return new Map(
    view.statuses.filter(({ code }) => code !== '01' && code !== '13').map((status) => [status.agency, status]),
  );
}

function deliveryFacts({ page: { say }, now }: DocumentProps, row: RecipientRow): string[] {
  const { row: words } = standingTexts;
  const why = deliveryReason(row);
  if (row.status !== null) return row.delivery === 'failed' ? [say(words.pushFailed(why))] : [];
  return [
    ...(why === null ? [] : [say(why)]),
    ...(row.attempts > 1 ? [say(words.tried(row.attempts))] : []),
    ...(rowState(row) === 'deferred' && row.nextAttemptAt !== null
      ? [say(words.nextTry(vietnamBrief(row.nextAttemptAt, now)))]
      : []),
  ];
}

function statusFacts({ page: { say }, now }: DocumentProps, row: RecipientRow, last: StatusRow | undefined): string[] {
  return [
    ...(row.incomingNumber === null ? [] : [say(standingTexts.row.number(row.incomingNumber))]),
    ...(last?.reason ? [`“${last.reason}”`] : []),
    ...staffInWords(last),
    ...(last === undefined ? [] : [vietnamBrief(last.at, now)]),
  ];
}

function Row({ props, row, last }: { props: DocumentProps; row: RecipientRow; last: StatusRow | undefined }) {
  const { page, now, acts, view, list } = props;
  const facts = [...deliveryFacts(props, row), ...statusFacts(props, row, last)];
  return (
    <tr>
      <th scope="row">{row.name}</th>
      <td class="weak">{row.channel !== null && page.say(channelNames[row.channel] ?? t.channel)}</td>
      <td class="time">{row.arrivedAt !== null && vietnamBrief(row.arrivedAt, now)}</td>
      <td>
        <Standing page={page} row={row} />
        <Request page={page} row={row} />
        {facts.length > 0 && <p class="second-line">{capital(facts.join(', '))}</p>}
        {acts.has('retry') && row.delivery === 'failed' && (
          <ActionForm
            page={page}
            action={`/van-ban/${view.id}/gui-lai`}
            button={actTexts.retryTo(row.name)}
            kind="quiet"
            fields={{ 'noi-nhan': row.agency, ...(list === null ? {} : { [listField]: list }) }}
          />
        )}
      </td>
    </tr>
  );
}

function RecipientTable({
  props,
  rows,
}: {
  readonly props: DocumentProps;
  readonly rows: readonly RecipientRow[];
}): JSX.Element {
  const last = lastStatuses(props);
  return (
    <Table page={props.page} name={t.recipients} heads={[t.agency, t.channel, t.arrivedAt, t.status]} kind="recipients">
      {rows.map((row) => (
        <Row key={row.agency} props={props} row={row} last={last.get(row.agency)} />
      ))}
    </Table>
  );
}

/** What a recipient's answer still waits for stands with the trouble. */
const weight = (row: RecipientRow): number => (row.request === 'pending' ? 2.5 : rowStates.indexOf(rowState(row)));

export function Recipients(props: DocumentProps): JSX.Element {
  const { page, view } = props;
  const rows = view.recipients.filter(isShownWhole).sort((one, other) => weight(one) - weight(other));
  const [shown, folded] = [rows.slice(0, shownAtOnce), rows.slice(shownAtOnce)];
  const { vi, en } = t.agencies(rows.length);
  const hint = rows.length > 1 ? { vi: `${vi}. ${t.troubleFirst.vi}`, en: `${en}. ${t.troubleFirst.en}` } : { vi, en };
  return (
    <Section page={page} liveId="noi-nhan" heading={t.recipients} hint={hint}>
      <RecipientTable props={props} rows={shown} />
      {folded.length > 0 && (
        <details id="noi-nhan-nua">
          <summary>{page.say(t.moreRecipients(folded.length))}</summary>
          <RecipientTable props={props} rows={folded} />
        </details>
      )}
    </Section>
  );
}

/** Who else received it, for a recipient: names only. */
export function OtherRecipients({ page, view }: DocumentProps): JSX.Element {
  const names = view.recipients.map(({ name }) => name);
  const list = (shown: readonly string[]) => (
    <ul class="plain-list">
      {shown.map((name) => (
        <li key={name}>{name}</li>
      ))}
    </ul>
  );
  const folded = names.slice(shownAtOnce);
  return (
    <Section page={page} heading={t.recipients} hint={t.agencies(names.length)}>
      {list(names.slice(0, shownAtOnce))}
      {folded.length > 0 && (
        <details id="noi-nhan-nua">
          <summary>{page.say(t.moreRecipients(folded.length))}</summary>
          {list(folded)}
        </details>
      )}
      <p class="weak">{page.say(t.othersNotShown)}</p>
    </Section>
  );
}
