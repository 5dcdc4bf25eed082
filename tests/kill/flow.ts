/** How much is on its way at once: who has sent so much waits until some of it came to its end, whatever is killed meanwhile. */
import { setTimeout as pause } from 'node:timers/promises';

export interface FlowSettings {
  /** So much is sent at least. */
  readonly total: number;
  /** So much may be begun and not at its end. */
  readonly window: number;
  /** How much came to its end so far. */
  readonly done: () => number;
  /** The kills do not keep up: the next piece is held up for `whenAheadMs`. */
  readonly isAhead: () => boolean;
  readonly whenAheadMs: number;
  /** Until this is true it goes on beyond `total`. */
  readonly isOver: () => boolean;
  readonly abandoned: AbortSignal;
}

/** @returns asked before each piece: waits for its turn; false when there is no next one */
export function flow(settings: FlowSettings): () => Promise<boolean> {
  const { total, window, done, isAhead, whenAheadMs, isOver, abandoned } = settings;
  let begun = 0;
  let begunMs = 0;
  const isDue = () => begun - done() < window && (!isAhead() || performance.now() - begunMs >= whenAheadMs);
  return async () => {
    while (!abandoned.aborted && (begun < total || !isOver())) {
      if (isDue()) {
        begun += 1;
        begunMs = performance.now();
        return true;
      }
      await pause(50);
    }
    return false;
  };
}
