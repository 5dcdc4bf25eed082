/**
 * An export for auditors: the documents of some days, each as it was sent and with its proof file, in one ZIP that is written while it
 * is sent. What cannot be opened is named in its index instead of ending the export. Every document in it counts as looked at, and the
 * export is an event.
 * Source: docs/verify.md judges the proof files in it; PKWARE APPNOTE.TXT (stream-zip.ts).
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { toPem } from '../../certs/keys/pem-text.js';
import type { ByteSource } from '../../schemas/asice/byte-source.js';
import { type StreamedEntry, streamZip } from '../../schemas/asice/stream-zip.js';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { openContainerOf } from '../documents/open-document.js';
import { checkpointKeyDigest, checkpointKeyPem } from '../evidence/checkpoint.js';
import { selectFirstStamp, selectLastStamp } from '../evidence/checkpoint-stamps.store.js';
import { recordEvents } from '../evidence/events.store.js';
import { newestCheckpoint } from '../evidence/log.store.js';
import type { Principal } from '../identity/access.js';
import { readTrust } from '../identity/trust.js';
import { composeProof } from '../proofs/compose-proof.js';
import { type TableRow, writeCsv } from '../registers/write-csv.js';
import { endOf } from './day-range.js';
import { type ExportedRow, selectExported } from './export.store.js';
import { exportReadme } from './export-readme.js';
import { type ExportQuery, type MeasuredExport, measureExport, mostBytes, mostDocuments } from './measure-export.js';

export interface OpenExport {
  readonly name: string;
  /** The bytes of the ZIP; what it holds open is closed when it is left. */
  readonly pieces: AsyncGenerator<Buffer>;
}

/** Who takes an export along. */
export interface ExportReader {
  readonly principal: Principal;
  /** Records that they were given a document, by its id. */
  noteView(document: string): Promise<void>;
}

/** The commands of docs/verify.md (`npm run docs`). */
const verifyScript = readFileSync(new URL('./verify.sh', import.meta.url));

type OpenSource = ByteSource & { close(): Promise<void> };

const columns = [
  'folder',
  'id',
  'documentId',
  'from',
  'fromName',
  'type',
  'number',
  'notation',
  'subject',
  'date',
  'sentAt',
  'containerSha256',
  'containerBytes',
  'proofSha256',
  'problem',
] as const;

/**
 * Notes the export and begins it.
 * @throws Problem as `measureExport`; `export_too_large`; `not_found` when there is nothing to export
 */
export async function exportDocuments(
  ctx: GatewayContext,
  reader: ExportReader,
  query: ExportQuery,
): Promise<OpenExport> {
  const measured = await measureExport(ctx, reader.principal, query);
  const { from, to, agency, documents, bytes, isTooMuch } = measured;
  if (isTooMuch)
    throw new Problem('export_too_large', {
      detail: `One export holds at most ${mostDocuments} documents and ${mostBytes} bytes of containers`,
    });
  if (documents === 0) throw new Problem('not_found', { detail: 'No document was handed in on these days' });
  const payload = { from, to, agency: agency?.code ?? null, documents, bytes, actor: reader.principal.actor };
  await ctx.database.transaction((tx) => recordEvents(tx, [{ kind: 'audit.exported', agencies: [], payload }]));
  const name = ['kiem-toan', from, to, ...(agency === null ? [] : [agency.code])].join('_');
  return { name: `${name}.zip`, pieces: streamZip(new Export(ctx, reader, measured).entries()) };
}

class Export {
  readonly #index: TableRow[] = [columns];
  readonly #sums: string[] = [];

  constructor(
    private readonly ctx: GatewayContext,
    private readonly reader: ExportReader,
    private readonly measured: MeasuredExport,
  ) {}

  async *entries(): AsyncGenerator<StreamedEntry> {
    yield* this.#surroundings();
    const rows = await selectExported(this.ctx.database, this.measured.range, mostDocuments);
    for (const [index, row] of rows.entries())
      yield* this.#document(`documents/${String(index + 1).padStart(4, '0')}`, row);
    yield { name: 'index.csv', content: writeCsv([this.#index]) };
    yield { name: 'SHA256SUMS', content: this.#sums };
  }

  /** The readme, the log's checkpoints and key, the roots. */
  async *#surroundings(): AsyncGenerator<StreamedEntry> {
    const { database, keys, now } = this.ctx;
    const { name, publicKey } = await keys.checkpointSigner();
    const facts = {
      ...this.measured,
      madeAt: now().toISOString(),
      log: name,
      keySha256: checkpointKeyDigest(publicKey),
    };
    yield { name: 'README.md', content: [exportReadme(facts)] };
    yield { name: 'verify.sh', content: [verifyScript] };
    yield { name: 'log/key.pem', content: [checkpointKeyPem(publicKey)] };
    const newest = await newestCheckpoint(database);
    if (newest !== undefined) yield { name: 'log/checkpoint.txt', content: [newest.note] };
    const after = endOf(this.measured.to);
    const stamp = (await selectFirstStamp(database, after)) ?? (await selectLastStamp(database, now()));
    if (stamp !== undefined) {
      yield { name: `log/stamped-${stamp.size}.txt`, content: [stamp.note] };
      yield { name: `log/stamped-${stamp.size}.tst`, content: [stamp.token] };
    }
    const { anchors } = await readTrust(database);
    for (const [index, der] of anchors.entries())
      yield { name: `trust/root-${index + 1}.pem`, content: [toPem('CERTIFICATE', der)] };
  }

  /** Both files of one document; what is refused or damaged is a line of the index. */
  async *#document(folder: string, row: ExportedRow): AsyncGenerator<StreamedEntry> {
    const { ctx, reader } = this;
    await reader.noteView(row.id);
    let proofSha256 = '';
    let problem = '';
    try {
      yield* this.#file(`${folder}/container.asice`, (await openContainerOf(ctx, reader.principal, row.id)).source);
      const proof = await composeProof(ctx, reader.principal, row.id);
      proofSha256 = yield* this.#file(`${folder}/proof.asice`, proof.source);
    } catch (error) {
      if (!isProblem(error)) throw error;
      ctx.log.error({ err: error, document: row.id }, 'an export goes on without a document');
      problem = error.code;
    }
    const { id, documentId, from, fromName, type, number, notation, subject, date, sentAt, sha256, size } = row;
    this.#index.push([
      ...[folder, id, documentId, from, fromName, type, number, notation, subject, date, sentAt, sha256, size],
      ...[proofSha256, problem],
    ]);
  }

  /** @returns the digest of what was sent, hex */
  async *#file(name: string, source: OpenSource): AsyncGenerator<StreamedEntry, string> {
    const digest = createHash('sha256');
    const content = async function* () {
      for await (const chunk of source.stream() as AsyncIterable<Buffer>) {
        digest.update(chunk);
        yield chunk;
      }
    };
    try {
      yield { name, content: content(), isDense: true };
    } finally {
      await source.close();
    }
    const sha256 = digest.digest('hex');
    this.#sums.push(`${sha256}  ${name}\n`);
    return sha256;
  }
}
