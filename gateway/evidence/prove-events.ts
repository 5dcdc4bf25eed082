/**
 * The events of one document as somebody else can check them: each with what its leaf is made of and its way up to the root
 * that the newest checkpoint signs.
 * Source: RFC 9162 section 2.1.3; C2SP tlog-checkpoint.
 */
import type { GatewayContext } from '../context.js';
import type { EventKind } from './events.js';
import { documentEvents, newestCheckpoint, readNode, type SaltedEvent } from './log.store.js';
import { inclusionProof, type NodeLookup } from './merkle.js';

export interface ProvenEvent {
  readonly id: number;
  readonly at: string;
  readonly kind: EventKind;
  readonly document: string | null;
  readonly payload: unknown;
  /** Hex. The digest of salt and canonical payload (RFC 8785) stands in the leaf. */
  readonly salt: string;
  readonly payloadSha256: string;
  /** Index of the leaf; null for an event that is younger than the checkpoint. */
  readonly position: number | null;
  /** Siblings from the leaf to the root, base64; null without position. */
  readonly proof: readonly string[] | null;
}

export interface ProvenEvents {
  readonly items: readonly ProvenEvent[];
  /** The signed note; null while nothing has been logged. */
  readonly checkpoint: string | null;
  /** Leaves the checkpoint covers. */
  readonly size: number;
}

/** Events visible to these agencies (null: all), oldest first. */
export async function proveEvents(
  { database }: GatewayContext,
  document: string,
  agencies: readonly string[] | null,
): Promise<ProvenEvents> {
  const checkpoint = await newestCheckpoint(database);
  const size = checkpoint?.size ?? 0;
  const lookup = remembering((level, index) => readNode(database, level, index));
  const items: ProvenEvent[] = [];
  for (const event of await documentEvents(database, document, agencies)) items.push(await prove(event, size, lookup));
  return { items, checkpoint: checkpoint?.note ?? null, size };
}

async function prove(event: SaltedEvent, size: number, lookup: NodeLookup): Promise<ProvenEvent> {
  const { payload_sha256, salt, position, ...facts } = event;
  const isCovered = position !== null && position < size;
  const path = isCovered ? await inclusionProof(position, size, lookup) : null;
  return {
    ...facts,
    salt: salt.toString('hex'),
    payloadSha256: payload_sha256.toString('hex'),
    position: isCovered ? position : null,
    proof: path?.map((hash) => hash.toString('base64')) ?? null,
  };
}

/** Paths of neighbours share most of their nodes. */
function remembering(lookup: NodeLookup): NodeLookup {
  const known = new Map<string, Promise<Buffer>>();
  return (level, index) => {
    const key = `${level}/${index}`;
    const node = known.get(key) ?? lookup(level, index);
    known.set(key, node);
    return node;
  };
}
