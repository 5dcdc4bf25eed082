/** Room for claiming, as a worker with nothing in work has it. */
import type { Room } from '../../gateway/deliveries/deliveries.store.js';

export const roomFor = (places: number, channel = 'local'): Room => ({
  channel,
  places,
  perLane: places,
  busy: new Map(),
  domains: null,
});
