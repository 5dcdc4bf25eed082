/**
 * Reads a whole `.edxml` file as systems exchange it: the message, and its attachments decoded to disk as they pass.
 * Memory stays small whatever the size. Does not judge names, types or signatures.
 * Source: QCVN 102:2016/BTTTT, AttachmentEncoded; limits from libxml2, which refuses texts over 10 MB.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ByteSource } from '../asice/byte-source.js';
import { defaultContainerLimits } from '../asice/container-limits.js';
import { orStorageFull } from '../asice/disk-full.js';
import { openFileSource } from '../asice/file-source.js';
import { Problem } from '../problems/problem.js';
import { defaultXmlLimits, parseXml } from '../xml/parse-xml.js';
import type { XmlElement } from '../xml/xml-tree.js';
import { type DecodedPayload, decodePayloads } from './decode-payloads.js';
import { ElementCursor, type Warn } from './element-cursor.js';
import { refuseSecretXml } from './envelope-secrecy.js';
import { contentIdForm } from './leaf-forms.js';
import { matchAttachments } from './match-attachments.js';
import type { EdxmlMessage, EdxmlStatus, FileReference } from './message.js';
import { present } from './optional-properties.js';
import { readEdxmlTree } from './read-edxml.js';
import { type AttachmentContent, openAttachment } from './unwrap-attachment.js';

/** 50 MB: the largest file the national axis passes. */
export const maxInterchangeBytes = 50 * 1024 * 1024;
const maxAttachments = 200;
const mebibyte = 1024 * 1024;
/** What may come out of the ZIP around one attachment. */
const wrappingLimits = { ...defaultContainerLimits, maxEntryBytes: 500 * mebibyte, maxTotalBytes: 500 * mebibyte };
const maxExpandedBytes = 1_024 * mebibyte;

interface InterchangeFile extends AttachmentContent {
  /** The real name, as the sender wrote it: check it before it becomes a file's name. */
  readonly name: string;
  readonly contentId: string;
  /** What the sender says it is; senders are often wrong. */
  readonly declaredType?: string;
  readonly description?: string;
}

export interface Interchange {
  readonly message: EdxmlMessage | EdxmlStatus;
  /** The file with a short token in place of each content; matches our schema exactly when the file does. */
  readonly markup: Buffer;
  /** In the order of the manifest; usable until `dispose`. */
  readonly files: readonly InterchangeFile[];
  /** Every oddity that was tolerated, with its place. */
  readonly warnings: readonly string[];
  /** Removes what was decoded to disk. */
  dispose(): Promise<void>;
}

export interface InterchangeOptions {
  /** Default 50 MB. */
  readonly maxBytes?: number;
  /** Where decoded attachments are kept until `dispose`; default: the system's folder for temporary files. */
  readonly folder?: string;
}

/**
 * Reads a file from its bytes. The caller must `dispose` of the result.
 * @throws Problem `edxml_too_large`, `xml_*`, `edxml_*`, `zip_*`, `secret_refused`, `storage_full`; nothing is left on disk then
 */
export async function readInterchange(
  bytes: AsyncIterable<Uint8Array>,
  { maxBytes = maxInterchangeBytes, folder = tmpdir() }: InterchangeOptions = {},
): Promise<Interchange> {
  const place = await orStorageFull(mkdtemp(join(folder, 'edxml-')));
  const opened: { close(): Promise<void> }[] = [];
  const dispose = async () => {
    for (const source of opened.splice(0)) await source.close();
    await rm(place, { recursive: true, force: true });
  };
  try {
    const { rest, payloads } = await decodePayloads(bytes, { folder: place, maxBytes, maxPayloads: maxAttachments });
    const open = async (payload: DecodedPayload) => {
      const source = await openFileSource(payload.path);
      opened.push(source);
      return source;
    };
    return { ...(await assemble(parseXml(rest, defaultXmlLimits), payloads, open)), markup: rest, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function assemble(
  root: XmlElement,
  payloads: readonly DecodedPayload[],
  open: (payload: DecodedPayload) => Promise<ByteSource>,
): Promise<Pick<Interchange, 'message' | 'files' | 'warnings'>> {
  const warnings: string[] = [];
  const warn: Warn = (text) => warnings.push(text);
  refuseSecretXml(root);
  const message = readEdxmlTree(root, warn);
  const attachments = readAttachments(root, payloads, warn);
  const references = message.kind === 'document' ? message.files : [];
  const files: InterchangeFile[] = [];
  let expanded = 0;
  for (const { attachment, reference } of matchAttachments(references, attachments, warn)) {
    const file = await describe(attachment, reference, open, warn);
    expanded += file.size;
    if (expanded > maxExpandedBytes) throw tooLarge(file.name);
    files.push(file);
  }
  return { message, files, warnings };
}

interface Attachment {
  readonly contentId: string;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly contentType: string | undefined;
  readonly payload: DecodedPayload;
}

function readAttachments(root: XmlElement, payloads: readonly DecodedPayload[], warn: Warn): Attachment[] {
  const top = new ElementCursor(root, 'edXML', warn);
  const list = top.child('AttachmentEncoded') ?? top.child('edXMLEnvelope')?.child('AttachmentEncoded');
  const byToken = new Map(payloads.map((payload) => [payload.token, payload]));
  const attachments = list?.list('Attachment', (one) => readAttachment(one, byToken)) ?? [];
  list?.dropUnknown();
  if (byToken.size > 0) {
    throw new Problem('edxml_attachment', {
      detail: `Line ${[...byToken.values()][0]?.line}: ContentTransferEncoded stands outside AttachmentEncoded/Attachment`,
      field: 'ContentTransferEncoded',
    });
  }
  return attachments;
}

function readAttachment(cursor: ElementCursor, byToken: Map<string, DecodedPayload>): Attachment {
  const name = cursor.leaf('AttachmentName');
  const token = cursor.leaf('ContentTransferEncoded') ?? '';
  const payload = byToken.get(token);
  byToken.delete(token);
  if (payload === undefined) throw cursor.fault('edxml_attachment', 'has no content');
  const fault = payload.fault ?? (payload.size === 0 ? 'it is empty' : undefined);
  if (fault !== undefined) {
    throw new Problem('edxml_attachment', {
      detail: `Line ${payload.line}: the content of "${name ?? '?'}" is not base64: ${fault}`,
      field: name ?? 'ContentTransferEncoded',
    });
  }
  const attachment = {
    contentId: cursor.value('ContentId', contentIdForm) ?? '',
    name,
    description: cursor.leaf('Description'),
    contentType: cursor.leaf('ContentType'),
    payload,
  };
  cursor.dropUnknown();
  return attachment;
}

async function describe(
  attachment: Attachment,
  reference: FileReference | undefined,
  open: (payload: DecodedPayload) => Promise<ByteSource>,
  warn: Warn,
): Promise<InterchangeFile> {
  const name = attachment.name ?? reference?.name;
  if (name === undefined) {
    const detail = `Line ${attachment.payload.line}: an attachment has no AttachmentName`;
    throw new Problem('edxml_attachment', { detail, field: 'AttachmentName' });
  }
  compare(name, 'AttachmentName', reference?.name, attachment.name, warn);
  compare(name, 'ContentType', reference?.contentType, attachment.contentType, warn);
  return {
    ...(await openAttachment(await open(attachment.payload), name, wrappingLimits)),
    name,
    contentId: attachment.contentId,
    ...present('declaredType', attachment.contentType ?? reference?.contentType),
    ...present('description', attachment.description ?? reference?.description),
  };
}

function compare(
  name: string,
  element: string,
  manifest: string | undefined,
  attachment: string | undefined,
  warn: Warn,
) {
  if (manifest === undefined || attachment === undefined || manifest === attachment) return;
  warn(`${name}: ${element} is "${manifest}" in the manifest and "${attachment}" at the attachment`);
}

function tooLarge(name: string): Problem {
  return new Problem('zip_entry_too_large', {
    detail: `The attachments unpack to more than ${maxExpandedBytes} bytes together`,
    field: name,
  });
}
