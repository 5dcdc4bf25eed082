/**
 * Takes a container its agency has sealed itself: stored byte for byte, never sealed again; its envelope is the metadata.
 * Needs no scope `seal`. What is not sealed by the sender, or carries what may not travel, is refused and leaves nothing.
 * Source: architecture, "Who signs what"; ETSI EN 319 162-1.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { ByteSource } from '../../schemas/asice/byte-source.js';
import { defaultContainerLimits } from '../../schemas/asice/container-limits.js';
import { orStorageFull } from '../../schemas/asice/disk-full.js';
import { bufferSource, openFileSource, rangeSource } from '../../schemas/asice/file-source.js';
import { asiceMediaType } from '../../schemas/asice/media-types.js';
import {
  type Container,
  type ContainerEntry,
  type DigestAlgorithm,
  openContainer,
} from '../../schemas/asice/open-container.js';
import { refuseSecretXml } from '../../schemas/edxml/envelope-secrecy.js';
import type { EdxmlMessage, EdxmlStatus } from '../../schemas/edxml/message.js';
import { readEdxmlTree } from '../../schemas/edxml/read-edxml.js';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import { parseXml } from '../../schemas/xml/parse-xml.js';
import type { GatewayContext } from '../context.js';
import { type Principal, requireScope } from '../identity/access.js';
import { refuseInfected, type ScannedFile } from '../scanning/refuse-infected.js';
import { type AttachedPdf, checkAttachedPdfs, pdfWarnings } from './attached-pdfs.js';
import { checkSeals, requireSenderSeal } from './check-container.js';
import { checkEntries, type EntryLimits, envelopeName } from './check-entries.js';
import { completeSubmission } from './complete-submission.js';
import type { SealedFile } from './documents.store.js';
import { inspectEntry } from './inspect-entry.js';
import { loggingSecrets } from './log-secrets.js';
import { requireQuota } from './quota.js';
import { readMessage } from './read-message.js';
import { findAnswer } from './repeat-submission.js';
import type { AnsweredRow } from './sent-before.store.js';
import type { SubmitOptions } from './submission-input.js';
import type { SubmitAnswer } from './submit-answer.js';

const maxEnvelopeBytes = 10 * 1024 * 1024;
const maxInflatedPdfBytes = 32 * 1024 * 1024;

/**
 * Submits a ready ASiC-E container.
 * @throws Problem `body_too_large`, `upload_interrupted`, `zip_*`, `asic_*`, `edxml_*`; as `checkEntries`, `checkSeals`, `refuseInfected`,
 *   `requireSenderSeal`, `requireQuota`, `checkAttachedPdfs`, `readSubmission` and `completeSubmission`; `file_*` and `secret_refused` for its files
 */
export async function submitContainer(
  ctx: GatewayContext,
  principal: Principal,
  body: AsyncIterable<Uint8Array>,
  options: Omit<SubmitOptions, 'change'>,
): Promise<SubmitAnswer> {
  requireScope(principal, 'documents:submit');
  const draftPath = await ctx.blobs.draftPath();
  try {
    const received = await receive(body, draftPath, maxContainerBytes(ctx.config));
    const isSame = ({ bodySha256 }: AnsweredRow) => bodySha256.equals(received.sha256);
    const answer = await findAnswer(ctx, principal, options.idempotencyKey, isSame);
    if (answer !== undefined) return answer;
    return await loggingSecrets(ctx, principal, received.sha256, () =>
      judgeAndSubmit(ctx, principal, { draftPath, ...received }, options),
    );
  } finally {
    await ctx.blobs.discard(draftPath);
  }
}

/** The settings limit each file; a container may hold as many of them, and be as large as one that can be opened. */
function maxContainerBytes({ maxFiles, maxFileBytes }: EntryLimits): number {
  return Math.min(maxFiles * maxFileBytes + maxEnvelopeBytes, defaultContainerLimits.maxTotalBytes);
}

interface ReceivedContainer {
  readonly draftPath: string;
  readonly sha256: Buffer;
  readonly size: number;
}

async function receive(
  body: AsyncIterable<Uint8Array>,
  path: string,
  maxBytes: number,
): Promise<Omit<ReceivedContainer, 'draftPath'>> {
  const hash = createHash('sha256');
  let size = 0;
  const counted = async function* () {
    for await (const chunk of interruptible(body)) {
      size += chunk.length;
      if (size > maxBytes) throw new Problem('body_too_large', { detail: `More than ${maxBytes} bytes` });
      hash.update(chunk);
      yield chunk;
    }
  };
  await orStorageFull(pipeline(counted, createWriteStream(path, { flags: 'wx', mode: 0o600 })));
  return { sha256: hash.digest(), size };
}

/** The body's chunks; its failure, unlike that of our disk, is the client's. */
async function* interruptible(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (cause) {
    throw isProblem(cause) ? cause : new Problem('upload_interrupted', { cause });
  }
}

async function judgeAndSubmit(
  ctx: GatewayContext,
  principal: Principal,
  received: ReceivedContainer,
  options: Omit<SubmitOptions, 'change'>,
): Promise<SubmitAnswer> {
  const source = await openFileSource(received.draftPath);
  try {
    const container = await openContainer(source);
    if (container.mimeType !== asiceMediaType)
      throw new Problem('asic_mimetype', { detail: 'An ASiC-E container is expected' });
    const entries = checkEntries(container, ctx.config);
    const message = await readEnvelope(container);
    const input = await readMessage(ctx, principal, message, options);
    if (input.metadata.number === undefined)
      throw new Problem('edxml_missing', { detail: 'A sealed document carries its number', field: 'Code/CodeNumber' });
    const digestOf = rememberingDigests(container);
    const signatures = await checkSeals(container, digestOf);
    const seal = await requireSenderSeal(ctx, input.sender.code, container, signatures);
    const inspected = await inspectFiles(container, entries, digestOf);
    await refuseInfected(ctx, scannedEntries(container));
    const checks = await checkAttachedPdfs(ctx, input.sender, pdfsIn(container, source, inspected));
    await requireQuota(ctx, input.sender, received.size);
    const files = inspected.map((file) => ({ ...file, pdfCheck: checks.get(file.name) ?? null }));
    const sha256 = received.sha256.toString('hex');
    const made = {
      draftPath: received.draftPath,
      sha256,
      size: received.size,
      files,
      sealedWith: seal.fingerprint,
      isSealedHere: false,
      warnings: [...seal.warnings, ...pdfWarnings(checks)],
    };
    return await completeSubmission(ctx, input, received.sha256, async () => made);
  } finally {
    await source.close();
  }
}

/**
 * The message in a container, before anything of it is believed.
 * @throws Problem `edxml_*`, `secret_refused`, `zip_*`
 */
export async function readEnclosedMessage(container: Container): Promise<EdxmlMessage | EdxmlStatus> {
  const entry = container.dataEntries.find(({ name }) => name === envelopeName);
  if (entry === undefined)
    throw new Problem('edxml_missing', { detail: `The container has no ${envelopeName}`, field: envelopeName });
  const root = parseXml(await container.read(entry, maxEnvelopeBytes));
  refuseSecretXml(root);
  return readEdxmlTree(root);
}

async function readEnvelope(container: Container): Promise<EdxmlMessage> {
  const message = await readEnclosedMessage(container);
  if (message.kind === 'document' && message.business?.type !== 1) return message;
  throw new Problem('edxml_value', {
    detail: 'The envelope of a sealed document must carry a document',
    field: envelopeName,
  });
}

function rememberingDigests(container: Container) {
  const known = new Map<string, Promise<Buffer>>();
  return (entry: ContainerEntry, algorithm: DigestAlgorithm): Promise<Buffer> => {
    const key = `${algorithm} ${entry.name}`;
    const digest = known.get(key) ?? container.digest(entry, algorithm);
    known.set(key, digest);
    return digest;
  };
}

type InspectedFile = Omit<SealedFile, 'pdfCheck'>;

/** A stored entry is read where it lies, a compressed one from memory. */
function pdfsIn(container: Container, source: ByteSource, files: readonly InspectedFile[]): AttachedPdf[] {
  const pdfs = files.filter(({ mediaType }) => mediaType === 'application/pdf');
  return pdfs.map(({ name, size, offset }) => ({
    name,
    open: async () => {
      if (offset !== null) return rangeSource(source, offset, size);
      const entry = container.dataEntries.find((one) => one.name === name) as ContainerEntry;
      return bufferSource(await container.read(entry, maxInflatedPdfBytes));
    },
  }));
}

/** All of them: what stands beside the documents is passed on, too. */
const scannedEntries = (container: Container): ScannedFile[] =>
  container.entries.map((entry) => ({
    name: entry.name,
    open: async () => container.stream(entry) as AsyncIterable<Buffer>,
  }));

async function inspectFiles(
  container: Container,
  entries: readonly ContainerEntry[],
  digestOf: ReturnType<typeof rememberingDigests>,
): Promise<InspectedFile[]> {
  const files: InspectedFile[] = [];
  for (const entry of entries) {
    files.push({
      n: files.length + 1,
      name: entry.name,
      mediaType: await inspectEntry(container, entry),
      size: entry.size,
      sha256: (await digestOf(entry, 'sha256')).toString('hex'),
      offset: entry.method === 0 ? entry.offset : null,
    });
  }
  return files;
}
