/**
 * Writes events in the transaction of the change they tell of.
 * The log position comes later (sequencer.ts), so that writers never wait for each other.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Transaction } from '../database/database.js';
import { canonicalJson } from './canonical-json.js';
import type { EventKind, NewEvent } from './events.js';

export interface RecordedEvent {
  readonly id: number;
  readonly at: string;
  readonly kind: EventKind;
  readonly document: string | null;
  readonly agencies: readonly string[];
  readonly payload: Readonly<Record<string, unknown>>;
  /** Leaf index in the log; null until sequenced. */
  readonly position: number | null;
}

/** What the log keeps of a payload: it can be purged later without breaking the tree. */
export function payloadDigest(salt: Buffer, payload: unknown): Buffer {
  return createHash('sha256').update(salt).update(canonicalJson(payload)).digest();
}

/** Writes all events in one round trip. */
export async function recordEvents(tx: Transaction, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(({ kind, document, agencies, payload }) => {
    const salt = randomBytes(16);
    return {
      kind,
      document: document ?? null,
      agencies: [...new Set(agencies)],
      payload,
      salt: salt.toString('hex'),
      digest: payloadDigest(salt, payload).toString('hex'),
    };
  });
  await tx.query(
    `insert into events (kind, document, agencies, payload, salt, payload_sha256)
     select kind, document, array(select jsonb_array_elements_text(agencies)), payload, decode(salt, 'hex'), decode(digest, 'hex')
     from jsonb_to_recordset($1::jsonb) as e(kind text, document uuid, agencies jsonb, payload jsonb, salt text, digest text)`,
    [JSON.stringify(rows)],
    'record-events',
  );
}
