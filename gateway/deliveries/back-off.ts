/**
 * When a deferred delivery is tried again: pauses grow, and no two failures come back together.
 * Pure. A pause the other side asks for is honoured within bounds.
 */

const firstPauseMs = 2_000;
const longestPauseMs = 3_600_000;
const spread = 0.2;

export interface BackOffInput {
  /** How often this delivery was deferred before. */
  readonly deferrals: number;
  /** What the other side asked for (Retry-After), if anything. */
  readonly askedMs?: number | undefined;
  /** In [0, 1). */
  readonly random: number;
}

/** Milliseconds until the next attempt: 2 s, 4 s, 8 s … one hour, ± 20 %. */
export function pauseMs({ deferrals, askedMs, random }: BackOffInput): number {
  const grown = Math.min(firstPauseMs * 2 ** Math.min(deferrals, 20), longestPauseMs);
  const jittered = grown * (1 - spread + 2 * spread * random);
  return Math.round(Math.max(jittered, Math.min(askedMs ?? 0, longestPauseMs)));
}
