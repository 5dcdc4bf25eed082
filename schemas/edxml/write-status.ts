/**
 * Writes a status message as the national axis' readers accept it. Does not sign it.
 * Source: QCVN 102:2016/BTTTT status messages; element order of the axis' client library.
 */
import { organLayout, relatedDocumentLayout, staffLayout } from './layouts.js';
import { timestampForm } from './leaf-forms.js';
import type { EdxmlStatus } from './message.js';
import { writeEnvelope } from './xml-output.js';

/**
 * The bytes of a status message (UTF-8).
 * @throws Problem `invalid_request` for a text with characters XML forbids
 */
export function writeEdxmlStatus(status: EdxmlStatus): Buffer {
  const { start, end } = writeEnvelope((output) => {
    const body = () => {
      output.record('From', organLayout, status.from);
      output.record('ResponseFor', relatedDocumentLayout, status.responseFor);
      output.record('StaffInfo', staffLayout, status.staff);
      output.leaf('StatusCode', status.statusCode);
      output.leaf('Description', status.description);
      output.leaf('Timestamp', status.timestamp === undefined ? undefined : timestampForm.format(status.timestamp));
    };
    output.block('edXMLHeader', () => output.block('MessageHeader', body, status));
  });
  return Buffer.from(start + end);
}
