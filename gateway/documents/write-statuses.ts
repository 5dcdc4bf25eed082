/**
 * One act at one recipient, written down: its status messages sealed, then row, messages, delivery to the other side,
 * incoming number and event in one transaction. Does not decide what is allowed (lifecycle.ts).
 * Source: architecture, "A document's way", steps 6 and 7.
 */
import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Signer } from '../../certs/keys/signer.js';
import type { StatusCode } from '../../schemas/directory/statuses.js';
import type { StaffInfo } from '../../schemas/edxml/message.js';
import { Problem } from '../../schemas/problems/problem.js';
import { vietnamDay } from '../agencies/agency.js';
import type { GatewayContext } from '../context.js';
import type { Transaction } from '../database/database.js';
import type { NewEvent } from '../evidence/events.js';
import { recordEvents } from '../evidence/events.store.js';
import { organOf } from './build-envelope.js';
import { refuseStamps } from './log-secrets.js';
import { sealStatus } from './seal-status.js';
import {
  type FieldChange,
  insertMove,
  type MovedRow,
  type NewStatus,
  type RecipientView,
  type StatusMove,
} from './statuses.store.js';

export interface StatusAct {
  readonly row: RecipientView;
  readonly codes: readonly StatusCode[];
  readonly reason: string | null;
  readonly staff: StaffInfo | null;
  /** Elements nobody knows, kept in the sealed message. */
  readonly extras?: readonly string[];
  /** For the event: by what the act was shown to be the agency's. */
  readonly proof?: Readonly<Record<string, unknown>>;
  /** Of the agency's own, for an acceptance; left out for the next one of its register. */
  readonly incomingNumber?: string;
  readonly actor: string;
  readonly change: FieldChange;
}

/** A move whose messages are sealed: all that is left is to write it. */
export interface PreparedMove {
  readonly move: StatusMove;
  /** edXML id. */
  readonly documentId: string;
  readonly event: NewEvent;
}

/**
 * Seals what the recipient's side says. Takes about a millisecond per status, outside any transaction.
 * @throws Problem `secret_refused`
 */
export async function prepareMove(ctx: GatewayContext, signer: Signer, act: StatusAct): Promise<PreparedMove> {
  const { row, actor, reason, staff, extras = [] } = act;
  await refuseStamps(ctx, { actor, agencies: [row.agency] }, { reason, staff });
  const at = ctx.now();
  const author = organOf({ code: row.agency, name: row.name, email: row.email });
  const statuses: NewStatus[] = [];
  for (const code of act.codes) {
    const sealed = await sealStatus(signer, row, { author, code, reason, staff, extras, at });
    statuses.push({ id: uuidv7(), code, reason, staff, ...sealed, deliveryId: uuidv7() });
  }
  const isAcceptance = act.codes.includes('03');
  const move: StatusMove = {
    document: row.id,
    agency: row.agency,
    author: row.agency,
    actor: act.actor,
    at,
    change: act.change,
    statuses,
    target: row.fromAgency,
    urgency: row.urgency,
    expiresAt: new Date(at.getTime() + ctx.config.deliveryExpiryHours * 3_600_000),
    incoming: isAcceptance ? { entryId: uuidv7(), year: yearOf(at), number: act.incomingNumber ?? null } : null,
  };
  return { move, documentId: row.documentId, event: eventOf(act, move, signer) };
}

const yearOf = (at: Date): number => Number(vietnamDay(at).slice(0, 4));

function eventOf(act: StatusAct, move: StatusMove, signer: Signer): NewEvent {
  const { change } = act;
  return {
    kind: change.field === 'status' ? 'status.declared' : 'request.answered',
    document: move.document,
    agencies: [act.row.fromAgency, move.agency],
    payload: {
      documentId: act.row.documentId,
      agency: move.agency,
      codes: act.codes,
      ...(act.reason === null ? {} : { reason: act.reason }),
      ...(change.field === 'request' ? { request: change.kind, answer: change.to } : {}),
      actor: act.actor,
      ...(act.proof === undefined ? {} : { proof: act.proof }),
      messages: move.statuses.map(({ sha256 }) => sha256),
      sealedWith: createHash('sha256').update(signer.certificate).digest('hex'),
    },
  };
}

/** What was asked before the document arrived could not be told then. */
function waitingRequest({ move, documentId }: PreparedMove, { waiting }: MovedRow): NewEvent[] {
  const isArrival = move.change.field === 'status' && move.change.from === null;
  if (!isArrival || waiting === null) return [];
  const payload = { documentId, request: waiting, actor: move.actor };
  return [{ kind: 'request.opened', document: move.document, agencies: [move.agency], payload }];
}

/**
 * Writes a prepared move inside the caller's transaction. Returns the incoming register number, if the move gave one.
 * @throws Problem `conflict` when the row had moved on
 */
export async function writeMove(ctx: GatewayContext, tx: Transaction, prepared: PreparedMove): Promise<MovedRow> {
  const moved = await insertMove(tx, prepared.move);
  if (moved === undefined)
    throw new Problem('conflict', { detail: 'The status was changed by somebody else a moment ago' });
  await recordEvents(tx, [prepared.event, ...waitingRequest(prepared, moved)]);
  tx.afterCommit(() => {
    if (moved.isTold) ctx.wake('deliveries');
    ctx.wake('events');
  });
  return moved;
}
