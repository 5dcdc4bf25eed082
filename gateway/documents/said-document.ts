/**
 * What a verified file says of the document it carries: for whom, number, subject. Only what one of its signatures covers is repeated; who
 * signed, and whether that is to be believed, the report says. A file that says nothing readable, or marks a state secret, says nothing.
 * Source: QCVN 102:2016/BTTTT, MessageHeader.
 */
import type { FileReport } from '../../certs/verdict/report.js';
import type { ByteSource } from '../../schemas/asice/byte-source.js';
import { openContainer } from '../../schemas/asice/open-container.js';
import { formatDocumentCode } from '../../schemas/directory/notation.js';
import { refuseSecretXml } from '../../schemas/edxml/envelope-secrecy.js';
import type { EdxmlMessage, EdxmlStatus } from '../../schemas/edxml/message.js';
import { readEdxmlTree } from '../../schemas/edxml/read-edxml.js';
import { isProblem } from '../../schemas/problems/problem.js';
import { parseXml } from '../../schemas/xml/parse-xml.js';
import { envelopeName } from './check-entries.js';
import { readEnclosedMessage } from './submit-container.js';

export interface SaidDocument {
  /** E.g. `482/SNV-CCHC`; null when it carries none. */
  readonly code: string | null;
  readonly subject: string;
  /** YYYY-MM-DD, of issue; null when it is not said. */
  readonly date: string | null;
  /** Names, or codes where no name is given; one or more. */
  readonly recipients: readonly string[];
}

/** What the parser takes at once; larger messages carry their files inside. */
const maxMessageBytes = 10 * 1024 * 1024;

const isCovered = ({ files }: FileReport, name: string) => files.some((file) => file.name === name && file.covered);

async function messageIn(source: ByteSource, report: FileReport): Promise<EdxmlMessage | EdxmlStatus | null> {
  if (report.format === 'asice')
    return isCovered(report, envelopeName) ? readEnclosedMessage(await openContainer(source)) : null;
  if (report.format !== 'edxml' || source.size > maxMessageBytes || !report.files.some(({ covered }) => covered))
    return null;
  const root = parseXml(await source.read(0, source.size));
  refuseSecretXml(root);
  return readEdxmlTree(root);
}

/** @returns null when the file carries no document, or none that a signature covers */
export async function saidDocument(source: ByteSource, report: FileReport): Promise<SaidDocument | null> {
  try {
    const message = await messageIn(source, report);
    if (message?.kind !== 'document') return null;
    return {
      code: message.code === undefined ? null : formatDocumentCode(message.code),
      subject: message.subject,
      date: message.promulgation?.date ?? null,
      recipients: message.to.map(({ name, organId }) => name ?? organId),
    };
  } catch (error) {
    if (isProblem(error)) return null;
    throw error;
  }
}
