/**
 * Who looked at what of a document. What they changed stands in its events, with the actor.
 * Source: Decree 30/2020/NĐ-CP, annex VI, section II (the system keeps the history of access to documents).
 */
import { validate as isUuid } from 'uuid';
import type { GatewayContext } from '../context.js';
import type { SignedIn } from '../identity/sessions.js';
import { insertView } from './access-history.store.js';

export interface View {
  /** Id of the document. */
  readonly document: string;
  /** What of it: `document`, `container`, `file/1`, … */
  readonly part: string;
  readonly address: string;
}

/** Looks of the same person from the same address at the same are one within that time. */
const oneLookMs = 5 * 60_000;

/** Records that a person is shown something of a document they may see. */
export async function recordView(ctx: GatewayContext, person: SignedIn, { document, part, address }: View) {
  if (!isUuid(document)) return;
  const agency = person.agency?.code ?? null;
  const behalf = person.behalf?.person ?? null;
  const at = ctx.now();
  const since = new Date(at.getTime() - oneLookMs);
  await insertView(ctx.database, { document, person: person.id, behalf, agency, part, address, at }, since);
}
