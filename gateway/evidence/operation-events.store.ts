/** What was changed about the gateway itself, and by whom: events of no document, newest first. */
import type { Queryable } from '../database/database.js';
import type { EventKind } from './events.js';

/** Kinds that tell of something a person changed; what the gateway does by itself is left out. */
export const operationKinds = [
  'agency.changed',
  'agency.merged',
  'group.changed',
  'webhook.changed',
  'channel.paused',
  'channel.resumed',
  'channel.tested',
  'mail.released',
  'mail.discarded',
  'mail.resent',
  'certificate.issued',
  'certificate.requested',
  'certificate.withdrawn',
  'certificate.imported',
  'certificate.revoked',
  'trust.changed',
  'user.added',
  'user.changed',
  'token.created',
  'token.revoked',
  'passphrase.changed',
  'settings.changed',
  'backup.made',
] as const satisfies readonly EventKind[];

export type OperationKind = (typeof operationKinds)[number];

export interface OperationEvent {
  id: number;
  at: string;
  kind: OperationKind;
  agencies: string[];
  payload: Record<string, unknown>;
}

/** @param before the id of the last one of the page before */
export async function selectOperationEvents(
  db: Queryable,
  before: number | null,
  limit: number,
): Promise<OperationEvent[]> {
  const { rows } = await db.query<OperationEvent>(
    `select id, at, kind, agencies, payload from events
     where document is null and kind = any ($1) and ($2::bigint is null or id < $2) order by id desc limit $3`,
    [operationKinds, before, limit],
  );
  return rows;
}
