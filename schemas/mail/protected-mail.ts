/**
 * How a mail is protected, as it says itself: signed as a whole, encrypted. Judges no signature and opens nothing (certs/smime).
 * Source: RFC 8551 section 3 (application/pkcs7-mime), RFC 1847 section 2.1 (multipart/signed), RFC 3156 section 4 (multipart/encrypted),
 * RFC 5652 section 6.1 and RFC 5083 section 2.1 (what CMS calls itself in its first octets).
 */
import type { Message, MessagePart } from '../mime/message.js';

const cmsTypes = new Set(['application/pkcs7-mime', 'application/x-pkcs7-mime']);
/** With authentication: RFC 8551 section 3.4. */
const envelopedForm = /^(?:auth)?enveloped-data$/i;
/** id-envelopedData and id-ct-authEnvelopedData, DER. */
const envelopedIds = ['06092a864886f70d010703', '060b2a864886f70d0109100117'].map((hex) => Buffer.from(hex, 'hex'));
const headBytes = 64;

/** Whether the mail as a whole is signed (or, as CMS, encrypted); a signature somewhere inside speaks for a part only. */
export const isSigned = ({ entity: { contentType } }: Message): boolean =>
  contentType.value === 'multipart/signed' || cmsTypes.has(contentType.value);

/** Programs may leave out which kind of CMS it is. */
function isEnveloped({ entity, content }: MessagePart): boolean {
  const form = entity.contentType.parameters.get('smime-type');
  if (form !== undefined) return envelopedForm.test(form);
  const head = content().subarray(0, headBytes);
  return envelopedIds.some((id) => head.includes(id));
}

const isCiphertext = (part: MessagePart): boolean =>
  part.type === 'application/pgp-encrypted' || (cmsTypes.has(part.type) && isEnveloped(part));

/** Whether something in it is for the holder of a key. */
export const isEncrypted = ({ parts }: Message): boolean => parts.some(isCiphertext);
