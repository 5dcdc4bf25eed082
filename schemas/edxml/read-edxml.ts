/**
 * Reads an edXML message, whoever wrote it: any element order, any prefix, unknown elements kept.
 * Does not read attachments' content (`read-interchange.ts`) and does not judge signatures.
 * Source: QCVN 102:2016/BTTTT; tolerance from the national axis' samples and client library.
 */
import { Problem } from '../problems/problem.js';
import { parseXml } from '../xml/parse-xml.js';
import type { XmlElement } from '../xml/xml-tree.js';
import { ElementCursor, type Warn } from './element-cursor.js';
import {
  codeLayout,
  documentTypeLayout,
  fileReferenceLayout,
  organLayout,
  otherInfoLayout,
  promulgationLayout,
  relatedDocumentLayout,
  signerLayout,
  staffLayout,
  traceLayout,
} from './layouts.js';
import { dateForm, integerForm, statusForm, textForm, timestampForm } from './leaf-forms.js';
import {
  type EdxmlMessage,
  type EdxmlStatus,
  type Extensible,
  edxmlNamespace,
  type MessagePart,
  type Organ,
} from './message.js';
import { present, presentList } from './optional-properties.js';
import { readBusiness } from './read-business.js';

/** Namespaces of other generations, for an answer that helps. */
const otherGenerations = ['http://www.e-doc.vn/Schema/', 'http://www.go.vn/eDoc'];

/**
 * Reads a document or a status from the bytes of an edXML file (at most 10 MB; attachments inside are ignored).
 * @param warn told about every oddity tolerated
 * @throws Problem `xml_*` (not well-formed, DOCTYPE, too large), `edxml_not_edxml`, `edxml_missing`, `edxml_value`;
 *   the last two name the element's path in `field` and its line in `detail`
 */
export function readEdxml(bytes: Uint8Array, warn: Warn = () => {}): EdxmlMessage | EdxmlStatus {
  return readEdxmlTree(parseXml(bytes), warn);
}

/** As `readEdxml`, from a parsed tree. */
export function readEdxmlTree(root: XmlElement, warn: Warn = () => {}): EdxmlMessage | EdxmlStatus {
  if (root.local !== 'edXML' || root.namespace !== edxmlNamespace) throw notEdxml(root);
  const top = new ElementCursor(root, 'edXML', warn);
  const envelope = top.requiredChild('edXMLEnvelope');
  const header = envelope.requiredChild('edXMLHeader');
  // Attachments and the enveloped signature belong to the file, not to the message.
  for (const around of [top, envelope]) around.skip('AttachmentEncoded');
  header.skip('Signature');
  const messageHeader = header.requiredChild('MessageHeader');
  const parts = { root: top, envelope, header, messageHeader };
  return messageHeader.child('StatusCode') === undefined ? readDocument(parts) : readStatus(parts);
}

/** The elements every message has. */
type OuterParts = Record<'root' | 'envelope' | 'header' | 'messageHeader', ElementCursor>;

function notEdxml(root: XmlElement): Problem {
  const older = otherGenerations.includes(root.namespace) ? 'an older generation of edXML' : 'something else';
  return new Problem('edxml_not_edxml', {
    detail: `The root element is ${root.name} in namespace "${root.namespace.slice(0, 100)}": ${older}; edXML in ${edxmlNamespace} is expected`,
    field: root.name.slice(0, 100),
  });
}

function readStatus({ root, envelope, header, messageHeader }: OuterParts): EdxmlStatus {
  const status = {
    kind: 'status' as const,
    from: readOrgan(messageHeader.requiredChild('From')),
    responseFor: messageHeader.requiredChild('ResponseFor').record(relatedDocumentLayout) ?? {},
    ...present('staff', messageHeader.child('StaffInfo')?.record(staffLayout)),
    statusCode: messageHeader.requiredValue('StatusCode', statusForm),
    ...present('description', messageHeader.leaf('Description')),
    ...present('timestamp', messageHeader.value('Timestamp', timestampForm)),
  };
  for (const around of [root, envelope, header]) around.dropUnknown();
  return { ...status, ...messageHeader.unknown() };
}

function readDocument(outer: OuterParts): EdxmlMessage {
  const traceHeaderList = outer.header.child('TraceHeaderList');
  const body = outer.envelope.child('edXMLBody');
  const manifest = body?.child('edXMLManifest');
  manifest?.skip('version');
  const message = {
    ...readMessageHeader(outer.messageHeader),
    ...present('business', readBusiness(traceHeaderList)),
    trace: traceHeaderList?.list('TraceHeader', (one) => one.record(traceLayout)) ?? [],
    files: manifest?.list('Reference', (one) => one.record(fileReferenceLayout)) ?? [],
  };
  return { ...message, ...readUnknown({ ...outer, traceHeaderList, body, manifest }) };
}

/** What is unknown in the parts of a message, once everything known has been asked for. */
function readUnknown(
  parts: Record<MessagePart, ElementCursor | undefined>,
): Pick<EdxmlMessage, 'extras' | 'attributes'> {
  const found = Object.entries(parts).map(([part, cursor]) => [part, cursor?.unknown() ?? {}] as const);
  const collect = <K extends keyof Extensible>(kind: K) => {
    const inParts = found.flatMap(([part, unknown]) => (unknown[kind] === undefined ? [] : [[part, unknown[kind]]]));
    return present(kind, inParts.length === 0 ? undefined : Object.fromEntries(inParts));
  };
  return { ...collect('extras'), ...collect('attributes') };
}

function readMessageHeader(header: ElementCursor): Omit<EdxmlMessage, 'trace' | 'files'> {
  return {
    kind: 'document',
    from: readOrgan(header.requiredChild('From')),
    to: readRecipients(header),
    ...present('documentId', header.leaf('DocumentId')),
    ...present('code', readCode(header.child('Code'))),
    ...present('promulgation', header.child('PromulgationInfo')?.record(promulgationLayout)),
    ...present('documentType', header.child('DocumentType')?.record(documentTypeLayout)),
    subject: header.requiredValue('Subject', textForm),
    ...present('content', header.leaf('Content')),
    ...present('signer', header.child('SignerInfo')?.record(signerLayout)),
    ...present('dueDate', header.value('DueDate', dateForm)),
    ...present('otherInfo', readOtherInfo(header.child('OtherInfo'))),
    ...presentList(
      'responseFor',
      header.list('ResponseFor', (one) => one.record(relatedDocumentLayout)),
    ),
    ...present('steeringType', header.value('SteeringType', integerForm(0, 9), true)),
    ...presentList('toPlaces', header.texts('ToPlaces', 'Place')),
  };
}

function readRecipients(header: ElementCursor): Organ[] {
  const recipients = header.list('To', readOrgan);
  if (recipients.length === 0) throw header.missing('To');
  return recipients;
}

function readOrgan(cursor: ElementCursor): Organ {
  return cursor.requiredRecord<Organ>(organLayout);
}

function readCode(cursor: ElementCursor | undefined): EdxmlMessage['code'] {
  const code = cursor?.record<{ number?: string; notation?: string }>(codeLayout);
  return code === undefined ? undefined : { number: '', notation: '', ...code };
}

function readOtherInfo(cursor: ElementCursor | undefined): EdxmlMessage['otherInfo'] {
  return cursor?.record(otherInfoLayout, {
    ...presentList('appendixes', cursor.texts('Appendixes', 'Appendix')),
  });
}
