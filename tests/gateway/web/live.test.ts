/** Open pages are told what changed: soon, only what their reader may know, and as long as the session lasts. */
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BrowserSession } from '../../support/browser-session.js';
import { arriveDocument, metadataOf, submitDocument } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { addPerson, goodPassword } from '../../support/people.js';

let gateway: HttpFixture;

beforeAll(async () => {
  gateway = await openHttpFixture({ workers: true });
});
afterAll(() => gateway.close());

const open: Stream[] = [];
afterEach(() => {
  for (const stream of open.splice(0)) stream.end();
});

/** What a browser's EventSource would have heard so far. */
class Stream {
  text = '';
  isOver = false;
  readonly #abort = new AbortController();

  constructor(readonly browser: BrowserSession) {
    open.push(this);
  }

  async start(): Promise<Response> {
    const answer = await this.browser.request('/song', { signal: this.#abort.signal });
    if (answer.ok) void this.#read(answer);
    return answer;
  }

  async #read(answer: Response): Promise<void> {
    try {
      for await (const piece of Readable.fromWeb(answer.body as ReadableStream)) this.text += String(piece);
    } catch {
      // Ended by this side.
    }
    this.isOver = true;
  }

  get documents(): string[] {
    return [...this.text.matchAll(/^event: change\ndata: (.*)$/gm)].flatMap(
      ([, data]) => JSON.parse(data ?? '').documents,
    );
  }

  end(): void {
    this.#abort.abort();
  }
}

async function browserOf(role: 'clerk' | 'auditor' | 'operator', agency: string | null): Promise<BrowserSession> {
  const browser = BrowserSession.of(gateway);
  await browser.signIn((await addPerson(gateway.ctx, role, agency)).email, goodPassword);
  return browser;
}

async function send(from: string, to: string): Promise<string> {
  const { id } = await submitDocument(gateway.ctx, gateway.clerk(from), metadataOf({ to: [to] }));
  gateway.ctx.wake('events');
  return id;
}

const soon = (check: () => void) => expect.poll(check, { timeout: 10_000, interval: 50 });

describe('the stream of changes', () => {
  it('names a document to its sender and, once it has arrived, to its recipient, and to nobody else', async () => {
    const [sender, recipient, stranger, auditor] = await Promise.all([
      browserOf('clerk', 'H30.03'),
      browserOf('clerk', 'H30.05'),
      browserOf('clerk', 'H30.09'),
      browserOf('auditor', null),
    ]);
    const streams = [sender, recipient, stranger, auditor].map((browser) => new Stream(browser));
    for (const stream of streams) expect((await stream.start()).headers.get('content-type')).toContain('event-stream');
    const id = await send('H30.03', 'H30.05');
    await arriveDocument(gateway.ctx, id, 'H30.05');
    gateway.ctx.wake('events');
    const [mine, theirs, strangers, all] = streams as [Stream, Stream, Stream, Stream];
    for (const stream of [mine, theirs, all]) await soon(() => stream.documents).toContain(id);
    expect(strangers.documents).toEqual([]);
  });

  it('tells who begins to listen what has just changed, which its page may not show yet', async () => {
    const browser = await browserOf('clerk', 'H30.03');
    const id = await send('H30.03', 'H30.05');
    const stream = new Stream(browser);
    await stream.start();
    await soon(() => stream.documents).toContain(id);
  });

  it('is for people who are signed in', async () => {
    const answer = await new Stream(BrowserSession.of(gateway)).start();
    expect(answer.status).toBe(303);
    await answer.body?.cancel();
  });

  it('is limited for each person, not for others', async () => {
    const [one, other] = await Promise.all([browserOf('clerk', 'H30.03'), browserOf('clerk', 'H30.03')]);
    for (let n = 0; n < 20; n += 1) expect((await new Stream(one).start()).status).toBe(200);
    expect((await new Stream(one).start()).status).toBe(429);
    expect((await new Stream(other).start()).status).toBe(200);
  });

  it('serves two hundred readers at once, with one query a second for all', async () => {
    const browsers: BrowserSession[] = [];
    while (browsers.length < 10) browsers.push(await browserOf('clerk', 'H30.03'));
    const streams = Array.from({ length: 200 }, (_, n) => new Stream(browsers[n % 10] as BrowserSession));
    const answers = await Promise.all(streams.map((stream) => stream.start()));
    expect(answers.map(({ status }) => status)).toEqual(streams.map(() => 200));
    let asked = 0;
    const query = gateway.ctx.database.query.bind(gateway.ctx.database);
    const counting: typeof query = (...args) => {
      if (args[2] === 'live-changes-since') asked += 1;
      return query(...args);
    };
    Object.assign(gateway.ctx.database, { query: counting });
    const begun = Date.now();
    const id = await send('H30.03', 'H30.05');
    for (const stream of streams) await soon(() => stream.documents).toContain(id);
    Object.assign(gateway.ctx.database, { query });
    const seconds = (Date.now() - begun) / 1000;
    expect(asked).toBeLessThanOrEqual(Math.ceil(seconds) + 1);
  });

  it('ends when its session does, and when its reader works elsewhere by now', async () => {
    const [leaver, mover] = [
      await addPerson(gateway.ctx, 'clerk', 'H30.03'),
      await addPerson(gateway.ctx, 'clerk', 'H30.03'),
    ];
    const streams: Stream[] = [];
    for (const { email } of [leaver, mover]) {
      const browser = BrowserSession.of(gateway);
      await browser.signIn(email, goodPassword);
      const stream = new Stream(browser);
      await stream.start();
      streams.push(stream);
    }
    await gateway.ctx.database.query('delete from sessions where person = $1', [leaver.id]);
    await gateway.ctx.database.query(`update users set agency = 'H30.05' where id = $1`, [mover.id]);
    const whenLookedAt = { timeout: 25_000, interval: 250 };
    await expect.poll(() => streams.map(({ isOver }) => isOver), whenLookedAt).toEqual([true, true]);
  }, 40_000);

  it('ends when the service closes', async () => {
    const own = await openHttpFixture();
    const browser = BrowserSession.of(own);
    await browser.signIn((await addPerson(own.ctx, 'clerk', 'H30.03')).email, goodPassword);
    const stream = new Stream(browser);
    await stream.start();
    await own.close();
    await soon(() => stream.isOver).toBe(true);
  });
});
