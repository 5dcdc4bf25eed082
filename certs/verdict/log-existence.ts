/**
 * Since when messages in a proof file existed by the log it brings: an event names the digest of the message, the event lies under the root
 * of a checkpoint, and a timestamp covers that checkpoint. Whose log it is does not matter and nothing of it is believed: hashes lead from
 * the message to the timestamp, and the timestamp's authority is judged like any other: for the time by which the token itself existed, as
 * far as the seal around it or a later timestamp over the log proves one.
 * Files: `log/existence.json` (what leads to which checkpoint), `log/stamped-SIZE.txt` (checkpoint) and `.tst` (RFC 3161 token over it).
 * Source: RFC 9162 section 2.1.3.2; ETSI EN 319 102-1 V1.3.1 section 5.6.2.3 (a timestamp proves that whatever its digest covers existed).
 */
import { createHash, hash } from 'node:crypto';
import type { Container } from '../../schemas/asice/open-container.js';
import { rootThrough } from '../log/inclusion.js';
import { readNote } from '../log/signed-note.js';
import { leafHash } from '../log/tree-hash.js';
import { unreadableSignature } from '../signature/checked-signature.js';
import { checkToken } from '../timestamp/check-token.js';
import { gatherEvidence } from './evidence-pool.js';
import { judgeTimes } from './judge-times.js';
import type { VerifyOptions } from './verify-options.js';

const claimsName = 'log/existence.json';
const maxClaimsBytes = 8 * 1024 * 1024;
const maxClaims = 2_000;
const maxStamps = 256;
const maxNoteBytes = 64 * 1024;
const maxTokenBytes = 256 * 1024;
/** One length only: octets cannot wander between salt and payload. */
const saltBytes = 16;

/** How a message comes to be under the root of a checkpoint. */
interface Claim {
  readonly file: string;
  /** Canonical JSON, octet for octet as hashed; the leaf holds the digest of salt and payload. */
  readonly leaf: string;
  readonly payload: string;
  /** Hex. */
  readonly salt: string;
  readonly position: number;
  /** Leaves of the checkpoint's tree. */
  readonly size: number;
  /** Siblings from the leaf to the root, base64. */
  readonly path: readonly string[];
}

interface StampedRoot {
  readonly root: Buffer;
  readonly at: Date;
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

function isClaim(value: unknown): value is Claim {
  const is = (type: string) => (name: string) => typeof memberOf(value, name) === type;
  const path = memberOf(value, 'path');
  return (
    ['file', 'leaf', 'payload', 'salt'].every(is('string')) &&
    ['position', 'size'].every(is('number')) &&
    Array.isArray(path) &&
    path.every((sibling) => typeof sibling === 'string')
  );
}

/** Digests of what the event tells of: the messages of a status, the token of a timestamp over the log. */
function digestsIn(payload: string): unknown[] {
  const facts = parseOrNull(payload);
  const messages = memberOf(facts, 'messages');
  return [memberOf(facts, 'token'), ...(Array.isArray(messages) ? messages : [])];
}

/** Whether the event behind the leaf names a file of this digest. */
function names({ leaf, payload, salt }: Claim, sha256: string): boolean {
  const octets = Buffer.from(salt, 'hex');
  const digest = createHash('sha256').update(octets).update(payload).digest('hex');
  const isOfLeaf = octets.length === saltBytes && memberOf(parseOrNull(leaf), 'payload') === digest;
  return isOfLeaf && digestsIn(payload).includes(sha256);
}

function rootOf({ leaf, position, size, path }: Claim): Buffer | null {
  const siblings = path.map((sibling) => Buffer.from(sibling, 'base64'));
  return rootThrough({ leaf: leafHash(Buffer.from(leaf)), index: position, size, path: siblings });
}

/** The earlier of two times, where null is none. */
export const earlier = (one: Date | null, other: Date | null): Date | null =>
  one !== null && (other === null || one < other) ? one : other;

export class LogExistence {
  readonly #stamps = new Map<number, Promise<StampedRoot | null>>();

  private constructor(
    private readonly container: Container,
    private readonly options: VerifyOptions,
    private readonly existenceOf: (name: string) => Date | null,
    private readonly claims: readonly Claim[],
  ) {}

  /**
   * What the proof's log claims; nothing under policy `core`, which asks for no time.
   * @param options of the proof, with the evidence it brings
   * @param existenceOf when a file of the proof existed by the seal around it
   */
  static async open(
    container: Container,
    options: VerifyOptions,
    existenceOf: (name: string) => Date | null,
  ): Promise<LogExistence> {
    const text = options.policy === 'full' ? await readEntry(container, claimsName, maxClaimsBytes) : null;
    const items = text === null ? [] : memberOf(parseOrNull(text.toString('utf8')), 'items');
    const claims = Array.isArray(items) ? items.slice(0, maxClaims).filter(isClaim) : [];
    return new LogExistence(container, options, existenceOf, claims);
  }

  /** The earliest time at which a timestamped checkpoint proves the file; null when none does. @param sha256 of the file, hex */
  existedAt(file: string, sha256: string): Promise<Date | null> {
    return this.#existedAt(file, sha256, 0);
  }

  /** @param above only checkpoints of more leaves than this count */
  async #existedAt(file: string, sha256: string, above: number): Promise<Date | null> {
    const times: number[] = [];
    for (const claim of this.claims) {
      if (claim.file !== file || !(claim.size > above) || !names(claim, sha256)) continue;
      const stamped = await this.#stamped(claim.size);
      if (stamped !== null && rootOf(claim)?.equals(stamped.root)) times.push(stamped.at.getTime());
    }
    return times.length === 0 ? null : new Date(Math.min(...times));
  }

  #stamped(size: number): Promise<StampedRoot | null> {
    const known = this.#stamps.get(size);
    if (known !== undefined) return known;
    const stamped = this.#stamps.size < maxStamps ? this.#judge(size) : Promise.resolve(null);
    this.#stamps.set(size, stamped);
    return stamped;
  }

  async #judge(size: number): Promise<StampedRoot | null> {
    const octets = await readEntry(this.container, `log/stamped-${size}.txt`, maxNoteBytes);
    const tokenName = `log/stamped-${size}.tst`;
    const token = await readEntry(this.container, tokenName, maxTokenBytes);
    const note = octets === null ? undefined : readNote(octets.toString('utf8'));
    if (octets === null || token === null || note?.size !== size) return null;
    const checked = await checkToken(token, async (algorithm) => hash(algorithm, octets, 'buffer'));
    const pool = gatherEvidence(unreadableSignature(tokenName), [checked], this.options);
    const renewedAt = await this.#existedAt(tokenName, hash('sha256', token), size);
    const existedAt = earlier(renewedAt, this.existenceOf(tokenName));
    const horizon = { ...(this.options.at && { at: this.options.at }), ...(existedAt && { existedAt }) };
    const { reports } = await judgeTimes([{ kind: 'content', token, checked }], horizon, pool);
    const isBelieved = reports[0]?.indication === 'TOTAL-PASSED';
    return isBelieved && checked.genTime !== null ? { root: note.root, at: checked.genTime } : null;
  }
}

async function readEntry(container: Container, name: string, maxBytes: number): Promise<Buffer | null> {
  const entry = container.dataEntries.find((one) => one.name === name);
  return entry === undefined || entry.size > maxBytes ? null : container.read(entry, maxBytes);
}
