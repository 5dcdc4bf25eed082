/** The list of deliveries with its filters; each that failed or was sent can be sent again. */
import type { JSX } from 'preact';
import { vietnamMinute } from '../../../../schemas/words/vietnam-time.js';
import { usableChannels } from '../../../agencies/agency.js';
import { channelName, reasonWords } from '../../../deliveries/channel-names.js';
import type { ListedDelivery } from '../../../deliveries/operator.store.js';
import type { DeliveryState } from '../../../documents/lifecycle.js';
import type { Page } from '../../page.js';
import { Choice } from '../../parts/fields.js';
import { Field, FormToken } from '../../parts/form.js';
import { Section } from '../../parts/frame.js';
import { Icon, type IconName } from '../../parts/icon.js';
import { Empty } from '../../parts/notice.js';
import { Paging } from '../../parts/paging.js';
import { Table } from '../../parts/table.js';
import { operatorTexts } from '../../texts/operator.js';
import { deliveryTexts as t } from '../../texts/operator-deliveries.js';
import type { DeliveriesProps } from './deliveries-props.js';

const path = '/van-hanh/gui';

/** What a list can be narrowed to; what arrived long ago is found by its document. */
export const listedStates = ['failed', 'queued', 'sending', 'sent'] as const satisfies readonly DeliveryState[];

function Filters({ page, filter }: DeliveriesProps): JSX.Element {
  const any = ['', operatorTexts.shared.all] as const;
  return (
    <form class="choices" method="get" action={path}>
      <Choice
        page={page}
        name="trang-thai"
        label={t.state}
        value={filter.state ?? ''}
        options={[any, ...listedStates.map((state) => [state, t.states[state]] as const)]}
      />
      <Choice
        page={page}
        name="kenh"
        label={t.channel}
        value={filter.channel ?? ''}
        options={[any, ...usableChannels.map((channel) => [channel, channelName(channel)] as const)]}
      />
      <Field page={page} name="noi-nhan" label={t.target} autocomplete="off" value={filter.target ?? ''} isOptional />
      <button class="button" type="submit">
        {page.say(operatorTexts.shared.filter)}
      </button>
    </form>
  );
}

const looks: Readonly<Record<DeliveryState, readonly [icon: IconName, kind: string]>> = {
  queued: ['waiting', ''],
  sending: ['inWork', ''],
  sent: ['arrived', ''],
  delivered: ['done', 'ok'],
  failed: ['attention', 'bad'],
  cancelled: ['paused', ''],
};

function State({ page, delivery }: { readonly page: Page; readonly delivery: ListedDelivery }): JSX.Element {
  const { say } = page;
  const { state, attempt, nextAt, reasonCode, reason } = delivery;
  const [icon, kind] = looks[state];
  const why = reasonWords(reasonCode);
  return (
    <td>
      <span class={`status ${kind}`}>
        <Icon name={icon} />
        {say(t.states[state])}
      </span>
      {why !== null && <span>{say(why)}. </span>}
      {reason !== null && <span class="weak">{reason}. </span>}
      <span class="weak">
        {say(t.tries(attempt))}
        {state === 'queued' && attempt > 0 && `, ${say(t.next(vietnamMinute(nextAt)))}`}
      </span>
    </td>
  );
}

/** Those that retryDelivery takes. */
const isRetriable = ({ state, channel }: ListedDelivery) =>
  state === 'failed' || state === 'sent' || (state === 'delivered' && channel !== 'local');

function RetryForm({ page, delivery }: { readonly page: Page; readonly delivery: ListedDelivery }): JSX.Element {
  const { id, documentId, target } = delivery;
  return (
    <form method="post" action={`${path}/lai/${id}`}>
      <FormToken page={page} />
      <button class="button quiet" type="submit" aria-label={page.say(t.retryOf(documentId, target))}>
        {page.say(t.retry)}
      </button>
    </form>
  );
}

function Row({ page, delivery }: { readonly page: Page; readonly delivery: ListedDelivery }): JSX.Element {
  const { say } = page;
  const { documentId, kind, target, channel, createdAt } = delivery;
  return (
    <tr>
      <td class="time">{vietnamMinute(createdAt)}</td>
      <td class="wide">
        <span class="document-code">{documentId}</span>
        {kind === 'status' && ` (${say(t.isStatus)})`}
        <br />
        <span class="weak">
          → <a href={`/van-hanh/co-quan/${encodeURIComponent(target)}`}>{target}</a>, {say(channelName(channel))}
        </span>
      </td>
      <State page={page} delivery={delivery} />
      <td>{isRetriable(delivery) && <RetryForm page={page} delivery={delivery} />}</td>
    </tr>
  );
}

const narrowedOf = ({ filter }: DeliveriesProps) => ({
  'trang-thai': filter.state,
  kenh: filter.channel,
  'noi-nhan': filter.target,
  'ma-ly-do': filter.reason,
});

export function DeliveryList(props: DeliveriesProps): JSX.Element {
  const { page, deliveries } = props;
  const { say } = page;
  return (
    <Section page={page} heading={t.list} hint={t.listHint}>
      <p class="weak" id="luot-gui">
        {say(operatorTexts.shared.noSubjects)}
      </p>
      <Filters {...props} />
      {deliveries.items.length === 0 ? (
        <Empty page={page} title={t.emptyTitle} text={t.empty} />
      ) : (
        <Table page={page} name={t.list} heads={[operatorTexts.shared.time, t.document, t.state, null]}>
          {deliveries.items.map((delivery) => (
            <Row key={delivery.id} page={page} delivery={delivery} />
          ))}
        </Table>
      )}
      <Paging page={page} path={path} narrowed={narrowedOf(props)} next={deliveries.next} isFirst={props.isFirst} />
    </Section>
  );
}
