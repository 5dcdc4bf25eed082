/**
 * How slowly a request may bring its file. Whoever sends nothing loses the connection (create-app.ts); this is for those who send a byte
 * now and then, and for those who never end.
 */
import type { FastifyRequest } from 'fastify';
import { Problem } from '../../schemas/problems/problem.js';

/** So much has to come while an upload may stand still: half a kilobyte a second by default, less than any line has. */
const leastBytes = 16 * 1024;
/** Longer than a slow line needs for what may be sent. */
const longestMs = 10 * 60_000;

/**
 * Runs what receives the file, until it is too slow.
 * @param idleMs the time in which `leastBytes` have to come
 * @param receive stops when the signal says so
 * @throws Problem `upload_interrupted` when it was too slow; what `receive` throws
 */
export async function atSomePace<T>(
  { raw: { socket } }: FastifyRequest,
  idleMs: number,
  receive: (tooSlow: AbortSignal) => Promise<T>,
): Promise<T> {
  const pace = new AbortController();
  const begun = Date.now();
  let seen = socket.bytesRead;
  const watch = setInterval(() => {
    if (socket.bytesRead - seen < leastBytes || Date.now() - begun > longestMs) pace.abort();
    seen = socket.bytesRead;
  }, idleMs);
  try {
    return await Promise.race([receive(pace.signal), whenAborted(pace.signal)]);
  } finally {
    clearInterval(watch);
  }
}

/** A reader of forms knows no signal: it is left alone with a form that does not go on. */
const whenAborted = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    const tooSlow = () => reject(new Problem('upload_interrupted', { detail: 'The upload took too long' }));
    signal.addEventListener('abort', tooSlow, { once: true });
  });
