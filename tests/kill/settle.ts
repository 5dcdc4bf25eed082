/** When to judge: deliveries need their time, and what is doubled may come late. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Judgement } from './judge.js';

const patienceMs = 90_000;
/** Longer than any lease of a kill run and the pause after it: whoever held a delivery has lost it, and somebody has repeated it. */
const quietMs = 8_000;

/** Judges again and again until nothing is wrong or time is over; and once more after a silence. */
export async function settle(look: () => Promise<Judgement>): Promise<Judgement> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const judged = await look();
    if (judged.faults.length === 0) break;
    if (Date.now() > end) return judged;
    await pause(1_000);
  }
  await pause(quietMs);
  return look();
}
