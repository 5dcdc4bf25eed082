/**
 * The bytes of a document for those who may have them: its container, one of its files, an edXML interchange file.
 * A recipient whose copy was taken back or replaced gets a problem instead; sender and auditor still see everything.
 */
import { Readable } from 'node:stream';
import type { ByteSource } from '../../schemas/asice/byte-source.js';
import { asiceMediaType } from '../../schemas/asice/media-types.js';
import { type Container, openContainer } from '../../schemas/asice/open-container.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import type { Principal } from '../identity/access.js';
import { accessDocument, type DocumentAccess } from './view-document.js';
import { type DocumentRow, type FileRow, selectFiles } from './view-document.store.js';

export interface OpenBytes {
  /** Close it when the answer is sent. */
  readonly source: ByteSource & { close(): Promise<void> };
  /** Hex: the ETag of the bytes, which never change. */
  readonly sha256: string;
  readonly name: string;
  readonly mediaType: string;
}

/**
 * The container as it was sealed.
 * @throws Problem as `accessDocument`; `document_withdrawn`; `storage_damaged`
 */
export async function openContainerOf(ctx: GatewayContext, principal: Principal, id: string): Promise<OpenBytes> {
  const { document } = await requireCopy(ctx, principal, id);
  return {
    source: await ctx.blobs.open(document.sha256),
    sha256: document.sha256,
    name: containerName(document),
    mediaType: asiceMediaType,
  };
}

/**
 * File `n` (1 …) of a document.
 * @throws as `openContainerOf`; Problem `not_found` without such a file
 */
export async function openFileOf(ctx: GatewayContext, principal: Principal, id: string, n: number): Promise<OpenBytes> {
  const { document } = await requireCopy(ctx, principal, id);
  const file = (await selectFiles(ctx.database, id)).find((one) => one.n === n);
  if (file === undefined) throw new Problem('not_found', { detail: `The document has no file ${n}` });
  const container = await ctx.blobs.open(document.sha256);
  const { sha256, name, mediaType } = file;
  return { source: await openFileIn(container, file), sha256, name, mediaType };
}

/** A file of the document whose container this is; closing it closes the container. @throws Problem `storage_damaged` */
export async function openFileIn(container: OpenSource, file: FileRow): Promise<OpenSource> {
  return file.offset === null ? inflated(container, file) : rangeOf(container, file.offset, file.size);
}

/** Access to the bytes, too. @throws Problem `document_withdrawn` */
export async function requireCopy(ctx: GatewayContext, principal: Principal, id: string): Promise<DocumentAccess> {
  const access = await accessDocument(ctx, principal, id);
  if (access.isWithdrawn)
    throw new Problem('document_withdrawn', { detail: 'The sender took this document back or replaced it' });
  return access;
}

type OpenSource = OpenBytes['source'];

function rangeOf(container: OpenSource, offset: number, size: number): OpenSource {
  return {
    size,
    read: (start, length) => container.read(offset + start, Math.max(0, Math.min(length, size - start))),
    stream: (start = 0, end = size) => container.stream(offset + start, offset + Math.min(end, size)),
    close: () => container.close(),
  };
}

/** An entry that is compressed in its container: read from its beginning whatever part is wanted. */
async function inflated(container: OpenSource, file: FileRow): Promise<OpenSource> {
  const opened: Container = await openContainer(container);
  const entry = opened.entries.find(({ name }) => name === file.name);
  if (entry === undefined) throw new Problem('storage_damaged', { detail: `The container has no entry ${file.name}` });
  const part = (start: number, end: number) =>
    Readable.from(slice(opened.stream(entry), start, end), { objectMode: false });
  return {
    size: file.size,
    stream: (start = 0, end = file.size) => part(start, end),
    read: async (start, length) => Buffer.concat(await part(start, start + length).toArray()),
    close: () => container.close(),
  };
}

async function* slice(stream: Readable, start: number, end: number): AsyncGenerator<Buffer> {
  let at = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const from = Math.max(0, start - at);
    const to = Math.min(chunk.length, end - at);
    if (from < to) yield chunk.subarray(from, to);
    at += chunk.length;
    if (at >= end) return;
  }
}

/** What the container is called where it is kept as a file. */
export const containerName = ({ number, notation }: Pick<DocumentRow, 'number' | 'notation'>): string =>
  `${fileSafe(`${number}-${notation}`)}.asice`;

/** A name without what file systems mind. */
export function fileSafe(name: string): string {
  return name.replace(/[^\p{L}\p{N}._-]+/gu, '-');
}
