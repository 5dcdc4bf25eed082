/**
 * One document as its sender, a recipient or an auditor sees it; for everybody else it does not exist.
 * A recipient sees the other addressees (they stand in the envelope), not what they did with it.
 * Source: architecture, "Tenancy".
 */
import { validate as isUuid } from 'uuid';
import { type Urgency, urgencyByPriority } from '../../schemas/directory/urgency.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { type Principal, requireScope } from '../identity/access.js';
import { type ProofRow, selectProof } from '../proofs/proofs.store.js';
import { isWithdrawn } from './lifecycle.js';
import { linksOf, type SubmitAnswer } from './submit-answer.js';
import {
  type DocumentRow,
  type EventRow,
  type FileRow,
  type RecipientRow,
  type StatusRow,
  selectDocument,
  selectFiles,
  selectRecipients,
  selectStatuses,
  selectStatusMessage,
  selectTimeline,
} from './view-document.store.js';

/** What the reader is to the document. */
export type Relation = 'sender' | 'recipient' | 'auditor';

export interface DocumentAccess {
  readonly document: DocumentRow;
  readonly relation: Relation;
  /** Agencies whose recipient rows the reader sees in full; null for all. */
  readonly agencies: readonly string[] | null;
  readonly recipients: readonly RecipientRow[];
  /** True when the reader is a recipient whose copies were all taken back. */
  readonly isWithdrawn: boolean;
}

export interface ViewedRecipient extends Partial<RecipientRow> {
  readonly agency: string;
  readonly name: string;
}

export interface DocumentView extends Omit<DocumentRow, 'urgency'> {
  readonly urgency: Urgency;
  readonly relation: Relation;
  readonly isWithdrawn: boolean;
  readonly recipients: readonly ViewedRecipient[];
  readonly files: readonly FileRow[];
  readonly statuses: readonly StatusRow[];
  /** How far the proof of the seal has come; null for a document that needs none. */
  readonly proof: ProofRow | null;
  readonly links: SubmitAnswer['links'];
}

/**
 * Finds a document and what the principal is to it.
 * @throws Problem `not_found` also for a document of others; `missing_scope`
 */
export async function accessDocument(ctx: GatewayContext, principal: Principal, id: string): Promise<DocumentAccess> {
  if (!principal.auditor) requireScope(principal, 'documents:read');
  if (!isUuid(id)) throw new Problem('not_found');
  const [document, recipients] = await Promise.all([
    selectDocument(ctx.database, id, principal.auditor ? null : principal.agencies),
    selectRecipients(ctx.database, id),
  ]);
  if (document === undefined) throw new Problem('not_found');
  if (principal.auditor) return { document, relation: 'auditor', agencies: null, recipients, isWithdrawn: false };
  if (principal.agencies.includes(document.from)) {
    return { document, relation: 'sender', agencies: null, recipients, isWithdrawn: false };
  }
  const own = recipients.filter((row) => row.arrivedAt !== null && principal.agencies.includes(row.agency));
  if (own.length === 0) throw new Problem('not_found');
  return {
    document,
    relation: 'recipient',
    agencies: own.map(({ agency }) => agency),
    recipients,
    isWithdrawn: own.every((row) => isWithdrawn({ kind: row.requestKind, state: row.request })),
  };
}

/** The document with recipients, files and statuses. @throws as `accessDocument` */
export async function viewDocument(ctx: GatewayContext, principal: Principal, id: string): Promise<DocumentView> {
  const access = await accessDocument(ctx, principal, id);
  const [files, statuses, proof] = await Promise.all([
    selectFiles(ctx.database, id),
    selectStatuses(ctx.database, id, access.agencies),
    selectProof(ctx.database, id),
  ]);
  const { document, relation } = access;
  return {
    ...document,
    urgency: urgencyByPriority(document.urgency)?.code ?? 'normal',
    relation,
    isWithdrawn: access.isWithdrawn,
    recipients: access.recipients.map((row) => recipientFor(access, row)),
    files,
    statuses,
    proof: proof ?? null,
    links: linksOf(id),
  };
}

function recipientFor({ agencies }: DocumentAccess, row: RecipientRow): ViewedRecipient {
  return agencies === null || agencies.includes(row.agency) ? row : { agency: row.agency, name: row.name };
}

/** What happened to the document, as far as the reader may know it, oldest first. @throws as `accessDocument` */
export async function viewTimeline(ctx: GatewayContext, principal: Principal, id: string): Promise<EventRow[]> {
  const { agencies, relation, document } = await accessDocument(ctx, principal, id);
  return selectTimeline(ctx.database, id, relation === 'sender' ? [document.from] : agencies);
}

/** The sealed message of one status (ASiC-E). @throws as `accessDocument`; `not_found` */
export async function readStatusMessage(ctx: GatewayContext, principal: Principal, id: string, status: string) {
  const { agencies } = await accessDocument(ctx, principal, id);
  const found = isUuid(status) ? await selectStatusMessage(ctx.database, id, status) : undefined;
  if (found === undefined || !(agencies?.includes(found.agency) ?? true)) throw new Problem('not_found');
  return found;
}
