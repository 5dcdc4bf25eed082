/**
 * A mail that asks for a document to be sent: what it says of it, and exactly what it does not say.
 * Neither opens attachments nor knows agencies; whoever takes it in checks both.
 * Source: this product's instructions; required fields as in `metadata-schema.ts`.
 */
import { headerText, type Message, type MessagePart } from '../mime/message.js';
import { type HeaderBlock, noFields, readHeaderBlock } from './header-block.js';
import type { DocumentField, DocumentRequest } from './sorted-mail.js';

const containerTypes = new Set(['application/vnd.etsi.asic-e+zip', 'application/vnd.etsi.asic-s+zip']);
/** Parts that belong to the mail, not to what is sent with it. */
const ofTheMail =
  /^(?:text\/(?:plain|html|calendar)|multipart\/.*|application\/(?:x-)?pkcs7-signature|application\/pgp-signature)$/;

/** Without a date the day of sending is the document's; the register gives a number. */
const required: readonly DocumentField[] = ['to', 'notation', 'subject'];

const isFile = ({ type, isAttachment, name }: MessagePart): boolean =>
  isAttachment || (!ofTheMail.test(type) && name !== '');

function selfDescribing(files: readonly MessagePart[]): DocumentRequest['metadata'] {
  const container = files.find(({ type, name }) => containerTypes.has(type) || /\.asice$/i.test(name));
  if (container !== undefined) return { from: 'container', place: container.place };
  const edxml = files.find(({ name }) => /\.edxml$/i.test(name));
  return edxml === undefined ? { from: 'block' } : { from: 'edxml', place: edxml.place };
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
