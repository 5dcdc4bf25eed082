/**
 * How a document comes to be in the database: its number reserved, its sealing taken over, its commit.
 * Each function is one statement, because a province's rate hangs on round trips; every update is guarded by state and
 * sealing attempt. Does not tell what was sent before (sent-before.store.ts), nor decide what that means (reserve-document.ts), nor end
 * what was never sealed (cancel-documents.store.ts).
 */
import type { Numbering } from '../agencies/agency.js';
import type { Queryable } from '../database/database.js';
import { openReservation } from '../registers/registers.store.js';
import type { DocumentState } from './lifecycle.js';
import type { PdfCheck } from './pdf-check.js';

export type Origin = 'api' | 'edxml' | 'container' | 'mail' | 'web' | 'cli';

/** A document before it has a number. */
export interface NewDocument {
  readonly id: string;
  readonly fromAgency: string;
  readonly origin: Origin;
  readonly businessType: 0 | 1 | 2 | 3;
  readonly affects: string | null;
  readonly type: string;
  /** As the sender gave it, or null: the register gives the next one. */
  readonly number: string | null;
  /** Who gives the sender's numbers; where the gateway does, `number` names a reservation. */
  readonly numbering: Numbering;
  readonly notation: string;
  readonly year: number;
  readonly subject: string;
  /** Folded text behind the number: notation, type, subject, signer, agencies. */
  readonly searchTail: string;
  /** `organ,yyyy/MM/dd,` and `/notation`: the number goes between. */
  readonly documentIdHead: string;
  readonly documentIdTail: string;
  /** An edXML DocumentId chosen by the sender, which then wins. */
  readonly documentId: string | null;
  readonly promulgationDate: string;
  readonly dueDate: string | null;
  readonly urgency: number;
  readonly metadata: unknown;
  readonly idempotencyKey: string | null;
  readonly bodySha256: Buffer;
  readonly submittedBy: string;
  readonly createdAt: Date;
  readonly leaseSeconds: number;
}

export interface ReservedRow {
  id: string;
  isFresh: boolean;
  documentId: string;
  number: string;
  state: DocumentState;
  bodySha256: Buffer;
  attempt: number;
  isLeaseOver: boolean;
  /** Another document of this sender with the same content in the last 30 days. */
  duplicate: string | null;
}

const existing = `existing as (
  select id, false as "isFresh", document_id as "documentId", number, state, body_sha256 as "bodySha256",
    sealing_attempt as attempt, coalesce(sealing_until < now(), true) as "isLeaseOver", null::uuid as duplicate
  from documents where from_agency = $2 and idempotency_key = $18)`;

/**
 * A document that counts as sent, within the time in which clerks send the same thing twice. Asked by its seal, which only such a one
 * has: asked by its state, the index of the outbox could serve, and all documents of the sender would be looked at.
 */
const alive = `d.id <> $1 and d.sealed_at is not null and d.created_at > $23::timestamptz - interval '30 days'`;

/** Inserts the document whose number is `taken`, and tells of it or of the existing one. */
const fresh = `fresh as (
  insert into documents (id, document_id, from_agency, state, origin, business_type, affects, type, number, notation, year,
    subject, search, promulgation_date, due_date, urgency, metadata, idempotency_key, body_sha256, sealing_until,
    submitted_by, created_at)
  select $1, coalesce($13, $11 || taken.number || $12), $2, 'sealing', $3, $4, $5, $6, taken.number, $8, $9, $10,
    taken.number || $14, $15, $16, $17, $20, $18, $19, now() + make_interval(secs => $21), $22, $23 from taken
  returning id, document_id, number, state, body_sha256, sealing_attempt)
select * from existing union all
select id, true, document_id, number, state, body_sha256, sealing_attempt, false,
  coalesce(
    (select d.id from documents d where d.from_agency = $2 and d.body_sha256 = $19 and ${alive} limit 1),
    (select d.id from documents d where d.from_agency = $2 and d.document_id = fresh.document_id and ${alive} limit 1))
from fresh`;

const reserveNextNumber = `with ${existing},
counter as (
  insert into register_counters (agency, book, year, series, last)
  select $2, 'out', $9, '', 1 where $7::text is null and not exists (select from existing)
  on conflict (agency, book, year, series) do update set last = register_counters.last + 1
  returning last, case when last < 10 then '0' || last else last::text end as number),
taken as (
  insert into register_entries (id, agency, book, year, number, ordinal, notation, state, document, created_by, created_at)
  select $24, $2, 'out', $9, number, last, $8, 'reserved', $1, $22, $23 from counter
  returning number),
${fresh}`;

/**
 * The reservation a number names, or an entry of its own for an agency that gives its own numbers. A reservation keeps in mind
 * what it said of the notation, for when the document is not sealed.
 */
const reserveGivenNumber = `with ${existing},
reservation as (
  update register_entries set document = $1, notation = $8, entry = entry || jsonb_build_object('reservedNotation', notation)
  where document is null and state = 'reserved' and not exists (select from existing) and id = (
    ${openReservation({ agency: '$2', year: '$9', number: '$7', notation: '$8' })})
  returning number),
entry as (
  insert into register_entries (id, agency, book, year, number, notation, state, document, created_by, created_at)
  select $24, $2, 'out', $9, $7, $8, 'reserved', $1, $22, $23
  where $25::text = 'agency' and not exists (select from existing) and not exists (select from reservation)
  returning number),
taken as (select number from reservation union all select number from entry),
${fresh}`;

/**
 * Takes a number and writes the `sealing` row, or finds the earlier document of the same idempotency key; undefined when the
 * number names no open reservation and the agency does not give its own.
 * @throws the driver's unique violation (constraint `documents_idempotency`, or one that number-refusal.ts names) when another request
 *   took key or number at the same moment, or the number was cancelled; nothing is written then
 */
export async function insertReserved(
  db: Queryable,
  document: NewDocument,
  entryId: string,
): Promise<ReservedRow | undefined> {
  const isNumbered = document.number !== null;
  const { rows } = await db.query<ReservedRow>(
    isNumbered ? reserveGivenNumber : reserveNextNumber,
    [
      document.id,
      document.fromAgency,
      document.origin,
      document.businessType,
      document.affects,
      document.type,
      document.number,
      document.notation,
      document.year,
      document.subject,
      document.documentIdHead,
      document.documentIdTail,
      document.documentId,
      document.searchTail,
      document.promulgationDate,
      document.dueDate,
      document.urgency,
      document.idempotencyKey,
      document.bodySha256,
      JSON.stringify(document.metadata),
      document.leaseSeconds,
      document.submittedBy,
      document.createdAt,
      entryId,
      ...(isNumbered ? [document.numbering] : []),
    ],
    isNumbered ? 'reserve-given-number' : 'reserve-next-number',
  );
  return rows[0];
}

/** Makes the caller the one who seals, with the next attempt number; undefined while the lease of another holds. */
export async function takeSealingOver(db: Queryable, id: string, leaseSeconds: number): Promise<number | undefined> {
  const { rows } = await db.query<{ attempt: number }>(
    `update documents set sealing_attempt = sealing_attempt + 1, sealing_until = now() + make_interval(secs => $2)
     where id = $1 and state = 'sealing' and sealing_until < now() returning sealing_attempt as attempt`,
    [id, leaseSeconds],
  );
  return rows[0]?.attempt;
}

export interface SealedFile {
  readonly n: number;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
  /** Of the stored bytes in the container; null when they are compressed there. */
  readonly offset: number | null;
  /** What was found of the signatures inside a PDF; null when nothing was looked for. */
  readonly pdfCheck: PdfCheck | null;
}

export interface NewDelivery {
  readonly id: string;
  readonly agency: string;
}

export interface SealedDocument {
  readonly id: string;
  readonly attempt: number;
  readonly fromAgency: string;
  readonly urgency: number;
  readonly containerSha256: string;
  readonly containerSize: number;
  readonly sealedAt: Date;
  readonly dispatchAt: Date;
  readonly expiresAt: Date;
  readonly files: readonly SealedFile[];
  /** One per recipient. */
  readonly deliveries: readonly NewDelivery[];
}

/** Writes the sealed document with files, recipients and deliveries; false when somebody else took the sealing over. */
export async function insertSealed(tx: Queryable, document: SealedDocument): Promise<boolean> {
  const { files, deliveries } = document;
  const { rows } = await tx.query<{ count: number }>(
    `with sealed as (
       update documents set state = 'sealed', container_sha256 = $3, container_size = $4, sealed_at = $5, dispatch_at = $6,
         sealing_until = null
       where id = $1 and state = 'sealing' and sealing_attempt = $2 returning id, due_date),
     issued as (
       update register_entries set state = 'issued' where document in (select id from sealed) and state = 'reserved'),
     filed as (
       insert into files (document, n, name, media_type, size, sha256, "offset", pdf_signatures)
       select sealed.id, f.* from sealed,
         unnest($10::int[], $11::text[], $12::text[], $13::bigint[], $14::text[], $15::bigint[], $18::jsonb[]) as f),
     addressed as (
       insert into recipients (document, agency, from_agency, urgency, due_date)
       select sealed.id, agency, $8, $9, sealed.due_date from sealed, unnest($17::text[]) as agency),
     outgoing as (
       insert into deliveries (id, document, recipient, kind, target, channel, urgency, from_agency, next_at, expires_at)
       select d.id, sealed.id, d.agency, 'document', d.agency, a.channel, $9, $8, $6, $7
       from sealed, unnest($16::uuid[], $17::text[]) as d(id, agency) join agencies a on a.code = d.agency),
     proven as (
       insert into proofs (document, next_at) select id, $5 from sealed on conflict (document) do nothing)
     select count(*)::int as count from sealed`,
    [
      document.id,
      document.attempt,
      document.containerSha256,
      document.containerSize,
      document.sealedAt,
      document.dispatchAt,
      document.expiresAt,
      document.fromAgency,
      document.urgency,
      files.map(({ n }) => n),
      files.map(({ name }) => name),
      files.map(({ mediaType }) => mediaType),
      files.map(({ size }) => size),
      files.map(({ sha256 }) => sha256),
      files.map(({ offset }) => offset),
      deliveries.map(({ id }) => id),
      deliveries.map(({ agency }) => agency),
      files.map(({ pdfCheck }) => pdfCheck && JSON.stringify(pdfCheck)),
    ],
    'insert-sealed',
  );
  return rows[0]?.count === 1;
}

/** Ends the caller's lease, so that a repeat of the request need not wait for it. */
export async function endSealingLease(db: Queryable, id: string, attempt: number): Promise<void> {
  await db.query(
    `update documents set sealing_until = now() - interval '1 second'
     where id = $1 and state = 'sealing' and sealing_attempt = $2`,
    [id, attempt],
  );
}
