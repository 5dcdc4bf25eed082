/** When to judge: deliveries need their time, and what is doubled may come late. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Judgement } from './judge.js';

const patienceMs = 90_000;
/** Longer than any lease of a kill run and the pause after it: whoever held a delivery has lost it, and somebody has repeated it. */
const quietMs = 8_000;

/**
 * Judges again and again until nothing is wrong, or nothing has got better for `patienceMs`: a backlog is no loss as long as it
 * shrinks. And once more after a silence.
 */
export async function settle(look: () => Promise<Judgement>): Promise<Judgement> {
  let fewest = Number.POSITIVE_INFINITY;
  let end = 0;
  for (;;) {
    const judged = await look();
    // The list is cut where it gets long; the count is not.
    const faults = judged.counts['faults'] ?? judged.faults.length;
    if (faults === 0) break;
    if (faults < fewest) {
      fewest = faults;
      end = Date.now() + patienceMs;
    }
    if (Date.now() > end) return judged;
    await pause(1_000);
  }
  await pause(quietMs);
  return look();
}
