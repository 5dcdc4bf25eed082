/**
 * A document as an `.edxml` interchange file, for systems that read nothing else: its envelope with the files inline.
 * The durable proof stays the container; this file carries no seal.
 */
import { openContainer } from '../../schemas/asice/open-container.js';
import { readEdxml } from '../../schemas/edxml/read-edxml.js';
import { type InterchangeContent, writeInterchange } from '../../schemas/edxml/write-interchange.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import type { Principal } from '../identity/access.js';
import { openFileOf, requireCopy } from './open-document.js';
import { selectFiles } from './view-document.store.js';

const envelopeName = 'envelope.edxml';
const maxEnvelopeBytes = 10 * 1024 * 1024;

export interface EdxmlExport {
  readonly name: string;
  /** Pieces of the file; everything opened for it is closed when they end, fail or are no longer wanted. */
  readonly pieces: AsyncGenerator<Buffer>;
}

/**
 * Begins the export.
 * @param wrap `zip`: each attachment inside a ZIP as the axis' own client does; `raw`: the bytes themselves
 * @throws Problem as `requireCopy`; the pieces throw `edxml_too_large` above 50 MB
 */
export async function exportEdxml(
  ctx: GatewayContext,
  principal: Principal,
  id: string,
  wrap: 'zip' | 'raw' = 'zip',
): Promise<EdxmlExport> {
  const { document } = await requireCopy(ctx, principal, id);
  const name = `${document.number}-${document.notation}.edxml`.replace(/[^\p{L}\p{N}._-]+/gu, '-');
  return { name, pieces: writePieces(ctx, principal, id, document.sha256, wrap) };
}

async function* writePieces(
  ctx: GatewayContext,
  principal: Principal,
  id: string,
  sha256: string,
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
