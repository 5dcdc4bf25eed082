/**
 * Who looked at what of a document. What they changed stands in its events, with the actor. An agency is shown its own people's looks,
 * an auditor everybody's.
 * Source: Decree 30/2020/NĐ-CP, annex VI, section II (the system keeps the history of access to documents).
 */
import { validate as isUuid } from 'uuid';
import type { GatewayContext } from '../context.js';
import type { Principal } from '../identity/access.js';
import type { SignedIn } from '../identity/sessions.js';
import { insertView, type ListedView, selectViewers, selectViews, type Viewer } from './access-history.store.js';
import { accessDocument } from './view-document.js';
import type { DocumentRow } from './view-document.store.js';

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

const seenBy = ({ auditor, agencies }: Principal) => (auditor ? null : agencies);

/** The last few people who looked. The caller has made sure that the principal may see the document. */
export const listViewers = (
  { database }: GatewayContext,
  principal: Principal,
  document: string,
  limit: number,
): Promise<Viewer[]> => selectViewers(database, document, seenBy(principal), limit);

export interface AccessHistory {
  readonly document: DocumentRow;
  readonly items: readonly ListedView[];
  /** `before` of the next page; null at the end. */
  readonly next: number | null;
}

/**
 * One page of looks, newest first.
 * @param before id of the last look of the page before; null for the first
 * @throws Problem as `accessDocument`
 */
export async function readAccessHistory(
  ctx: GatewayContext,
  principal: Principal,
  id: string,
  before: number | null,
  limit: number,
): Promise<AccessHistory> {
  const { document } = await accessDocument(ctx, principal, id);
  const rows = await selectViews(ctx.database, id, seenBy(principal), before, limit + 1);
  const items = rows.slice(0, limit);
  return { document, items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}
