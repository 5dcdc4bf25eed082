/**
 * Timestamps from the authorities of the setting, in their order, or from the gateway's own when none is set. An authority that fails is
 * left alone for a while, then asked by one request alone: a dead one costs one attempt now and then, not one for each document.
 * Source: RFC 3161 sections 2.4 and 3.4 (HTTP); RFC 7617 (basic authentication).
 */
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { requestGuarded } from '../../certs/online/guarded-request.js';
import { checkToken } from '../../certs/timestamp/check-token.js';
import { encodeTimestampRequest, type TimestampRequest } from '../../certs/timestamp/request.js';
import { readTimestampResponse } from '../../certs/timestamp/response.js';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import type { Config } from '../config.js';
import type { Contact } from './authority-contacts.store.js';
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

/** An authority, and when it may be asked again. */
class Place {
  #failures = 0;
  #lastFault = '';
  #restUntilMs = 0;
  #isTried = false;

  constructor(
    readonly authority: Authority,
    private readonly parts: TimestampParts,
  ) {}

  /** Its last answer was no good. */
  get isDoubtful(): boolean {
    return this.#failures > 0;
  }

  /** What it did last, for messages. */
  get lastFault(): string {
    return `${this.authority.name}: ${this.#lastFault}`;
  }

  /** It rests, or somebody is finding out already whether it answers again. */
  get isLeftAlone(): boolean {
    return this.isDoubtful && (this.#isTried || this.parts.now().getTime() < this.#restUntilMs);
  }

  /** @throws Problem when there is no good answer; `database_unavailable` says nothing of the authority */
  async ask(sha256: Buffer, policy: string | null): Promise<Buffer> {
    const before = this.#failures;
    this.#isTried = true;
    try {
      const token = await askFor(this.authority, sha256, policy);
      this.#succeeded();
      return token;
    } catch (error) {
      if (isProblem(error) && error.code !== 'database_unavailable') this.#failed(before, error);
      throw error;
    } finally {
      this.#isTried = false;
    }
  }

  #succeeded(): void {
    this.#tell(null);
    if (this.isDoubtful) this.parts.log.info({ authority: this.authority.name }, 'a timestamp authority answers again');
    this.#failures = 0;
  }

  #tell(fault: string | null): void {
    this.parts.heard?.({ kind: 'timestamp', address: this.authority.name, fault });
  }

  /** Requests that were on their way together fail together: that is one failure. */
  #failed(before: number, { detail }: Problem): void {
    this.#lastFault = detail;
    this.#tell(detail);
    if (this.#failures !== before) return;
    const restMs = Math.min(longestRestMs, firstRestMs * 2 ** this.#failures);
    this.#restUntilMs = this.parts.now().getTime() + restMs;
    this.#failures += 1;
    const { name } = this.authority;
    this.parts.log.warn(
      { authority: name, detail, restMs },
      'a timestamp authority failed; it is left alone for a while',
    );
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

export interface TimestampParts {
  /** The gateway's own authority, used when no other is set. */
  readonly askOwn: AskAuthority;
  readonly now: () => Date;
  readonly log: Logger;
  /** Told how each authority answered, every time. */
  readonly heard?: (contact: Contact) => void;
}

export function timestampsFrom(
  { tsaUrls, tsaPolicy, tsaTimeoutSeconds }: Pick<Config, 'tsaUrls' | 'tsaPolicy' | 'tsaTimeoutSeconds'>,
  parts: TimestampParts,
): TimestampSource {
  const remote = tsaUrls.map((url) => remoteAuthority(url, tsaTimeoutSeconds * 1_000));
  const authorities = remote.length === 0 ? [{ name: 'the gateway’s own authority', ask: parts.askOwn }] : remote;
  const places = authorities.map((authority) => new Place(authority, parts));
  return {
    worthAsking() {
      const open = places.filter(({ isLeftAlone }) => !isLeftAlone);
      return open.some(({ isDoubtful }) => !isDoubtful) ? Number.POSITIVE_INFINITY : open.length;
    },
    async request(sha256) {
      for (const place of places) {
        if (place.isLeftAlone) continue;
        try {
          return await place.ask(sha256, tsaPolicy);
        } catch (error) {
          if (!isProblem(error) || error.code === 'database_unavailable') throw error;
        }
      }
      throw new Problem('timestamp_unavailable', { detail: places.map(({ lastFault }) => lastFault).join('; ') });
    },
  };
}
