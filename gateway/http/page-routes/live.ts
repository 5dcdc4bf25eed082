/**
 * The stream that tells an open page when to read itself again: names of documents, nothing of what they say. It ends with its session.
 */
import type { FastifyRequest } from 'fastify';
import { Problem } from '../../../schemas/problems/problem.js';
import { shownAgencies } from '../../identity/access.js';
import { findSignedIn } from '../../identity/sessions.js';
import { LiveChanges } from '../../live/live-changes.js';
import { personOf } from '../access.js';
import { readCookie } from '../cookies.js';
import { openEventStream } from '../event-stream.js';
import type { Pages } from './pages.js';

const mostOfAll = 2_000;
const mostOfOne = 20;
/** So often a stream shows that it lives, and its session is looked at. */
const beatMs = 20_000;

class Streams {
  readonly #ends = new Map<() => void, string>();

  countOf(person: string): number {
    return [...this.#ends.values()].filter((owner) => owner === person).length;
  }
  get count(): number {
    return this.#ends.size;
  }
  add(person: string, end: () => void): void {
    this.#ends.set(end, person);
  }
  remove(end: () => void): void {
    this.#ends.delete(end);
  }
  endAll(): void {
    for (const end of [...this.#ends.keys()]) end();
  }
}

export function livePages(pages: Pages): void {
  const { ctx, app } = pages;
  const changes = new LiveChanges(ctx);
  const streams = new Streams();
  // A stream has no end of its own: closing the service would wait for it.
  app.addHook('preClose', async () => streams.endAll());

  /** Also when the person works elsewhere by now: what is told is told to the people of an agency. */
  const isOver = async (request: FastifyRequest) => {
    const cookie = readCookie(ctx.config, request, 'session');
    const now = cookie === null ? null : await findSignedIn(ctx, cookie);
    return now === null || now.role !== personOf(request).role || now.agency?.code !== personOf(request).agency?.code;
  };

  pages.on(
    'GET /song',
    async (request, reply) => {
      const person = personOf(request);
      if (streams.count >= mostOfAll || streams.countOf(person.id) >= mostOfOne) throw new Problem('rate_limited');
      const stream = openEventStream(reply);
      const stopListening = changes.listen({
        agencies: shownAgencies(person.principal, undefined),
        hear: (documents) => stream.tell(`event: change\ndata: ${JSON.stringify({ documents })}\n\n`),
      });
      const beat = setInterval(async () => {
        stream.tell(': \n\n');
        // A database that is away ends no stream.
        if (await isOver(request).catch(() => false)) end();
      }, beatMs);
      const end = () => {
        clearInterval(beat);
        stopListening();
        streams.remove(end);
        stream.end();
      };
      streams.add(person.id, end);
      request.raw.on('close', end);
      return reply;
    },
    { isPart: true },
  );
}
