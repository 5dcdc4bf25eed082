/** How much is on its way at once: who has sent so much waits until some of it came to its end, whatever is killed meanwhile. */
import { setTimeout as pause } from 'node:timers/promises';

export interface FlowSettings {
  /** So much is sent at least. */
  readonly total: number;
  /** So much may be begun and not at its end. */
  readonly window: number;
  /** How much came to its end so far. */
  readonly done: () => number;
  /** Until this is true it goes on beyond `total`. */
  readonly isOver: () => boolean;
  readonly abandoned: AbortSignal;
}

/** @returns asked before each piece: waits for its turn; false when there is no next one */
export function flow({ total, window, done, isOver, abandoned }: FlowSettings): () => Promise<boolean> {
  let begun = 0;
  return async () => {
    while (!abandoned.aborted && (begun < total || !isOver())) {
      if (begun - done() < window) {
        begun += 1;
        return true;
      }
      await pause(50);
    }
    return false;
  };
}
