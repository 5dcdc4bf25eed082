/**
 * Files come into a draft: whole, with a form, or in chunks that go on after a broken line. A chunk counts when it begins where the last
 * one ended, and is durable before it is acknowledged; when the last one is there the file is looked at.
 * Source: draft-ietf-httpbis-resumable-upload (offsets, completeness); RFC 9530 (Repr-Digest).
 */
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { v7 as uuidv7 } from 'uuid';
import { asStorageFull } from '../../schemas/asice/disk-full.js';
import { printable } from '../../schemas/asice/entry-names.js';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import type { Transaction } from '../database/database.js';
import { violates } from '../database/unique-violation.js';
import { loggingSecrets } from '../documents/log-secrets.js';
import { unstampedName } from '../documents/upload/check-file-name.js';
import type { DraftFile, Writer } from './draft.js';
import {
  deleteUnexamined,
  type FilePlace,
  insertFile,
  lockFile,
  lockRoom,
  selectFile,
  selectFiles,
  setExamined,
  setReceived,
  sumDraftBytes,
} from './draft-files.store.js';
import { lockDraft, updateDraft } from './drafts.store.js';
import { type ExaminedFile, examineFile } from './examine-file.js';
import { codeOf, takeProposals } from './take-proposals.js';
import { keepUpload, openUpload, removeUpload, writeChunk } from './upload-bytes.js';

/** What a chunk may hold: it lies in memory until it is written. */
export const maxChunkBytes = 4 * 1024 * 1024;

export interface UploadWish {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * Announces a file, or finds it announced before.
 * @throws Problem `not_found`, `file_name`, `secret_refused`, `file_empty`, `file_too_large`, `invalid_request` (too many), `draft_full`,
 *   `already_exists` for a name that is in the draft, `conflict` for another file under this id
 */
export async function announceUpload(
  ctx: GatewayContext,
  writer: Writer,
  place: FilePlace,
  wish: UploadWish,
): Promise<DraftFile> {
  const name = await loggingSecrets(ctx, writer.principal, wish.name, async () => unstampedName(wish.name));
  const known = await ctx.database.transaction(async (tx) => {
    await requireDraft(tx, writer, place.draft);
    const found = await selectFile(tx, place);
    if (found !== undefined) return found;
    await requireRoom(ctx, tx, writer, place.draft, { ...wish, name });
    await insertOnce(ctx, tx, place, { name, size: wish.size, received: 0 });
    return { id: place.id, name, size: wish.size, received: 0, sha256: null, findings: null };
  });
  if (known.name === name && known.size === wish.size) return known;
  throw new Problem('conflict', { detail: 'Another file was announced under this id', field: printable(name) });
}

async function requireDraft(tx: Transaction, { agency }: Writer, draft: string) {
  const found = await lockDraft(tx, agency, draft);
  if (found === undefined) throw new Problem('not_found', { detail: 'There is no draft of that id to write in' });
  return found;
}

async function requireRoom(
  { config }: GatewayContext,
  tx: Transaction,
  { agency }: Writer,
  draft: string,
  { name, size }: UploadWish,
): Promise<void> {
  const field = printable(name);
  if (!Number.isSafeInteger(size) || size < 0)
    throw new Problem('invalid_request', { detail: 'A size is needed', field });
  if (size === 0) throw new Problem('file_empty', { field });
  if (size > config.maxFileBytes)
    throw new Problem('file_too_large', { detail: `More than ${config.maxFileBytes} bytes`, field });
  await lockRoom(tx, agency);
  const [files, bytes] = [await selectFiles(tx, draft), await sumDraftBytes(tx, agency)];
  if (files.length >= config.maxFiles)
    throw new Problem('invalid_request', { detail: `A document has at most ${config.maxFiles} files`, field });
  if (bytes + size > config.draftBytesPerAgency) throw new Problem('draft_full', { field });
}

async function insertOnce(
  ctx: GatewayContext,
  tx: Transaction,
  place: FilePlace,
  file: UploadWish & { readonly received: number },
): Promise<void> {
  await insertFile(tx, place, { ...file, at: ctx.now() }).catch((error: unknown) => {
    if (!violates(error, 'draft_files_name')) throw error;
    throw new Problem('already_exists', { detail: 'The draft has a file of this name', field: printable(file.name) });
  });
}

export interface Chunk {
  readonly offset: number;
  readonly chunk: Buffer;
  /** Of the whole file, hex, where the sender says it; the last chunk's counts. */
  readonly sha256?: string | undefined;
}

export type ChunkOutcome =
  | { readonly kind: 'taken'; readonly file: DraftFile }
  /** The chunk does not begin where the file ends. */
  | { readonly kind: 'elsewhere'; readonly offset: number };

/**
 * Takes one chunk. The last one has the file looked at; an empty one at the end has that done again, when a crash cut it short.
 * @throws Problem `not_found`, `file_too_large`, `storage_full`, `upload_damaged`; as `examineFile`, after the file was removed
 */
export async function takeChunk(
  ctx: GatewayContext,
  writer: Writer,
  place: FilePlace,
  { offset, chunk, sha256 }: Chunk,
): Promise<ChunkOutcome> {
  const outcome = await ctx.database.transaction(async (tx): Promise<ChunkOutcome> => {
    const file = await lockFile(tx, place);
    if (file === undefined) throw new Problem('not_found', { detail: 'There is no such file in the draft' });
    if (file.received !== offset) return { kind: 'elsewhere', offset: file.received };
    const received = offset + chunk.length;
    if (received > file.size) throw new Problem('file_too_large', { detail: 'More than was announced' });
    if (chunk.length > 0) await writeChunk(ctx, place, offset, chunk);
    await setReceived(tx, place, received);
    return { kind: 'taken', file: { ...file, received } };
  });
  if (outcome.kind === 'elsewhere' || outcome.file.received < outcome.file.size || outcome.file.sha256 !== null)
    return outcome;
  return { kind: 'taken', file: await finishUpload(ctx, writer, place, outcome.file, sha256) };
}

/** Files this process is looking at. */
const looking = new Map<string, Promise<DraftFile>>();

/** Looks at a whole file; whoever asks again meanwhile, as after a broken line, waits for the same look. */
function finishUpload(ctx: GatewayContext, writer: Writer, place: FilePlace, file: DraftFile, sha256?: string) {
  const name = `${place.draft}.${place.id}`.toLowerCase();
  const underWay = looking.get(name);
  if (underWay !== undefined) return underWay;
  const look = lookAt(ctx, writer, place, file, sha256).finally(() => looking.delete(name));
  looking.set(name, look);
  return look;
}

/** Keeps what was found; a file that may not be sent is removed. */
async function lookAt(
  ctx: GatewayContext,
  writer: Writer,
  place: FilePlace,
  file: DraftFile,
  sha256?: string,
): Promise<DraftFile> {
  try {
    const source = await openUpload(ctx, place);
    const examined = await loggingSecrets(ctx, writer.principal, { draft: place.draft, file: place.id }, () =>
      examineFile(ctx, writer.agency, file.name, source),
    ).finally(() => source.close());
    if (sha256 !== undefined && sha256 !== examined.sha256)
      throw new Problem('upload_damaged', { field: printable(file.name) });
    await keepFindings(ctx, writer, place, file.name, examined);
    return { ...file, sha256: examined.sha256, findings: examined.findings };
  } catch (error) {
    // What is wrong with the file stays wrong; anything else may be tried again.
    if (isProblem(error) && (await deleteUnexamined(ctx.database, place))) await removeUpload(ctx, place);
    throw error;
  }
}

async function keepFindings(
  ctx: GatewayContext,
  writer: Writer,
  place: FilePlace,
  name: string,
  { sha256, findings, proposal }: ExaminedFile,
): Promise<void> {
  await ctx.database.transaction(async (tx) => {
    const draft = await requireDraft(tx, writer, place.draft);
    const printedCode = proposal === null ? null : codeOf(proposal.fields);
    if (!(await setExamined(tx, place, sha256, { ...findings, printedCode })))
      throw new Problem('not_found', { detail: 'The file was removed from the draft' });
    const filled = proposal === null ? draft : { ...draft, ...takeProposals(draft, name, proposal) };
    await updateDraft(tx, filled, ctx.now());
  });
}

/**
 * Takes a file that comes whole.
 * @throws Problem as `announceUpload` and `takeChunk`; `upload_interrupted`
 */
export async function takeWholeFile(
  ctx: GatewayContext,
  writer: Writer,
  draft: string,
  name: string,
  stream: Readable,
): Promise<DraftFile> {
  const place = { draft, id: uuidv7() };
  const workPath = await ctx.blobs.draftPath();
  try {
    const checked = await loggingSecrets(ctx, writer.principal, name, async () => unstampedName(name));
    const room = ctx.config.draftBytesPerAgency - (await sumDraftBytes(ctx.database, writer.agency));
    const size = await writeAll(workPath, stream, { maxBytes: ctx.config.maxFileBytes, room, name: checked });
    // Before the transaction: a large file takes its time, and others of the agency wait for the room.
    await ctx.blobs.flush(workPath);
    await ctx.database.transaction(async (tx) => {
      await requireDraft(tx, writer, draft);
      await requireRoom(ctx, tx, writer, draft, { name: checked, size });
      await insertOnce(ctx, tx, place, { name: checked, size, received: size });
      await keepUpload(ctx, workPath, place);
    });
    const file = { id: place.id, name: checked, size, received: size, sha256: null, findings: null };
    return await finishUpload(ctx, writer, place, file);
  } finally {
    stream.resume();
    await ctx.blobs.discard(workPath);
  }
}

/** @param room what the agency's drafts may still take: no more of a file is written than could be kept */
async function writeAll(
  path: string,
  stream: Readable,
  { maxBytes, room, name }: { readonly maxBytes: number; readonly room: number; readonly name: string },
): Promise<number> {
  const file = await open(path, 'wx', 0o600);
  let size = 0;
  async function* bounded(source: AsyncIterable<Buffer>) {
    for await (const chunk of source) {
      size += chunk.length;
      if (size > maxBytes) throw new Problem('file_too_large', { detail: `More than ${maxBytes} bytes`, field: name });
      if (size > room) throw new Problem('draft_full', { field: printable(name) });
      yield chunk;
    }
  }
  await pipeline(stream, bounded, file.createWriteStream()).catch((cause: unknown) => {
    const error = asStorageFull(cause);
    throw isProblem(error) ? error : new Problem('upload_interrupted', { field: printable(name), cause });
  });
  return size;
}
