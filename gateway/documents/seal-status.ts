/**
 * A status as a message of its own: the edXML status, sealed in a small container that stays in the database.
 * Does not decide whether the status is allowed (lifecycle.ts) nor store it.
 * Source: QCVN 102:2016/BTTTT status messages; architecture, "Who signs what".
 */
import type { Signer } from '../../certs/keys/signer.js';
import { sealContainer } from '../../certs/xades/seal-container.js';
import { MemoryContainer } from '../../schemas/asice/memory-container.js';
import { formatDocumentCode } from '../../schemas/directory/notation.js';
import type { StatusCode } from '../../schemas/directory/statuses.js';
import type { EdxmlStatus, Organ, StaffInfo } from '../../schemas/edxml/message.js';
import { presentList } from '../../schemas/edxml/optional-properties.js';
import { writeEdxmlStatus } from '../../schemas/edxml/write-status.js';
import { validateXml } from '../../schemas/xml/validate-xml.js';

/** What a status says of its document. */
export interface StatusSubject {
  readonly fromAgency: string;
  readonly documentId: string;
  readonly number: string;
  readonly notation: string;
  /** YYYY-MM-DD */
  readonly promulgationDate: string;
}

export interface StatusDeclaration {
  readonly author: Organ;
  readonly code: StatusCode;
  readonly reason: string | null;
  readonly staff: StaffInfo | null;
  readonly extras?: readonly string[];
  readonly at: Date;
}

export interface SealedStatus {
  readonly message: Buffer;
  /** Hex. */
  readonly sha256: string;
}

/** Writes and seals the message, and verifies what it made. @throws Problem as `sealContainer`; `xml_invalid` */
export async function sealStatus(
  signer: Signer,
  subject: StatusSubject,
  declaration: StatusDeclaration,
): Promise<SealedStatus> {
  const container = new MemoryContainer();
  const envelope = writeEdxmlStatus(statusMessage(subject, declaration));
  validateXml(envelope, 'edxml');
  const { sha256 } = await sealContainer(container, { envelope, signer, signingTime: declaration.at });
  return { message: container.bytes(), sha256: sha256.toString('hex') };
}

function statusMessage(subject: StatusSubject, declaration: StatusDeclaration): EdxmlStatus {
  return {
    kind: 'status',
    from: declaration.author,
    responseFor: {
      organId: subject.fromAgency,
      code: formatDocumentCode(subject),
      promulgationDate: subject.promulgationDate,
      documentId: subject.documentId,
    },
    ...(declaration.staff === null ? {} : { staff: declaration.staff }),
    statusCode: declaration.code,
    ...(declaration.reason === null ? {} : { description: declaration.reason }),
    ...presentList('extras', declaration.extras),
    timestamp: `${declaration.at.toISOString().slice(0, 19)}Z`,
  };
}
