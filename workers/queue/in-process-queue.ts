/** The queue of one process: a wake-up is a call, made after the announcing code has finished. Many announcements become one call. */
import type { WakeQueue, WakeReason } from './queue.js';

export function inProcessQueue(): WakeQueue {
  let handler: ((reason: WakeReason) => void) | undefined;
  const pending = new Set<WakeReason>();
  const flush = () => {
    const reasons = [...pending];
    pending.clear();
    for (const reason of reasons) handler?.(reason);
  };
  return {
    announce(reason) {
      if (pending.size === 0) setImmediate(flush);
      pending.add(reason);
    },
    async listen(listener) {
      handler = listener;
    },
    async close() {
      handler = undefined;
    },
  };
}
