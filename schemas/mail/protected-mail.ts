/**
 * How a mail is protected, as it says itself: signed as a whole, encrypted. Judges no signature and opens nothing (certs/smime).
 * Source: RFC 8551 section 3 (application/pkcs7-mime), RFC 1847 section 2.1 (multipart/signed), RFC 3156 section 4 (multipart/encrypted).
 */
import type { Message, MessagePart } from '../mime/message.js';

const cmsTypes = new Set(['application/pkcs7-mime', 'application/x-pkcs7-mime']);
/** With authentication: RFC 8551 section 3.4. */
const envelopedForm = /^(?:auth)?enveloped-data$/i;

/** Whether the mail as a whole is signed (or, as CMS, encrypted); a signature somewhere inside speaks for a part only. */
export const isSigned = ({ entity: { contentType } }: Message): boolean =>
  contentType.value === 'multipart/signed' || cmsTypes.has(contentType.value);

const isCiphertext = ({ type, entity: { contentType } }: MessagePart): boolean =>
  type === 'application/pgp-encrypted' ||
  (cmsTypes.has(type) && envelopedForm.test(contentType.parameters.get('smime-type') ?? ''));

/** Whether something in it is for the holder of a key. */
export const isEncrypted = ({ parts }: Message): boolean => parts.some(isCiphertext);
