/**
 * What every channel is: one way to bring a document or a status to an agency.
 * A channel never touches the state of a delivery; it says what happened, and the worker decides.
 */
import type { ByteSource } from '../../schemas/asice/byte-source.js';
import type { GatewayContext } from '../context.js';

export interface JobStatus {
  /** statuses.id */
  readonly id: string;
  readonly code: string;
  /** The recipient whose status it is. */
  readonly agency: string;
}

export interface DeliveryJob {
  /** The same on every attempt: receivers recognise repeats by it. */
  readonly delivery: string;
  readonly kind: 'document' | 'status';
  /** documents.id */
  readonly document: string;
  /** edXML DocumentId */
  readonly documentId: string;
  readonly target: string;
  /** The status to bring, when it is not the document itself. */
  readonly status: JobStatus | null;
  /** Of the container or status message, hex. */
  readonly sha256: string;
  /** Aborted when the delivery may be somebody else's by now: the attempt should end. */
  readonly loss: AbortSignal;
  /** Opens the bytes; the channel closes what it opened. */
  open(): Promise<ByteSource & { close(): Promise<void> }>;
}

export type DeliveryOutcome =
  /** The other side has it. */
  | { readonly outcome: 'accepted'; readonly detail: string | null }
  /** Handed on; whether it arrives will be known later. `facts` go into the event: by what it is known, which key was used. */
  | { readonly outcome: 'sent'; readonly detail: string | null; readonly facts: Readonly<Record<string, unknown>> }
  /** Not now: try again, not before `askedMs` when the other side said so. */
  | { readonly outcome: 'deferred'; readonly code: string; readonly detail: string; readonly askedMs?: number }
  /** Never: repeating the same is useless. */
  | { readonly outcome: 'refused'; readonly code: string; readonly detail: string };

export interface Channel {
  readonly name: string;
  /** True when the bytes leave this gateway: the arrival is then recorded before the push, not with it. */
  readonly leavesGateway: boolean;
  /** True when what goes to one mail domain is limited together, whichever agencies it is for. */
  readonly limitsDomains?: boolean;
  /** One attempt. Never throws for what the other side does; a throw means a fault on our side and counts as deferred. */
  deliver(ctx: GatewayContext, job: DeliveryJob): Promise<DeliveryOutcome>;
}
