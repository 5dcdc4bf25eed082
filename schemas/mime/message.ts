/**
 * A mail as it is read to be sorted: its header, and its leaves in their order, messages inside it opened too. Kind to what is broken,
 * strict about sizes; what was read over is listed. Judges no signature (certs/smime), shows nothing.
 * Source: RFC 5322; RFC 2046 sections 5.1 and 5.2.1 (message/rfc822); RFC 6532 (message/global).
 */
import { composeText } from './charset.js';
import { decodeWords } from './encoded-words.js';
import { type MimeEntity, readEntity } from './entity.js';
import { type Complain, type MailFault, malformed } from './faults.js';
import { readFieldValue } from './header-field.js';
import { partsOf } from './multipart.js';
import { packedFiles } from './packed-files.js';
import { cleanName, partName } from './part-name.js';
import type { PackedFile } from './tnef.js';
import { decodeBody, decodedPieces } from './transfer-encoding.js';

export interface MessagePart {
  /** By its place in the tree, e.g. `1.2`; unique in the mail. */
  readonly place: string;
  readonly entity: MimeEntity;
  /** Lower case, e.g. `text/plain`, which a multipart without parts is too (RFC 2045 section 5.2). */
  readonly type: string;
  readonly isAttachment: boolean;
  /** As the sender named it, NFC, harmless to show; empty when it has no name. */
  readonly name: string;
  /** The place of the part this file was taken out of (a winmail.dat, a text); null for the parts of MIME. */
  readonly within: string | null;
  /** For a message/rfc822: the mail inside. */
  readonly message: Message | null;
  /** Without transfer encoding. Decoded anew each time: mails are large, and most parts are never looked at. */
  content(): Buffer;
  /** The same in pieces, of which none is kept. */
  pieces(): Iterable<Buffer>;
}

export interface Message {
  readonly entity: MimeEntity;
  /** Leaves in their order, the files packed into one behind it; those of messages inside are in `message` of their part. */
  readonly parts: readonly MessagePart[];
  /** What was wrong and read over, each kind once. */
  readonly faults: readonly MailFault[];
}

/** Multiparts and messages in each other. */
const maxDepth = 16;
/** In the whole mail, messages inside included. */
const maxLeaves = 1000;
/** Messages inside may not be encoded (RFC 2046 section 5.2.1); where they are, each level costs its size once more, and all are held. */
const maxDecodedBytes = 64 * 1024 * 1024;

const messageTypes = new Set(['message/rfc822', 'message/global', 'message/news']);
/** Their headers have no meaning for mail; what opens one has it in its first line (mbox, RFC 4155 appendix A). */
const mboxSeparator = Buffer.from('From ');

class MessageReader {
  readonly faults = new Set<MailFault>();
  #leaves = 0;
  #decodedBytes = 0;

  readonly complain: Complain = (fault) => {
    this.faults.add(fault);
  };

  readMessage(bytes: Buffer, place: string, depth: number): Message {
    const entity = readEntity(bytes, this.complain);
    const parts: MessagePart[] = [];
    this.#read(entity, place, depth, parts);
    return { entity, parts, faults: [...this.faults] };
  }

  #read(entity: MimeEntity, place: string, depth: number, into: MessagePart[]): void {
    if (depth > maxDepth) throw malformed('The parts are nested too deeply');
    const type = entity.contentType.value;
    const inner = type.startsWith('multipart/') ? partsOf(entity, this.complain) : [];
    if (inner.length === 0) into.push(...this.#leavesAt(entity, place, depth));
    for (const [index, part] of inner.entries())
      this.#read(readEntity(part, this.complain), `${place}.${index + 1}`, depth + 1, into);
  }

  /** The leaf, and behind it the files packed into it. */
  #leavesAt(entity: MimeEntity, place: string, depth: number): MessagePart[] {
    const leaf = this.#leaf(entity, place, depth);
    const files = packedFiles(leaf, this.complain);
    return [leaf, ...files.map((file, index) => this.#packed(file, `${place}.${index + 1}`, place))];
  }

  #count(): void {
    this.#leaves += 1;
    if (this.#leaves > maxLeaves) throw malformed(`The mail has more than ${maxLeaves} parts`);
  }

  #packed({ name, type, content }: PackedFile, place: string, within: string): MessagePart {
    this.#count();
    return {
      place,
      within,
      entity: { fields: [], contentType: { value: type, parameters: new Map() }, body: content },
      type,
      isAttachment: true,
      name: cleanName(name),
      message: null,
      content: () => content,
      pieces: () => [content],
    };
  }

  #inner({ body }: MimeEntity, bytes: Buffer, place: string, depth: number): Message {
    if (bytes !== body) this.#decodedBytes += bytes.length;
    if (this.#decodedBytes > maxDecodedBytes) throw malformed('The encoded messages in it are larger than 64 MB');
    return this.readMessage(bytes, `${place}.1`, depth + 1);
  }

  #leaf(entity: MimeEntity, place: string, depth: number): MessagePart {
    this.#count();
    const stated = entity.contentType.value;
    const type = stated.startsWith('multipart/') ? 'text/plain' : stated;
    const content = () => decodeBody(entity, this.complain);
    const message = messageTypes.has(type) ? this.#inner(entity, content(), place, depth) : null;
    const disposition = readFieldValue(headerValue(entity, 'content-disposition')).value;
    const name = partName(entity);
    const isAttachment = disposition === 'attachment';
    const pieces = () => decodedPieces(entity, this.complain);
    return { place, within: null, entity, type, isAttachment, name, message, content, pieces };
  }
}

/** The mail without the line that mailbox files put before it. */
function withoutSeparator(bytes: Buffer): Buffer {
  if (!bytes.subarray(0, mboxSeparator.length).equals(mboxSeparator)) return bytes;
  return bytes.subarray(bytes.indexOf('\n') + 1);
}

/** @throws Problem `mail_malformed` when the mail is over a limit: depth 16, 1000 leaves, 64 MB of encoded messages inside, 256 KB and 1000 fields of header for each part */
export function readMessage(bytes: Buffer): Message {
  return new MessageReader().readMessage(withoutSeparator(bytes), '1', 1);
}

/** The first field of this name as it stands, for machines; empty when there is none. */
export function headerValue({ fields }: MimeEntity, name: string): string {
  return fields.find((field) => field.name === name)?.value ?? '';
}

/** The first field of this name for people: decoded, NFC, on one line. */
export function headerText(entity: MimeEntity, name: string): string {
  return composeText(
    decodeWords(headerValue(entity, name))
      .replace(/[\p{Cc}\s]+/gu, ' ')
      .trim(),
  );
}

const messageId = /<([^<>\s\p{Cc}]{1,996})>/gu;

/** Message identifiers in a field, without angle brackets. Source: RFC 5322 section 3.6.4. */
export function messageIds(entity: MimeEntity, name: string): string[] {
  return [...headerValue(entity, name).matchAll(messageId)].map(([, id = '']) => id);
}

/** What is not the text itself. */
export const isFilePart = ({ name, isAttachment, message, type }: MessagePart): boolean =>
  isAttachment || name !== '' || message !== null || !type.startsWith('text/');
