/**
 * What an edXML message holds: documents of every business type, and statuses.
 * Only meaning: order, prefixes and spelling belong to the reader and the writers; attachments' content and the
 * enveloped signature are not part of it.
 * Source: QCVN 102:2016/BTTTT as written by the national axis' client library.
 */
import type { StatusCode } from '../directory/statuses.js';

/** The namespace of QCVN 102:2016, and the prefix some readers insist on literally. */
export const edxmlNamespace = 'http://www.mic.gov.vn/TBT/QCVN_102_2016';
export const edxmlPrefix = 'edXML';

/** Our own namespace inside an envelope, for what the regulation has no place for. */
export const ownNamespace = 'urn:congvan:envelope:1';

/** An attribute this product does not know; the prefix may change when it is written back. */
export interface KeptAttribute {
  readonly namespace: string;
  readonly local: string;
  readonly value: string;
}

/** What was found in an element and is not known to this product; written back unchanged. */
export interface Extensible {
  /** Elements, written at the end: each one a complete piece of XML with its own namespace declarations. */
  readonly extras?: readonly string[];
  readonly attributes?: readonly KeptAttribute[];
}

/** Elements around the records, in which something unknown may stand too. */
export type MessagePart = 'root' | 'envelope' | 'header' | 'messageHeader' | 'traceHeaderList' | 'body' | 'manifest';

export interface Organ extends Extensible {
  readonly organId: string;
  readonly inCharge?: string;
  readonly name?: string;
  readonly address?: string;
  readonly email?: string;
  readonly telephone?: string;
  readonly fax?: string;
  readonly website?: string;
}

/** Another document this message answers or is about. */
export interface RelatedDocument extends Extensible {
  readonly organId?: string;
  /** Number and notation in one: `7816/VPCP-TTĐT`. */
  readonly code?: string;
  /** YYYY-MM-DD */
  readonly promulgationDate?: string;
  readonly documentId?: string;
}

export interface StaffInfo extends Extensible {
  readonly department?: string;
  readonly departmentId?: string;
  readonly staff?: string;
  readonly staffId?: string;
  readonly email?: string;
  readonly mobile?: string;
}

export interface DocumentTypeInfo extends Extensible {
  /** A number of the sender's own table: unreliable across senders. */
  readonly type?: number;
  readonly typeDetail?: number;
  /** E.g. `Công văn`: the one to trust. */
  readonly name?: string;
}

export interface SignerInfo extends Extensible {
  readonly competence?: string;
  readonly position?: string;
  readonly fullName?: string;
}

export interface OtherInfo extends Extensible {
  /** 0 normal … 4 express at a set time. */
  readonly priority?: number;
  readonly sphereOfPromulgation?: string;
  readonly typerNotation?: string;
  readonly promulgationAmount?: number;
  readonly pageAmount?: number;
  readonly direction?: boolean;
  readonly appendixes?: readonly string[];
}

export interface TraceHeader extends Extensible {
  readonly organId: string;
  /** RFC 3339 in UTC, to the second. */
  readonly timestamp?: string;
}

/** BussinessDocType: 0 new, 1 recall, 2 update, 3 replace. */
export type BusinessType = 0 | 1 | 2 | 3;

export interface ReceiverChange extends Extensible {
  readonly organId: string;
  readonly change: 'removed' | 'added';
}

/** What an update changes. */
export interface UpdateInfo extends Extensible {
  readonly documentInfo?: boolean;
  readonly documentReceiver?: boolean;
  readonly receivers?: readonly ReceiverChange[];
}

/** One document replaced by this one, and at which recipients. */
export interface ReplacementInfo extends Extensible {
  readonly documentId: string;
  readonly organIds: readonly string[];
}

export interface Business extends Extensible {
  readonly type: BusinessType;
  readonly reason?: string;
  /** The affected document. */
  readonly documentId?: string;
  /** True when a paper copy follows. */
  readonly paper?: boolean;
  readonly update?: UpdateInfo;
  readonly replacements?: readonly ReplacementInfo[];
  readonly staff?: StaffInfo;
}

/** One file of the message, as the manifest names it. */
export interface FileReference extends Extensible {
  /** Without the `cid:` some senders write and some leave out. */
  readonly contentId: string;
  readonly contentType?: string;
  readonly name?: string;
  readonly description?: string;
}

export interface EdxmlMessage {
  readonly kind: 'document';
  readonly from: Organ;
  /** One or more. */
  readonly to: readonly Organ[];
  readonly documentId?: string;
  readonly code?: { readonly number: string; readonly notation: string } & Extensible;
  readonly promulgation?: { readonly place?: string; readonly date?: string } & Extensible;
  readonly documentType?: DocumentTypeInfo;
  readonly subject: string;
  readonly content?: string;
  readonly signer?: SignerInfo;
  /** YYYY-MM-DD */
  readonly dueDate?: string;
  readonly otherInfo?: OtherInfo;
  readonly responseFor?: readonly RelatedDocument[];
  /** 0 none, 1 steering, 2 report on steering; senders disagree. */
  readonly steeringType?: number;
  readonly toPlaces?: readonly string[];
  readonly business?: Business;
  readonly trace: readonly TraceHeader[];
  readonly files: readonly FileReference[];
  /** Unknown elements and attributes by the part they were found in. */
  readonly extras?: Partial<Record<MessagePart, readonly string[]>>;
  readonly attributes?: Partial<Record<MessagePart, readonly KeptAttribute[]>>;
}

export interface EdxmlStatus extends Extensible {
  readonly kind: 'status';
  /** Who declares the status. */
  readonly from: Organ;
  /** The document concerned; `organId` is the other side. */
  readonly responseFor: RelatedDocument;
  readonly staff?: StaffInfo;
  readonly statusCode: StatusCode;
  readonly description?: string;
  /** RFC 3339 in UTC, to the second. */
  readonly timestamp?: string;
}
