/**
 * One request to somebody else's server, on the word of a certificate: checked address, bounded size, one time limit over everything.
 * Redirects of a GET are followed a few times, each hop checked like the first; those of a POST are not.
 * Does not know what it fetches (fetch-evidence.ts).
 * Source: RFC 9110 sections 9.3, 15.4; OWASP on server-side request forgery.
 */
import { type Dispatcher, request } from 'undici';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import { pinnedAgent, type ReachableTarget, resolveTarget } from './public-address.js';

export interface GuardedRequest {
  readonly url: string;
  /** Present: the body of a POST. */
  readonly post?: { readonly body: Buffer; readonly mediaType: string };
  readonly accept: string;
  readonly maxBytes: number;
  /** For everything together: name, connection, redirects, body. */
  readonly timeoutMs: number;
  /** As `resolveTarget`. */
  readonly allow: readonly string[];
}

const maxRedirects = 3;

const failed = (detail: string, cause?: unknown) => new Problem('fetch_failed', { detail, cause });

async function readBody(body: Dispatcher.ResponseData['body'], maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw failed(`the answer is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

type Step = { readonly body: Buffer } | { readonly movedTo: string };

function movedTo({ statusCode, headers }: Dispatcher.ResponseData, asked: GuardedRequest): string | null {
  const { location } = headers;
  if (asked.post !== undefined || statusCode < 300 || statusCode > 399 || typeof location !== 'string') return null;
  if (!URL.canParse(location, asked.url)) throw failed('the answer points nowhere');
  return new URL(location, asked.url).href;
}

async function send(asked: GuardedRequest, target: ReachableTarget, signal: AbortSignal): Promise<Step> {
  const limits = { connectTimeoutMs: asked.timeoutMs, answerTimeoutMs: asked.timeoutMs };
  const agent = pinnedAgent(target, limits);
  try {
    const answer = await request(target.url, {
      dispatcher: agent,
      signal,
      method: asked.post === undefined ? 'GET' : 'POST',
      headers: {
        accept: asked.accept,
        'user-agent': 'congvan',
        ...(asked.post === undefined ? {} : { 'content-type': asked.post.mediaType }),
      },
      body: asked.post?.body ?? null,
    });
    const moved = movedTo(answer, asked);
    if (moved !== null) return { movedTo: moved };
    if (answer.statusCode !== 200) throw failed(`HTTP ${answer.statusCode}`);
    return { body: await readBody(answer.body, asked.maxBytes) };
  } finally {
    await agent.destroy();
  }
}

/** The resolver cannot be stopped; waiting for it can. */
function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}

async function follow(asked: GuardedRequest, signal: AbortSignal): Promise<Buffer> {
  let { url } = asked;
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const target = await unlessAborted(signal, resolveTarget(url, asked.allow));
    const step = await send({ ...asked, url }, target, signal);
    if ('body' in step) return step.body;
    url = step.movedTo;
  }
  throw failed('the answer moves on and on');
}

/**
 * The body of a 200.
 * @throws Problem `address_refused` for an address that may not be reached, `fetch_failed` for everything else that goes wrong
 */
export async function requestGuarded(asked: GuardedRequest): Promise<Buffer> {
  const signal = AbortSignal.timeout(asked.timeoutMs);
  try {
    return await follow(asked, signal);
  } catch (error) {
    if (isProblem(error)) throw error;
    if (signal.aborted) throw failed(`no answer within ${asked.timeoutMs} ms`, error);
    const { code, message } = error as { code?: string; message: string };
    throw failed(code ?? message.slice(0, 200), error);
  }
}
