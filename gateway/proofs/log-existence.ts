/**
 * What a proof file brings of the log so that its messages have a time: for each one the way from its event to the first checkpoint that
 * was timestamped afterwards, those checkpoints, and the evidence kept with their timestamps. Judged by certs/verdict/log-existence.ts.
 * Source: RFC 9162 section 2.1.3.
 */
import type { ReliedUpon } from '../../certs/verdict/judged-signature.js';
import type { ContainerWriter } from '../../schemas/asice/container-writer.js';
import type { Database } from '../database/database.js';
import { canonicalJson } from '../evidence/canonical-json.js';
import { type StampedCheckpoint, selectStampEvidence, selectStampsOver } from '../evidence/checkpoint-stamps.store.js';
import { leafData, readNode } from '../evidence/log.store.js';
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

interface LoggedMessage {
  readonly file: string;
  readonly event: ProvenEvent;
  readonly position: number;
}

const messagesOf = ({ payload }: ProvenEvent): unknown[] => {
  const { messages } = payload as { messages?: unknown };
  return Array.isArray(messages) ? messages : [];
};

/** Each message with the event that names it, as far as that has its place in the log. */
function loggedMessages(messages: readonly NestedMessage[], events: readonly ProvenEvent[]): LoggedMessage[] {
  return messages.flatMap(({ file, sha256 }) => {
    const event = events.find((one) => messagesOf(one).includes(sha256));
    return event === undefined || event.position === null ? [] : [{ file, event, position: event.position }];
  });
}

/** Writes `log/existence.json` and the checkpoints it leads to; nothing when no message is below a timestamped one yet. */
export async function addLogExistence(
  db: Database,
  writer: ContainerWriter,
  messages: readonly NestedMessage[],
  events: readonly ProvenEvent[],
): Promise<LogEvidence> {
  const logged = loggedMessages(messages, events);
  const stamps = await selectStampsOver(
    db,
    logged.map(({ position }) => position),
  );
  const items = [];
  for (const message of logged) {
    const stamp = stamps.find(({ size }) => size > message.position);
    if (stamp !== undefined) items.push(await claimOf(db, message, stamp));
  }
  if (items.length === 0) return { tokens: [], evidence: [] };
  for (const { size, note, token } of stamps) {
    await writer.addBytes(`log/stamped-${size}.txt`, 'text/plain', Buffer.from(note));
    await writer.addBytes(`log/stamped-${size}.tst`, 'application/vnd.etsi.timestamp-token', token);
  }
  await writer.addBytes(
    'log/existence.json',
    'application/json',
    Buffer.from(`${JSON.stringify({ items }, null, 2)}\n`),
  );
  const sizes = stamps.map(({ size }) => size);
  return { tokens: stamps.map(({ token }) => token), evidence: await selectStampEvidence(db, sizes) };
}

async function claimOf(db: Database, { file, event, position }: LoggedMessage, { size }: StampedCheckpoint) {
  const { id, at, kind, document, payload, salt, payloadSha256 } = event;
  const path = await inclusionProof(position, size, (level, index) => readNode(db, level, index));
  return {
    file,
    leaf: leafData({ id, at, kind, document, payload_sha256: Buffer.from(payloadSha256, 'hex') }).toString(),
    payload: canonicalJson(payload),
    salt,
    position,
    size,
    path: path.map((hash) => hash.toString('base64')),
  };
}
