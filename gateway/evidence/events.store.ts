/**
 * Writes events in the transaction of the change they tell of, and decides who is told: nobody of a document before it has
 * arrived there. The log position comes later (sequencer.ts), so that writers never wait for each other.
 * Source: architecture, "Tenancy" and "The log".
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Transaction } from '../database/database.js';
import { canonicalJson } from './canonical-json.js';
import type { NewEvent } from './events.js';

/** What the log keeps of a payload: it can be purged later without breaking the tree. */
export function payloadDigest(salt: Buffer, payload: unknown): Buffer {
  return createHash('sha256').update(salt).update(canonicalJson(payload)).digest();
}

/** Agencies the event names, without recipients that do not have the document; a sender among its own recipients stays. */
const told = `array(
  select a from jsonb_array_elements_text(e.agencies) with ordinality as named(a, n) where not exists (
    select from recipients r
    where r.document = e.document and r.agency = a and r.inbox_at is null and r.from_agency <> a)
  order by n)`;

/** An event meant for agencies none of which may be told is not written: another one tells the sender. */
const insertSql = `insert into events (kind, document, agencies, payload, salt, payload_sha256)
  select kind, document, told, payload, decode(salt, 'hex'), decode(digest, 'hex')
  from jsonb_to_recordset($1::jsonb) as e(kind text, document uuid, agencies jsonb, payload jsonb, salt text, digest text)
  cross join lateral (select ${told} as told) t
  where told <> '{}' or e.agencies = '[]'`;

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
  await tx.query(insertSql, [JSON.stringify(rows)], 'record-events');
}
