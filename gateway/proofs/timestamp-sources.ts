/**
 * Timestamps from the authorities of the setting, in their order, or from the gateway's own when none is set. An authority that fails is
 * left alone for a while, so that a dead one costs one attempt now and then, not one for each document.
 * Source: RFC 3161 sections 2.4 and 3.4 (HTTP); RFC 7617 (basic authentication).
 */
import { randomBytes } from 'node:crypto';
import { requestGuarded } from '../../certs/online/guarded-request.js';
import { checkToken } from '../../certs/timestamp/check-token.js';
import { encodeTimestampRequest, type TimestampRequest } from '../../certs/timestamp/request.js';
import { readTimestampResponse } from '../../certs/timestamp/response.js';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import type { Config } from '../config.js';
import type { TimestampSource } from './timestamp-source.js';

const nonceBytes = 16;
const maxAnswerBytes = 1024 * 1024;
const firstRestMs = 5_000;
const longestRestMs = 300_000;

/** DER of a TimeStampReq to DER of a TimeStampResp. */
export type AskAuthority = (request: Buffer) => Promise<Buffer>;

interface Authority {
  /** For messages: no password. */
  readonly name: string;
  readonly ask: AskAuthority;
}

/** A URL with its user and password taken out, and those as a header. */
function splitCredentials(address: string): { url: string; authorization?: string } {
  const url = new URL(address);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  if (username === '' && password === '') return { url: url.href };
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { url: url.href, authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** The operator named this address: it may lie in the operator's own network. */
function remoteAuthority(address: string, timeoutMs: number): Authority {
  const { url, ...credentials } = splitCredentials(address);
  const ask = (body: Buffer) =>
    requestGuarded({
      url,
      ...credentials,
      post: { body, mediaType: 'application/timestamp-query' },
      accept: 'application/timestamp-reply',
      maxBytes: maxAnswerBytes,
      timeoutMs,
      allow: [new URL(url).host, new URL(url).hostname],
    });
  return { name: url, ask };
}

/** Remembers when an authority may be asked again. */
class Patience {
  #failures = 0;
  #restUntilMs = 0;

  get isResting(): boolean {
    return Date.now() < this.#restUntilMs;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#restUntilMs = 0;
  }

  failed(): void {
    this.#restUntilMs = Date.now() + Math.min(longestRestMs, firstRestMs * 2 ** this.#failures);
    this.#failures += 1;
  }
}

/** A token that answers this very question, with a right signature of its authority. @throws Problem */
async function askFor(authority: Authority, sha256: Buffer, policy: string | null): Promise<Buffer> {
  const request: TimestampRequest = {
    imprint: sha256,
    algorithm: 'sha256',
    nonce: randomBytes(nonceBytes),
    certReq: true,
    ...(policy === null ? {} : { policy }),
  };
  const { bytes } = readTimestampResponse(await authority.ask(encodeTimestampRequest(request)), request);
  const { findings } = await checkToken(bytes, async (algorithm) => (algorithm === 'sha256' ? sha256 : null));
  const [fault] = findings;
  if (fault !== undefined) throw new Problem(fault.code, { detail: fault.message });
  return bytes;
}

/** @param askOwn the gateway's own authority, used when no other is set */
export function timestampsFrom(
  { tsaUrls, tsaPolicy, tsaTimeoutSeconds }: Pick<Config, 'tsaUrls' | 'tsaPolicy' | 'tsaTimeoutSeconds'>,
  askOwn: AskAuthority,
): TimestampSource {
  const remote = tsaUrls.map((url) => remoteAuthority(url, tsaTimeoutSeconds * 1_000));
  const authorities = remote.length === 0 ? [{ name: 'the gateway’s own authority', ask: askOwn }] : remote;
  const places = authorities.map((authority) => ({ authority, patience: new Patience() }));
  return {
    async request(sha256) {
      const reasons: string[] = [];
      for (const { authority, patience } of places) {
        if (patience.isResting) continue;
        try {
          const token = await askFor(authority, sha256, tsaPolicy);
          patience.succeeded();
          return token;
        } catch (error) {
          if (!isProblem(error) || error.code === 'database_unavailable') throw error;
          patience.failed();
          reasons.push(`${authority.name}: ${error.detail}`);
        }
      }
      const detail = reasons.length === 0 ? 'every authority failed a moment ago' : reasons.join('; ');
      throw new Problem('timestamp_unavailable', { detail });
    },
  };
}
