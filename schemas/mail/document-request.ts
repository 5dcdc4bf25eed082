/**
 * A mail that asks for a document to be sent: what it says of it, and exactly what it does not say.
 * Neither opens attachments nor knows agencies; whoever takes it in checks both.
 * Source: this product's instructions; required fields as in `metadata-schema.ts`.
 */
import { headerText, headerValue, type Message, type MessagePart } from '../mime/message.js';
import { type HeaderBlock, noFields, readHeaderBlock } from './header-block.js';
import type { DocumentField, DocumentRequest } from './sorted-mail.js';

const containerTypes = new Set(['application/vnd.etsi.asic-e+zip', 'application/vnd.etsi.asic-s+zip']);
/** Parts that belong to the mail, not to what is sent with it. */
const ofTheMail = /^(?:text\/(?:plain|html|calendar)|multipart\/.*)$/;

/** Without a date the day of sending is the document's; the register gives a number. */
const required: readonly DocumentField[] = ['to', 'notation', 'subject'];

/** Programs attach signatures. */
const signatureType = /^application\/(?:(?:x-)?pkcs7-signature|pgp-signature)$/;

/** An image that the text shows, e.g. the emblem below a sender's name. */
const isShown = ({ type, isAttachment, entity }: MessagePart): boolean =>
  !isAttachment && type.startsWith('image/') && headerValue(entity, 'content-id') !== '';

function isFile(part: MessagePart): boolean {
  const { type, isAttachment, name } = part;
  if (signatureType.test(type) || isShown(part)) return false;
  return isAttachment || (!ofTheMail.test(type) && name !== '');
}

const isContainer = ({ type, name }: MessagePart) => containerTypes.has(type) || /\.asice$/i.test(name);
const isEdxml = ({ name }: MessagePart) => /\.edxml$/i.test(name);

/** A container comes with its files, and with the same message as edXML: it says most, and proves it. */
function selfDescribing(files: readonly MessagePart[]): DocumentRequest['metadata'] {
  for (const [from, isOne] of [
    ['container', isContainer],
    ['edxml', isEdxml],
  ] as const) {
    const [one, another] = files.filter(isOne);
    if (another !== undefined) return { from: 'several' };
    if (one !== undefined) return { from, place: one.place };
  }
  return { from: 'block' };
}

const isEmpty = (value: unknown) => value === null || (Array.isArray(value) && value.length === 0);

function describe(
  block: HeaderBlock,
  subject: string,
  files: readonly MessagePart[],
): Omit<DocumentRequest, 'metadata'> {
  const isProposed = block.fields.subject === null && subject !== '';
  const fields = isProposed ? { ...block.fields, subject } : block.fields;
  const missing = required.filter((field) => isEmpty(fields[field]));
  return {
    kind: 'document',
    fields,
    missing: files.length === 0 ? [...missing, 'files'] : missing,
    unusable: block.unusable,
    proposed: isProposed ? ['subject'] : [],
    files: files.map(({ place }) => place),
  };
}

/**
 * Null when nothing asks for sending: no container, no recipients named, no attachment.
 * @param lines the sender's own words
 */
export function readDocumentRequest(message: Message, lines: readonly string[]): DocumentRequest | null {
  const opened = new Set(message.parts.map(({ within }) => within));
  // What was opened is there as its files.
  const files = message.parts.filter((part) => isFile(part) && !opened.has(part.place));
  const metadata = selfDescribing(files);
  if (metadata.from !== 'block')
    return {
      kind: 'document',
      metadata,
      fields: noFields,
      missing: [],
      unusable: [],
      proposed: [],
      files: places(files),
    };
  const block = readHeaderBlock(lines);
  const asksForIt = block.fields.to.length > 0 || block.found >= 2 || files.length > 0;
  return asksForIt ? { metadata, ...describe(block, headerText(message.entity, 'subject'), files) } : null;
}

const places = (files: readonly MessagePart[]) => files.map(({ place }) => place);
