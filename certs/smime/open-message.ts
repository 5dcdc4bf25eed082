/**
 * A mail as its reader sees it: what an opaque signature holds lies open, under the mail's own header.
 * Judges no signature; what is signed inside a part, or encrypted, stays as it is.
 * Source: RFC 8551 section 3.5.2 (application/pkcs7-mime; smime-type=signed-data).
 */
import { type Message, readMessage } from '../../schemas/mime/message.js';
import { encapsulatedEntity } from './read-mail.js';

/** @throws Problem `mail_malformed` as `readMessage` */
export function openMessage(bytes: Buffer): Message {
  const message = readMessage(bytes);
  const content = encapsulatedEntity(message.entity);
  if (content === null) return message;
  const { parts, faults } = readMessage(content);
  return { entity: message.entity, parts, faults: [...new Set([...message.faults, ...faults])] };
}
