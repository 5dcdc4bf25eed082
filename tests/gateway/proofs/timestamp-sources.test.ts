import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerTimestamp } from '../../../gateway/identity/authority-answers.js';
import type { TimestampSource } from '../../../gateway/proofs/timestamp-source.js';
import { timestampsFrom } from '../../../gateway/proofs/timestamp-sources.js';
import { isProblem } from '../../../schemas/problems/problem.js';
import { type GatewayFixture, openGatewayFixture } from '../../support/gateway-fixture.js';
import { type Answer, openWebServer, type WebServer } from '../../support/web-server.js';

const digest = Buffer.alloc(32, 7);
const unavailable = expect.toSatisfy((error: unknown) => isProblem(error, 'timestamp_unavailable'));

let gateway: GatewayFixture;
let first: WebServer;
let second: WebServer;
/** How the first one answers; null does not answer at all. */
let answer: Answer | null;

const stamp: Answer = async ({ body }, response) => {
  response.writeHead(200).end(await answerTimestamp(gateway.ctx, body));
};
const fail: Answer = (_asked, response) => void response.writeHead(500).end();

beforeEach(async () => {
  gateway = await openGatewayFixture();
  answer = stamp;
  first = await openWebServer({ '/tsa': (asked, response) => answer?.(asked, response) });
  second = await openWebServer({ '/tsa': stamp });
});
afterEach(async () => {
  await Promise.all([first.close(), second.close(), gateway.close()]);
});

function source(urls: readonly string[], more: { tsaPolicy?: string } = {}): TimestampSource {
  const settings = { ...gateway.ctx.config, tsaUrls: urls.map((url) => `${url}/tsa`), tsaTimeoutSeconds: 1, ...more };
  const askOwn = () => Promise.reject(new Error('the gateway’s own authority is not to be asked'));
  return timestampsFrom(settings, { askOwn, now: gateway.ctx.now, log: gateway.ctx.log });
}

const both = () => source([first.url, second.url]);
const counts = () => [first.asked.length, second.asked.length];

/** Moves the clock on; it stands still otherwise. */
let clock = Date.now();
function pass(seconds: number): void {
  clock += seconds * 1_000;
  gateway.setNow(new Date(clock));
}

describe('several timestamp authorities', () => {
  it('are asked in their order: the second one only when the first gives nothing', async () => {
    const timestamps = both();
    await timestamps.request(digest);
    expect(counts()).toEqual([1, 0]);
    answer = fail;
    await timestamps.request(digest);
    expect(counts()).toEqual([2, 1]);
  });

  it.each([
    ['an error', fail],
    ['no answer', null],
    ['no timestamp', ((_asked, response) => void response.writeHead(200).end('{}')) satisfies Answer],
    [
      'an answer to another question',
      (async (_asked, response) => {
        const other = first.asked[0]?.body ?? Buffer.alloc(0);
        response.writeHead(200).end(await answerTimestamp(gateway.ctx, other));
      }) satisfies Answer,
    ],
  ])('are left for the next one upon %s, and left alone for a while', async (_what, wrong) => {
    pass(0);
    const timestamps = both();
    await timestamps.request(digest);
    answer = wrong;
    await timestamps.request(digest);
    await timestamps.request(digest);
    expect(counts()).toEqual([2, 2]);
    answer = stamp;
    pass(6);
    await timestamps.request(digest);
    expect(counts()).toEqual([3, 2]);
  });
});

describe('an authority', () => {
  it('is told user and password of its address, and they are in no message', async () => {
    const heard: (string | undefined)[] = [];
    const closed = await openWebServer({
      '/tsa': ({ authorization }, response) => {
        heard.push(authorization);
        response.writeHead(401).end();
      },
    });
    const address = closed.url.replace('http://', 'http://ky%C3%AD:m%E1%BA%ADt@');
    const failure = await source([address])
      .request(digest)
      .catch((error: Error) => error);
    await closed.close();
    expect(heard).toEqual([`Basic ${Buffer.from('kyí:mật').toString('base64')}`]);
    expect(String(failure) + gateway.logLines.join('')).not.toContain('m%E1%BA%ADt');
    expect(failure).toEqual(unavailable);
  });

  it('is asked for the policy of the setting; a token under another one is none', async () => {
    await expect(source([first.url], { tsaPolicy: '1.2.3.4' }).request(digest)).rejects.toEqual(unavailable);
    expect(counts()).toEqual([1, 0]);
  });

  it('that fails for many at once has failed once: pauses are 5 s, 10 s, 20 s … and at most 300 s', async () => {
    pass(0);
    answer = fail;
    const timestamps = source([first.url]);
    const pauses: number[] = [];
    for (let round = 0; round < 9; round += 1) {
      const together = round === 0 ? 8 : 1;
      await Promise.allSettled(Array.from({ length: together }, () => timestamps.request(digest)));
      expect(timestamps.worthAsking()).toBe(0);
      let seconds = 0;
      for (; timestamps.worthAsking() === 0; seconds += 1) pass(1);
      pauses.push(seconds);
    }
    expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300]);
  });

  it('that failed is tried by one request alone, and by all again when it answers', async () => {
    pass(0);
    answer = fail;
    const timestamps = source([first.url]);
    await expect(timestamps.request(digest)).rejects.toEqual(unavailable);
    await expect(timestamps.request(digest)).rejects.toEqual(unavailable);
    expect(counts()).toEqual([1, 0]);
    pass(6);
    expect(timestamps.worthAsking()).toBe(1);
    answer = stamp;
    const trying = timestamps.request(digest);
    expect(timestamps.worthAsking()).toBe(0);
    await expect(timestamps.request(digest)).rejects.toEqual(unavailable);
    await trying;
    expect(counts()).toEqual([2, 0]);
    expect(timestamps.worthAsking()).toBe(Number.POSITIVE_INFINITY);
  });
});
