/**
 * The channel of agencies that read their inbox at this gateway: arrival is the delivery, nothing has to be carried.
 */
import type { Channel } from './channel.js';

export const localChannel: Channel = {
  name: 'local',
  leavesGateway: false,
  deliver: async () => ({ outcome: 'accepted', detail: null }),
};
