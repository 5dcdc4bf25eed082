/** What the operator's page of deliveries shows. */
import type { DeliveryPage } from '../../../deliveries/operate-deliveries.js';
import type { DeliveryFilter, FailedReason } from '../../../deliveries/operator.store.js';
import type { OutcomeProps } from './outcome.js';

export interface ShownChannel {
  readonly name: string;
  readonly waiting: number;
  readonly sending: number;
  /** Null while it runs. */
  readonly pause: { readonly by: string; readonly at: string; readonly reason: string | null } | null;
}

export interface DeliveriesProps extends OutcomeProps {
  readonly channels: readonly ShownChannel[];
  readonly reasons: readonly FailedReason[];
  readonly filter: DeliveryFilter;
  readonly isFirst: boolean;
  readonly deliveries: DeliveryPage;
}
