/**
 * An answer that stays open and tells events. A reader who takes nothing is dropped: a browser that lost its stream begins anew and reads
 * its page again, so nothing is lost that would have to be kept for it.
 * Source: WHATWG HTML section 9.2 (server-sent events).
 */
import type { FastifyReply } from 'fastify';

const retryMs = 3_000;
/** What may wait here for a reader, beside what the system keeps for the connection. */
const mostWaitingBytes = 64 * 1024;

export interface EventStream {
  /** @param event lines of it, with the empty one at its end */
  tell(event: string): void;
  end(): void;
}

/** Answers with a stream; headers that were set for the page go along. */
export function openEventStream(reply: FastifyReply): EventStream {
  reply.hijack();
  const { raw } = reply;
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // Proxies that gather answers would hold every event back.
    'x-accel-buffering': 'no',
  });
  raw.write(`retry: ${retryMs}\n\n`);
  return {
    tell: (event) => {
      raw.write(event);
      if (raw.writableLength > mostWaitingBytes) raw.destroy();
    },
    end: () => void raw.end(),
  };
}
