/**
 * What a proof file brings of the log so that its messages have a time: for each one the way from its event to the first checkpoint that
 * was timestamped afterwards, those checkpoints, and the evidence kept with their timestamps. Where the authority of such a timestamp has
 * ended, the way from the event of that timestamp to a later one, which shows that it is older. Judged by certs/verdict/log-existence.ts.
 * Source: RFC 9162 section 2.1.3; ETSI EN 319 102-1 V1.3.1 section 5.6.2.3.
 */
import { hash } from 'node:crypto';
import { readToken } from '../../certs/timestamp/read-token.js';
import { readCertificate } from '../../certs/trust/certificate.js';
import type { ReliedUpon } from '../../certs/verdict/judged-signature.js';
import type { ContainerWriter } from '../../schemas/asice/container-writer.js';
import type { GatewayContext } from '../context.js';
import type { Database } from '../database/database.js';
import { canonicalJson } from '../evidence/canonical-json.js';
import {
  type StampedCheckpoint,
  selectLastStamp,
  selectStampEvent,
  selectStampEvidence,
  selectStampsOver,
} from '../evidence/checkpoint-stamps.store.js';
import { leafData, readNode, type SaltedEvent } from '../evidence/log.store.js';
import { inclusionProof } from '../evidence/merkle.js';
import type { ProvenEvent } from '../evidence/prove-events.js';

/** A message in the proof file. */
export interface NestedMessage {
  readonly file: string;
  /** Hex. */
  readonly sha256: string;
}

export interface LogEvidence {
  /** TimeStampTokens, DER. */
  readonly tokens: readonly Buffer[];
  readonly evidence: readonly ReliedUpon[];
}

/** A file of the proof with the event that names it. */
interface LoggedFile {
  readonly file: string;
  readonly event: SaltedEvent;
  readonly position: number;
}

/** A file of the proof below a timestamped checkpoint. */
interface Covered extends LoggedFile {
  readonly by: StampedCheckpoint;
}

const saltedEvent = ({ salt, payloadSha256, ...event }: ProvenEvent): SaltedEvent => ({
  ...event,
  salt: Buffer.from(salt, 'hex'),
  payload_sha256: Buffer.from(payloadSha256, 'hex'),
});

const messagesOf = ({ payload }: ProvenEvent): unknown[] => {
  const { messages } = payload as { messages?: unknown };
  return Array.isArray(messages) ? messages : [];
};

/** Each message with the event that names it, as far as that has its place in the log. */
function loggedMessages(messages: readonly NestedMessage[], events: readonly ProvenEvent[]): LoggedFile[] {
  return messages.flatMap(({ file, sha256 }) => {
    const event = events.find((one) => messagesOf(one).includes(sha256));
    if (event === undefined || event.position === null) return [];
    return [{ file, event: saltedEvent(event), position: event.position }];
  });
}

const tokenName = ({ size }: StampedCheckpoint) => `log/stamped-${size}.tst`;

/** When the authority behind a token ends; null when the token does not carry its certificate. */
function endOf({ token }: StampedCheckpoint): Date | null {
  const { certificate } = readToken(token);
  return certificate === null ? null : readCertificate(certificate).notAfter;
}

/** The last stamp made before this one's authority ended, if that has; undefined where there is none that covers this one. */
async function renewalOf({ database, now }: GatewayContext, stamp: StampedCheckpoint): Promise<Covered | undefined> {
  const end = endOf(stamp);
  if (end === null || end > now()) return undefined;
  const by = await selectLastStamp(database, end);
  const event = await selectStampEvent(database, hash('sha256', stamp.token));
  const position = event?.position ?? null;
  if (by === undefined || event === undefined || position === null || position >= by.size) return undefined;
  return { file: tokenName(stamp), event, position, by };
}

async function renewalsOf(ctx: GatewayContext, stamps: readonly StampedCheckpoint[]): Promise<Covered[]> {
  const waiting = [...stamps];
  const seen = new Set(stamps.map(({ size }) => size));
  const renewals: Covered[] = [];
  for (let stamp = waiting.shift(); stamp !== undefined; stamp = waiting.shift()) {
    const renewal = await renewalOf(ctx, stamp);
    if (renewal === undefined) continue;
    renewals.push(renewal);
    if (!seen.has(renewal.by.size)) waiting.push(renewal.by);
    seen.add(renewal.by.size);
  }
  return renewals;
}

async function coveredMessages(database: Database, logged: readonly LoggedFile[]): Promise<Covered[]> {
  const positions = logged.map(({ position }) => position);
  const stamps = await selectStampsOver(database, positions);
  return logged.flatMap((message) => {
    const by = stamps.find(({ size }) => size > message.position);
    return by === undefined ? [] : [{ ...message, by }];
  });
}

const stampsOf = (covered: readonly Covered[]) => [...new Map(covered.map(({ by }) => [by.size, by])).values()];

/** Writes `log/existence.json` and the checkpoints it leads to; nothing when no message is below a timestamped one yet. */
export async function addLogExistence(
  ctx: GatewayContext,
  writer: ContainerWriter,
  messages: readonly NestedMessage[],
  events: readonly ProvenEvent[],
): Promise<LogEvidence> {
  const { database } = ctx;
  const covered = await coveredMessages(database, loggedMessages(messages, events));
  covered.push(...(await renewalsOf(ctx, stampsOf(covered))));
  const stamps = stampsOf(covered);
  if (stamps.length === 0) return { tokens: [], evidence: [] };
  for (const stamp of stamps) {
    await writer.addBytes(`log/stamped-${stamp.size}.txt`, 'text/plain', Buffer.from(stamp.note));
    await writer.addBytes(tokenName(stamp), 'application/vnd.etsi.timestamp-token', stamp.token);
  }
  const items = [];
  for (const one of covered) items.push(await claimOf(database, one));
  const claims = Buffer.from(`${JSON.stringify({ items }, null, 2)}\n`);
  await writer.addBytes('log/existence.json', 'application/json', claims);
  const sizes = stamps.map(({ size }) => size);
  return { tokens: stamps.map(({ token }) => token), evidence: await selectStampEvidence(database, sizes) };
}

async function claimOf(db: Database, { file, event, position, by: { size } }: Covered) {
  const path = await inclusionProof(position, size, (level, index) => readNode(db, level, index));
  return {
    file,
    leaf: leafData(event).toString(),
    payload: canonicalJson(event.payload),
    salt: event.salt.toString('hex'),
    position,
    size,
    path: path.map((sibling) => sibling.toString('base64')),
  };
}
