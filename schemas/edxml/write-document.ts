/**
 * Writes a document's message as the national axis' readers accept it, without attachments' content. Does not sign it.
 * Source: QCVN 102:2016/BTTTT; element order of the axis' client library.
 */
import {
  codeLayout,
  documentTypeLayout,
  fileReferenceLayout,
  organLayout,
  otherInfoLayout,
  promulgationLayout,
  receiverChangeLayout,
  relatedDocumentLayout,
  signerLayout,
  staffLayout,
  traceLayout,
  updateLayout,
} from './layouts.js';
import { dateForm, flagForm } from './leaf-forms.js';
import type { Business, EdxmlMessage, MessagePart, ReplacementInfo, UpdateInfo } from './message.js';
import { unknownIn, type WrittenEnvelope, writeEnvelope, type XmlOutput } from './xml-output.js';

const manifestVersion = '1.0';

/**
 * The bytes of a document's envelope (UTF-8): what `envelope.edxml` in a container holds.
 * @throws Problem `invalid_request` for a text with characters XML forbids
 */
export function writeEdxmlDocument(message: EdxmlMessage): Buffer {
  const { start, end } = writeDocumentEnvelope(message);
  return Buffer.from(start + end);
}

/** As `writeEdxmlDocument`, in two parts: attachments may stand between them. @throws as `writeEdxmlDocument` */
export function writeDocumentEnvelope(message: EdxmlMessage): WrittenEnvelope {
  return writeEnvelope((output) => {
    const part = (name: string, of: MessagePart, body: () => void, own?: string) =>
      output.block(name, body, unknownIn(message, of), own);
    part('edXMLHeader', 'header', () => {
      part('MessageHeader', 'messageHeader', () => writeMessageHeader(output, message));
      part('TraceHeaderList', 'traceHeaderList', () => writeTrace(output, message));
    });
    part('edXMLBody', 'body', () => {
      part('edXMLManifest', 'manifest', () => writeReferences(output, message), ` version="${manifestVersion}"`);
    });
  }, message);
}

function writeMessageHeader(output: XmlOutput, message: EdxmlMessage): void {
  output.record('From', organLayout, message.from);
  for (const organ of message.to) output.record('To', organLayout, organ);
  output.leaf('DocumentId', message.documentId);
  output.record('Code', codeLayout, message.code);
  output.record('PromulgationInfo', promulgationLayout, message.promulgation);
  output.record('DocumentType', documentTypeLayout, message.documentType);
  output.leaf('Subject', message.subject);
  output.leaf('Content', message.content);
  output.record('SignerInfo', signerLayout, message.signer);
  output.leaf('DueDate', message.dueDate === undefined ? undefined : dateForm.format(message.dueDate));
  output.record('OtherInfo', otherInfoLayout, message.otherInfo, (info) => {
    output.texts('Appendixes', 'Appendix', info.appendixes);
  });
  for (const related of message.responseFor ?? []) output.record('ResponseFor', relatedDocumentLayout, related);
  output.leaf('SteeringType', message.steeringType?.toString());
  output.texts('ToPlaces', 'Place', message.toPlaces);
}

function writeTrace(output: XmlOutput, message: EdxmlMessage): void {
  if (message.business !== undefined) writeBusiness(output, message.business);
  for (const trace of message.trace) output.record('TraceHeader', traceLayout, trace);
}

function writeBusiness(output: XmlOutput, business: Business): void {
  const body = () => {
    output.leaf('DocumentId', business.documentId);
    output.leaf('BussinessDocType', String(business.type));
    output.leaf('BussinessDocReason', business.reason);
    output.leaf('Paper', business.paper === undefined ? undefined : flagForm.format(business.paper));
    output.record('BussinessDocumentInfo', updateLayout, business.update, (update) => writeReceivers(output, update));
    writeReplacements(output, business.replacements ?? []);
    output.record('StaffInfo', staffLayout, business.staff);
  };
  output.block('Bussiness', body, business);
}

function writeReceivers(output: XmlOutput, { receivers = [] }: UpdateInfo): void {
  if (receivers.length === 0) return;
  output.block('ReceiverList', () => {
    for (const receiver of receivers) output.record('Receiver', receiverChangeLayout, receiver);
  });
}

function writeReplacements(output: XmlOutput, replacements: readonly ReplacementInfo[]): void {
  if (replacements.length === 0) return;
  output.block('ReplacementInfoList', () => {
    for (const replacement of replacements) {
      const body = () => {
        output.leaf('DocumentId', replacement.documentId);
        output.texts('OrganIdList', 'OrganId', replacement.organIds);
      };
      output.block('ReplacementInfo', body, replacement);
    }
  });
}

function writeReferences(output: XmlOutput, message: EdxmlMessage): void {
  for (const file of message.files) output.record('Reference', fileReferenceLayout, file);
}
