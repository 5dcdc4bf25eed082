/**
 * From checked metadata to the envelope of our container, and from an envelope somebody handed in back to metadata.
 * Does not resolve recipients, give numbers or touch files.
 * Source: QCVN 102:2016/BTTTT; the time of an express document has no place there and travels as an element of our own namespace.
 */
import { formatDocumentId, parseDocumentId } from '../directory/document-id.js';
import { documentTypeByCode, findDocumentType, officialLetterCode } from '../directory/document-types.js';
import { fieldLengths, largestAmount } from '../directory/field-lengths.js';
import { checkMetadata, type Metadata, type ResponseFor } from '../directory/metadata.js';
import { formatDocumentCode, parseDocumentCode } from '../directory/notation.js';
import { priorityOf, urgencyByPriority } from '../directory/urgency.js';
import type { Warn } from './element-cursor.js';
import {
  type Business,
  type EdxmlMessage,
  type FileReference,
  type Organ,
  type OtherInfo,
  ownNamespace,
  type RelatedDocument,
} from './message.js';
import { present, presentList } from './optional-properties.js';

export interface EnvelopeFacts {
  /** With its number: the number is inside what gets sealed. */
  readonly metadata: Metadata & { readonly number: string };
  readonly from: Organ;
  /** The resolved recipients, groups expanded. */
  readonly to: readonly Organ[];
  /** The files of the container, in order. */
  readonly files: readonly { readonly name: string; readonly mediaType: string; readonly description?: string }[];
  /** What the document does to another one; a new document when left out. */
  readonly business?: Business;
  readonly sentAt: Date;
}

/** Our own element for the time an express document must arrive. */
const expressElement = new RegExp(`^<cv:ExpressAt xmlns:cv="${ownNamespace}">([^<]*)</cv:ExpressAt>$`);

/** Every sender writes these for an administrative document; readers go by the type's name. */
const administrativeType = { type: 1, typeDetail: 0 } as const;
const newDocumentReason = 'Văn bản điện tử mới';

/** The message of `envelope.edxml`; the manifest names the container's files. */
export function buildEnvelope({ metadata, from, to, files, business, sentAt }: EnvelopeFacts): EdxmlMessage {
  const { promulgation, signer } = metadata;
  return {
    kind: 'document',
    from,
    to,
    documentId: documentIdOf(metadata, from.organId),
    code: { number: metadata.number, notation: metadata.notation },
    promulgation: { ...presentText('place', promulgation.place), date: promulgation.date },
    documentType: { ...administrativeType, name: documentTypeByCode(metadata.type)?.name ?? metadata.type },
    subject: metadata.subject,
    ...presentText('content', metadata.note),
    ...presentSigner(signer),
    ...present('dueDate', metadata.dueDate ?? undefined),
    otherInfo: otherInfoOf(metadata),
    ...presentList('responseFor', responsesOf(metadata, business)),
    steeringType: metadata.steering,
    ...presentList('toPlaces', metadata.places),
    business: { type: 0, reason: newDocumentReason, ...business, paper: metadata.paper === 'follows' },
    trace: [{ organId: from.organId, timestamp: `${sentAt.toISOString().slice(0, 19)}Z` }],
    files: files.map(referenceTo),
  };
}

/** The identity of a document: `OrganId,yyyy/MM/dd,number/notation`. */
function documentIdOf(metadata: Metadata & { readonly number: string }, organId: string): string {
  const { number, notation, promulgation } = metadata;
  return formatDocumentId({ organId, date: promulgation.date, number, notation });
}

/**
 * The metadata of an envelope handed in as edXML or in a ready container: `from` and `to` are the codes it names.
 * Secrets that only the whole file shows are refused where it is read (envelope-secrecy.ts).
 * @param warn told about what could not be taken over
 * @throws Problem `secret_refused`; `invalid_request` naming every metadata field that is missing or wrong
 */
export function metadataFromEnvelope(message: EdxmlMessage, warn: Warn = () => {}): Metadata {
  const identity = message.documentId === undefined ? null : parseDocumentId(message.documentId);
  const { number, notation } = message.code ?? identity ?? { number: '', notation: '' };
  const { otherInfo = {} } = message;
  return checkMetadata({
    from: message.from.organId,
    to: message.to.map(({ organId }) => organId),
    type: typeOf(message, notation),
    number: number === '' ? null : number,
    notation,
    subject: message.subject,
    promulgation: { place: message.promulgation?.place ?? '', date: message.promulgation?.date ?? identity?.date },
    signer: { ...message.signer, extras: null },
    urgency: urgencyByPriority(otherInfo.priority ?? 0)?.code,
    expressAt: expressAtOf(otherInfo.extras),
    paper: message.business?.paper === true ? 'follows' : 'none',
    dueDate: message.dueDate,
    pages: amount(otherInfo.pageAmount, 0, 'PageAmount', warn),
    copies: amount(otherInfo.promulgationAmount, 1, 'PromulgationAmount', warn),
    responseFor: (message.responseFor ?? []).flatMap((related) => responseFrom(related, warn)),
    steering: Math.min(message.steeringType ?? 0, 2),
    appendices: otherInfo.appendixes,
    places: message.toPlaces,
    note: noteOf(message, warn),
  });
}

function otherInfoOf(metadata: Metadata): OtherInfo {
  const { expressAt } = metadata;
  const express = `<cv:ExpressAt xmlns:cv="${ownNamespace}">${expressAt}</cv:ExpressAt>`;
  return {
    priority: priorityOf(metadata.urgency),
    promulgationAmount: metadata.copies,
    pageAmount: metadata.pages,
    direction: false,
    ...presentList('appendixes', metadata.appendices),
    ...presentList('extras', expressAt === null ? [] : [express]),
  };
}

/** A recall also names the recalled document among those it is about. */
function responsesOf(metadata: Metadata, business: Business | undefined): RelatedDocument[] {
  const responses = metadata.responseFor.map(relatedTo);
  const recalled = business?.type === 1 ? parseDocumentId(business.documentId ?? '') : null;
  if (recalled === null || responses.some(({ documentId }) => documentId === business?.documentId)) return responses;
  return [...responses, relatedTo({ agency: recalled.organId, ...recalled })];
}

function relatedTo({ agency, number, notation, date }: ResponseFor): RelatedDocument {
  const identity = date === null ? undefined : formatDocumentId({ organId: agency, date, number, notation });
  return {
    organId: agency,
    code: formatDocumentCode({ number, notation }),
    ...present('documentId', identity),
    ...present('promulgationDate', date ?? undefined),
  };
}

function responseFrom(related: RelatedDocument, warn: Warn): ResponseFor[] {
  const identity = related.documentId === undefined ? null : parseDocumentId(related.documentId);
  const code = related.code === undefined ? identity : parseDocumentCode(related.code);
  const agency = related.organId ?? identity?.organId;
  if (code === null || agency === undefined) {
    warn('A ResponseFor without a usable code or agency is left out of the metadata');
    return [];
  }
  const date = related.promulgationDate ?? identity?.date ?? null;
  return [{ agency, number: code.number, notation: code.notation, date }];
}

function referenceTo(file: EnvelopeFacts['files'][number]): FileReference {
  return {
    contentId: encodeURIComponent(file.name),
    contentType: file.mediaType,
    ...present('description', file.description),
    name: file.name,
  };
}

/** By its name; without one, by what its notation starts with. */
function typeOf(message: EdxmlMessage, notation: string): string {
  const name = message.documentType?.name;
  if (name !== undefined) return findDocumentType(name)?.code ?? name;
  return documentTypeByCode(notation.split('-')[0] ?? '')?.code ?? officialLetterCode;
}

function expressAtOf(extras: readonly string[] = []): string | null {
  return extras.map((xml) => expressElement.exec(xml)?.[1]).find((time) => time !== undefined) ?? null;
}

function amount(value: number | undefined, fallback: number, element: string, warn: Warn): number {
  if (value === undefined || value <= largestAmount) return value ?? fallback;
  warn(`${element} ${value} has more than three digits; left out of the metadata`);
  return fallback;
}

/** Many senders repeat the subject as content. */
function noteOf({ content = '', subject }: EdxmlMessage, warn: Warn): string {
  if (content === subject) return '';
  if (content.length > fieldLengths.note) warn('Content is cut in the metadata; the envelope keeps all of it');
  return content.slice(0, fieldLengths.note);
}

function presentText<K extends string>(property: K, text: string): { [P in K]?: string } {
  return present(property, text === '' ? undefined : text);
}

function presentSigner(signer: Metadata['signer']): Pick<EdxmlMessage, 'signer'> {
  const filled = Object.fromEntries(Object.entries(signer).filter(([, text]) => text !== ''));
  return present('signer', Object.keys(filled).length === 0 ? undefined : filled);
}
