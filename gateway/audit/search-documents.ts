/**
 * Searching the documents of all agencies, page by page: what an auditor asks. What an agency sees of its own: documents/find-documents.ts.
 */

import { validate as isUuid } from 'uuid';
import { documentTypeByCode } from '../../schemas/directory/document-types.js';
import { searchWords } from '../../schemas/directory/search-words.js';
import { statusKind } from '../../schemas/directory/statuses.js';
import { type Urgency, urgencyByPriority } from '../../schemas/directory/urgency.js';
import { Problem } from '../../schemas/problems/problem.js';
import { agencyMeant } from '../agencies/find-agencies.js';
import type { GatewayContext } from '../context.js';
import { type Principal, requireScope } from '../identity/access.js';
import { idsOf, readDays } from './day-range.js';
import { type Direction, type FoundRow, selectFound } from './search-documents.store.js';

/** As it was asked; empty for what does not matter. */
export interface AuditQuery {
  /** Words, with or without diacritics. */
  readonly q: string;
  /** Code, alias or name. */
  readonly agency: string;
  readonly direction: Direction;
  /** Days on which documents were handed in, YYYY-MM-DD, both included. */
  readonly from: string;
  readonly to: string;
  /** 01 … 06, or `none` before arrival. */
  readonly status: string;
  readonly type: string;
  readonly number: string;
  /** Where to go on: the last page's `next`. */
  readonly after: string;
}

export interface FoundDocument extends Omit<FoundRow, 'urgency'> {
  readonly urgency: Urgency;
}

export interface FoundPage {
  readonly items: readonly FoundDocument[];
  /** `after` of the next page; null at the end. A page may be short, even empty, and still have a next one. */
  readonly next: string | null;
}

const pageRows = 50;
/** Rows looked at before a search answers "go on": bounds every page, whatever the archive's size. */
const searchWindow = 10_000;

const invalid = (field: string, detail: string) => new Problem('invalid_request', { detail, field });

function readStatus(status: string): string | null {
  if (status === '') return null;
  if (status === 'none' || /^0[1-6]$/.test(statusKind(status)?.code ?? '')) return status;
  throw invalid('status', 'The status is one of 01 to 06, or none');
}

function readType(type: string): string | null {
  if (type === '') return null;
  if (documentTypeByCode(type) !== undefined) return type;
  throw invalid('type', 'There is no such type of document');
}

function readAfter(after: string): string | null {
  if (after === '') return null;
  if (isUuid(after)) return after.toLowerCase();
  throw invalid('after', 'This is no place in the list');
}

/** `07` and `7` are one number; none means any. */
const numberOf = (text: string): string | null => {
  const number = text.normalize('NFC').trim().toLowerCase().slice(0, 40);
  return number === '' ? null : number.replace(/^0+/, '');
};

/** @throws Problem `missing_scope`; `invalid_request`, `unknown_agency` naming the field */
export async function searchDocuments(
  ctx: GatewayContext,
  principal: Principal,
  query: AuditQuery,
): Promise<FoundPage> {
  requireScope(principal, 'audit:read');
  const { firstId, endId } = idsOf(readDays(query.from, query.to));
  const after = readAfter(query.after);
  const filter = {
    agency: query.agency === '' ? null : (await agencyMeant(ctx, query.agency)).code,
    direction: query.direction,
    firstId,
    endId: after !== null && (endId === null || after < endId) ? after : endId,
    words: searchWords(query.q),
    type: readType(query.type),
    number: numberOf(query.number),
    status: readStatus(query.status),
    window: searchWindow,
    limit: pageRows + 1,
  };
  const { rows, windowEnd } = await selectFound(ctx.database, filter);
  const page = rows.slice(0, pageRows);
  const next = rows.length > pageRows ? (page.at(-1)?.id ?? null) : windowEnd;
  return { items: page.map((row) => ({ ...row, urgency: urgencyByPriority(row.urgency)?.code ?? 'normal' })), next };
}
