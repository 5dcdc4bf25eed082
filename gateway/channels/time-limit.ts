/** How long a push may take: a receiver that takes it slowly keeps a place from others, and must not do so without end. */

export interface WaitLimits {
  readonly connectTimeoutMs: number;
  readonly answerTimeoutMs: number;
}

const leastBytesPerSecond = 64 * 1024;

/** The longest time for a push of `size` bytes, connecting and answer included. */
export const longestMs = ({ connectTimeoutMs, answerTimeoutMs }: WaitLimits, size: number): number =>
  connectTimeoutMs + answerTimeoutMs + Math.ceil((size / leastBytesPerSecond) * 1000);
