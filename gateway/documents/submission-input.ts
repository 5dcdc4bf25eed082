/**
 * What a submission is before it has files or a number: who sends, to whom, what it says, and what it changes.
 * The entrances (JSON, edXML, container) differ only until they have one of these. Reads the directory, writes nothing.
 */
import { v7 as uuidv7 } from 'uuid';
import { toEdxmlDate } from '../../schemas/directory/calendar-date.js';
import { findDocumentType } from '../../schemas/directory/document-types.js';
import { foldText } from '../../schemas/directory/fold-text.js';
import type { Metadata } from '../../schemas/directory/metadata.js';
import { notationWarning } from '../../schemas/directory/notation.js';
import { organCodeWarning } from '../../schemas/directory/organ-code.js';
import { priorityOf } from '../../schemas/directory/urgency.js';
import type { EdxmlMessage } from '../../schemas/edxml/message.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { Agency } from '../agencies/agency.js';
import { expandRecipients, type Recipients } from '../agencies/expand-recipients.js';
import { resolveAgency } from '../agencies/resolve-agency.js';
import type { GatewayContext } from '../context.js';
import type { Transaction } from '../database/database.js';
import { actingAgency, type Principal } from '../identity/access.js';
import type { NewDocument, Origin } from './documents.store.js';
import { requireOpenable } from './open-requests.js';
import { isKeyKnown } from './sent-before.store.js';

/** What a new document does to an older one of the same sender. */
export interface Change {
  readonly kind: 'update' | 'replace';
  /** The older document: row id and edXML id. */
  readonly document: string;
  readonly documentId: string;
  readonly reason: string;
  /** At which recipients; all of the new document when left out. */
  readonly agencies?: readonly string[];
}

export interface SubmitOptions {
  /** 1 to 200 characters; the same key again gives the same document. */
  readonly idempotencyKey?: string | undefined;
  readonly origin: Origin;
  readonly change?: Change | undefined;
  /** SHA-256 of the file it came in, hex; left out when it came in parts. */
  readonly received?: string | undefined;
  /** Done inside the transaction that commits the document, and undone with it. @throws what keeps the document from being committed */
  readonly alsoCommit?: ((tx: Transaction, document: string) => Promise<void>) | undefined;
}

export interface SubmissionInput {
  readonly metadata: Metadata;
  readonly sender: Agency;
  readonly recipients: readonly Agency[];
  /** Which agencies of `metadata.to` became part of another one, that gets the document in their place. */
  readonly merged: Recipients['merged'];
  readonly actor: string;
  readonly options: SubmitOptions;
  /** The message the sender handed in, when it was edXML: its DocumentId and what we do not understand are kept. */
  readonly original: EdxmlMessage | null;
}

/**
 * Reads the directory for checked metadata, and whether the change is allowed unless the request was made before.
 * @throws Problem `wrong_agency`, `unknown_agency`, `agency_closed`, `no_recipient`, `invalid_request` (key too long); as
 *   `requireOpenable`
 */
export async function readSubmission(
  ctx: GatewayContext,
  principal: Principal,
  metadata: Metadata,
  options: SubmitOptions,
): Promise<SubmissionInput> {
  requireKeyShape(options.idempotencyKey);
  const sender = await readSender(ctx, principal, metadata.from);
  const { agencies, merged } = await expandRecipients(ctx, metadata.to, { except: sender.code });
  requireOwnNumber(sender, metadata);
  await requireAllowed(ctx, sender, agencies, options);
  return { metadata, sender, recipients: agencies, merged, actor: principal.actor, options, original: null };
}

/**
 * Whether the change may be asked for now. A repeat gets its first answer, although what it asked for has since made the same impossible.
 * @throws Problem as `requireOpenable`
 */
export async function requireAllowed(
  { database }: GatewayContext,
  sender: Agency,
  recipients: readonly Agency[],
  { change, idempotencyKey }: SubmitOptions,
): Promise<void> {
  if (change === undefined) return;
  if (idempotencyKey !== undefined && (await isKeyKnown(database, sender.code, idempotencyKey))) return;
  const { kind, document, agencies = recipients.map(({ code }) => code) } = change;
  await requireOpenable(database, { kind, document, agencies });
}

/** An agency whose own system gives the numbers must send one. */
function requireOwnNumber(sender: Agency, { number }: Metadata): void {
  if (sender.numbering === 'gateway' || number !== undefined) return;
  throw new Problem('invalid_request', {
    detail: `${sender.code} gives its own numbers: one is needed`,
    field: 'number',
  });
}

async function readSender(ctx: GatewayContext, principal: Principal, from: string | null): Promise<Agency> {
  const isPlain = from === null || principal.agencies.includes(from);
  if (isPlain) return resolveAgency(ctx, actingAgency(principal, from), ctx.now(), 'from');
  const agency = await resolveAgency(ctx, from, ctx.now(), 'from');
  actingAgency(principal, agency.code);
  return agency;
}

function requireKeyShape(key: string | undefined): void {
  if (key === undefined || /^[\x20-\x7e]{1,200}$/.test(key)) return;
  throw new Problem('invalid_request', {
    detail: 'An Idempotency-Key has 1 to 200 printable ASCII characters',
    field: 'Idempotency-Key',
  });
}

/** The row of a submission, still without number; `bodySha256` tells a repeated request from another one. */
export function newDocument(ctx: GatewayContext, input: SubmissionInput, bodySha256: Buffer): NewDocument {
  const { metadata, sender, options } = input;
  const { date } = metadata.promulgation;
  return {
    id: uuidv7(),
    fromAgency: sender.code,
    origin: options.origin,
    businessType: businessTypeOf(options.change),
    affects: options.change?.document ?? null,
    type: metadata.type,
    number: metadata.number ?? null,
    numbering: sender.numbering,
    notation: metadata.notation,
    year: Number(date.slice(0, 4)),
    subject: metadata.subject,
    searchTail: searchTail(input),
    documentIdHead: `${sender.code},${toEdxmlDate(date)},`,
    documentIdTail: metadata.notation === '' ? '' : `/${metadata.notation}`,
    documentId: input.original?.documentId ?? null,
    promulgationDate: date,
    dueDate: metadata.dueDate,
    urgency: priorityOf(metadata.urgency),
    metadata,
    idempotencyKey: options.idempotencyKey ?? null,
    bodySha256,
    submittedBy: input.actor,
    createdAt: ctx.now(),
    leaseSeconds: ctx.config.sealingLeaseSeconds,
  };
}

export function businessTypeOf(change: Change | undefined): 0 | 2 | 3 {
  if (change === undefined) return 0;
  return change.kind === 'update' ? 2 : 3;
}

/** What follows the number in the searched text, e.g. `/qd-ubnd quyet dinh ve viec … so noi vu`. */
function searchTail({ metadata, sender, recipients }: SubmissionInput): string {
  const words = [
    findDocumentType(metadata.type)?.name ?? metadata.type,
    metadata.subject,
    metadata.signer.fullName,
    sender.name,
    sender.code,
    ...recipients.slice(0, 20).map(({ name }) => name),
  ];
  return foldText(`/${metadata.notation} ${words.join(' ')}`);
}

export interface SubmitWarning {
  readonly code:
    | 'duplicate_document'
    | 'notation'
    | 'organ_code'
    | 'merged'
    | 'revocation_unknown'
    | 'pdf_signature'
    | 'pdf_not_checked';
  /** The earlier document. */
  readonly id?: string;
  /** The file concerned. */
  readonly field?: string;
  readonly detail: string;
}

/** Where a province keeps codes of its own, one warning for each recipient would hide the others. */
const mostCodeWarnings = 20;

/** What a clerk should look at, although the document was taken. */
export function warningsOf(
  { metadata, sender, recipients, merged }: SubmissionInput,
  duplicate: string | null,
): SubmitWarning[] {
  const notation = notationWarning(metadata.type, metadata.notation);
  const codes = [sender, ...recipients].flatMap(({ code }) => organCodeWarning(code) ?? []);
  const sentBefore = 'The same document was sent within the last 30 days';
  return [
    ...(duplicate === null ? [] : [{ code: 'duplicate_document', id: duplicate, detail: sentBefore } as const]),
    ...(notation === null ? [] : [{ code: 'notation', detail: notation } as const]),
    ...merged.map(
      ({ named, into }) => ({ code: 'merged', detail: `${named} became part of ${into}, which gets it` }) as const,
    ),
    ...codes.slice(0, mostCodeWarnings).map((detail) => ({ code: 'organ_code', detail }) as const),
  ];
}
