/** Which documents an export would hold, how many and how large: asked before anything is exported, and again when it is. */
import { Problem } from '../../schemas/problems/problem.js';
import { agencyMeant } from '../agencies/find-agencies.js';
import type { GatewayContext } from '../context.js';
import { firstIdOf } from '../database/first-id.js';
import { type Principal, requireScope } from '../identity/access.js';
import { idsOf, readDays } from './day-range.js';
import { countExported, type ExportRange } from './export.store.js';

/** As it was asked. */
export interface ExportQuery {
  /** Code, alias or name of the agency that sent or received; empty for all. */
  readonly agency: string;
  /** Days on which documents were handed in, YYYY-MM-DD, both included. */
  readonly from: string;
  readonly to: string;
}

/** Each document is a proof to compose and to timestamp. */
export const mostDocuments = 1_000;
/** Of all containers. Each goes along twice, in its proof and as it was sent, and an archive ends at 4 GiB (stream-zip.ts). */
export const mostBytes = 1_500_000_000;

export interface MeasuredExport {
  readonly from: string;
  readonly to: string;
  readonly agency: { readonly code: string; readonly name: string } | null;
  readonly range: ExportRange;
  /** Counted up to one more than an export may hold. */
  readonly documents: number;
  /** Of their containers. */
  readonly bytes: number;
  readonly isTooMuch: boolean;
}

function requireBoth({ from, to }: { readonly from: string | null; readonly to: string | null }) {
  if (from === null) throw new Problem('invalid_request', { detail: 'The first day is missing', field: 'from' });
  if (to === null) throw new Problem('invalid_request', { detail: 'The last day is missing', field: 'to' });
  return { from, to };
}

/** @throws Problem `missing_scope`; `invalid_request`, `unknown_agency` naming the field */
export async function measureExport(
  ctx: GatewayContext,
  principal: Principal,
  query: ExportQuery,
): Promise<MeasuredExport> {
  requireScope(principal, 'audit:read');
  const days = requireBoth(readDays(query.from, query.to));
  const agency = query.agency === '' ? null : await agencyMeant(ctx, query.agency);
  const { firstId, endId } = idsOf(days);
  const now = firstIdOf(ctx.now());
  // What is handed in from now on belongs to another export.
  const range = {
    agency: agency?.code ?? null,
    firstId: firstId ?? '',
    endId: endId === null || endId > now ? now : endId,
  };
  const { documents, bytes } = await countExported(ctx.database, range, mostDocuments + 1);
  return {
    ...days,
    agency: agency === null ? null : { code: agency.code, name: agency.name },
    range,
    documents,
    bytes,
    isTooMuch: documents > mostDocuments || bytes > mostBytes,
  };
}
