/**
 * The proof of one document as an auditor follows it: each of its events with its leaf and the way to the root of the newest checkpoint,
 * computed here; who did what, by name. The same without us: docs/verify.md, on the proof file.
 * Source: RFC 9162 section 2.1.3.2; C2SP tlog-checkpoint.
 */
import { rootThrough } from '../../certs/log/inclusion.js';
import { leafHash } from '../../certs/log/tree-hash.js';
import type { GatewayContext } from '../context.js';
import { type DocumentView, viewDocument } from '../documents/view-document.js';
import { openCheckpoint } from '../evidence/checkpoint.js';
import { payloadDigest } from '../evidence/events.store.js';
import { leafData } from '../evidence/log.store.js';
import { type ProvenEvent, proveEvents } from '../evidence/prove-events.js';
import { type Principal, requireScope } from '../identity/access.js';
import { type ActorName, nameActors } from '../identity/name-actors.js';

/**
 * `included`: payload, leaf and way lead to the root that is signed. `waiting`: younger than the checkpoint. `changed`: the payload is
 * not what was logged. `elsewhere`: the way leads to another root.
 */
export type Inclusion = 'included' | 'waiting' | 'changed' | 'elsewhere';

export interface FollowedEvent extends ProvenEvent {
  /** Hex. */
  readonly leaf: string;
  readonly inclusion: Inclusion;
  /** Null where the event names none. */
  readonly actor: ActorName | null;
}

export interface FollowedProof {
  readonly document: DocumentView;
  readonly events: readonly FollowedEvent[];
  /** Null while nothing has been logged. */
  readonly checkpoint: {
    readonly origin: string;
    readonly size: number;
    /** Hex, as its signed note says; null for a note that the log's key did not sign. */
    readonly root: string | null;
  } | null;
}

/** @throws Problem `missing_scope`, `not_found` */
export async function followProof(ctx: GatewayContext, principal: Principal, id: string): Promise<FollowedProof> {
  requireScope(principal, 'audit:read');
  const document = await viewDocument(ctx, principal, id);
  const { items, checkpoint: note, size } = await proveEvents(ctx, id, null);
  const { name, publicKey } = await ctx.keys.checkpointSigner();
  const root = note === null ? null : (openCheckpoint(note, name, publicKey)?.root ?? null);
  const nameOf = await nameActors(
    ctx,
    items.flatMap(({ payload }) => actorOf(payload) ?? []),
  );
  const events = items.map((event) => follow(event, size, root, nameOf));
  const checkpoint = note === null ? null : { origin: name, size, root: root?.toString('hex') ?? null };
  return { document, events, checkpoint };
}

function actorOf(payload: unknown): string | null {
  const { actor } = payload as { actor?: unknown };
  return typeof actor === 'string' ? actor : null;
}

function follow(
  event: ProvenEvent,
  size: number,
  root: Buffer | null,
  nameOf: (actor: string) => ActorName,
): FollowedEvent {
  const digest = Buffer.from(event.payloadSha256, 'hex');
  const leaf = leafHash(leafData({ ...event, payload_sha256: digest }));
  const actor = actorOf(event.payload);
  return {
    ...event,
    leaf: leaf.toString('hex'),
    inclusion: inclusionOf(event, digest, leaf, size, root),
    actor: actor === null ? null : nameOf(actor),
  };
}

function inclusionOf(
  { payload, salt, position, proof }: ProvenEvent,
  digest: Buffer,
  leaf: Buffer,
  size: number,
  root: Buffer | null,
): Inclusion {
  if (!payloadDigest(Buffer.from(salt, 'hex'), payload).equals(digest)) return 'changed';
  if (position === null || proof === null) return 'waiting';
  const path = proof.map((sibling) => Buffer.from(sibling, 'base64'));
  const reached = rootThrough({ leaf, index: position, size, path });
  return root !== null && reached?.equals(root) === true ? 'included' : 'elsewhere';
}
