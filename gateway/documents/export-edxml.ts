/**
 * A document as an `.edxml` interchange file, for systems that read nothing else: its envelope with the files inline, signed by its
 * sender where this gateway holds the key. The durable proof stays the container.
 * Source: QCVN 102:2016/BTTTT, AttachmentEncoded and Signature.
 */

import type { Signer } from '../../certs/keys/signer.js';
import { maxSignedBytes } from '../../certs/xmldsig/profile.js';
import { signEdxml } from '../../certs/xmldsig/sign-edxml.js';
import { openContainer } from '../../schemas/asice/open-container.js';
import { readEdxml } from '../../schemas/edxml/read-edxml.js';
import { type InterchangeContent, writeInterchange } from '../../schemas/edxml/write-interchange.js';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { recordEvents } from '../evidence/events.store.js';
import type { Principal } from '../identity/access.js';
import { envelopeName } from './check-entries.js';
import { openFileOf, requireCopy } from './open-document.js';
import type { DocumentAccess } from './view-document.js';
import { selectFiles } from './view-document.store.js';

const maxEnvelopeBytes = 10 * 1024 * 1024;

export interface EdxmlWish {
  /** `zip` (default): each attachment inside a ZIP as the axis' own client does; `raw`: the bytes themselves. */
  readonly wrap?: 'zip' | 'raw' | undefined;
  /** `sender` (default): signed where that is possible; `none`: left as it is. */
  readonly signature?: 'sender' | 'none' | undefined;
}

export interface EdxmlExport {
  readonly name: string;
  /** Pieces of the file; everything opened for it is closed when they end, fail or are no longer wanted. */
  readonly pieces: AsyncGenerator<Buffer>;
}

/**
 * Begins the export.
 * @throws Problem as `requireCopy`; the pieces throw `edxml_too_large` above 50 MB
 */
export async function exportEdxml(
  ctx: GatewayContext,
  principal: Principal,
  id: string,
  { wrap = 'zip', signature = 'sender' }: EdxmlWish = {},
): Promise<EdxmlExport> {
  const { document } = await requireCopy(ctx, principal, id);
  const name = `${document.number}-${document.notation}.edxml`.replace(/[^\p{L}\p{N}._-]+/gu, '-');
  const pieces = writePieces(ctx, principal, document, wrap);
  const signer = signature === 'none' ? undefined : await signerOf(ctx, document.from);
  if (signer === undefined) return { name, pieces };
  return { name, pieces: signedWhenSmall(pieces, (file) => signAndRecord(ctx, principal, document, signer, file)) };
}

type Document = DocumentAccess['document'];

/** The sender's seal key, when it is here and of the kind the edXML profile knows. */
async function signerOf(ctx: GatewayContext, agency: string): Promise<Signer | undefined> {
  try {
    const signer = await ctx.keys.sealSigner(agency);
    return signer.algorithm === 'RSA-SHA256' ? signer : undefined;
  } catch (error) {
    if (isProblem(error, 'key_missing')) return undefined;
    throw error;
  }
}

/** A signature stands before what it signs, so the file is held until it ends; one too large for that passes unsigned. */
async function* signedWhenSmall(
  pieces: AsyncGenerator<Buffer>,
  sign: (file: Buffer) => Promise<Buffer>,
): AsyncGenerator<Buffer> {
  const held: Buffer[] = [];
  let size = 0;
  for await (const piece of pieces) {
    size += piece.length;
    held.push(piece);
    if (size > maxSignedBytes) yield* held.splice(0);
  }
  if (size <= maxSignedBytes) yield await sign(Buffer.concat(held));
}

/** A file that cannot carry a signature, e.g. because an element of its sender is called so, is still worth having. */
async function signAndRecord(
  ctx: GatewayContext,
  principal: Principal,
  document: Document,
  signer: Signer,
  file: Buffer,
): Promise<Buffer> {
  const signed = await signEdxml(file, signer).catch((error: unknown) => {
    if (!isProblem(error)) throw error;
    ctx.log.warn({ document: document.id, problem: error.code }, 'an exported edXML file could not be signed');
  });
  if (signed === undefined) return file;
  const payload = { key: 'seal', purpose: 'edxml', agency: document.from, actor: principal.actor };
  const used = { kind: 'key.used', document: document.id, agencies: [document.from], payload } as const;
  await ctx.database.transaction((tx) => recordEvents(tx, [used]));
  return signed;
}

async function* writePieces(
  ctx: GatewayContext,
  principal: Principal,
  { id, sha256 }: Document,
  wrap: 'zip' | 'raw',
): AsyncGenerator<Buffer> {
  const message = await readStoredEnvelope(ctx, sha256);
  const rows = await selectFiles(ctx.database, id);
  const opened = await Promise.all(rows.map(({ n }) => openFileOf(ctx, principal, id, n)));
  try {
    const contents: InterchangeContent[] = opened.map(({ name, mediaType, source }) => ({ name, mediaType, source }));
    yield* writeInterchange(message, contents, { wrap });
  } finally {
    for (const { source } of opened) await source.close();
  }
}

async function readStoredEnvelope(ctx: GatewayContext, sha256: string) {
  const source = await ctx.blobs.open(sha256);
  try {
    const container = await openContainer(source);
    const entry = container.dataEntries.find(({ name }) => name === envelopeName);
    const message = entry === undefined ? undefined : readEdxml(await container.read(entry, maxEnvelopeBytes));
    if (message?.kind === 'document') return message;
    throw new Problem('storage_damaged', { detail: 'The container has no envelope' });
  } finally {
    await source.close();
  }
}
