/**
 * Everything that proves a document, in one ASiC-E container: the sealed container, its signature grown by the timestamps and revocation
 * data obtained since; the sealed status messages; the document's events with their place in the log; the certificates, revocation lists
 * and answers that are known, and those that the seals of the status messages need. Sealed and timestamped by the gateway, which proves
 * that all of it existed then; timestamped checkpoints of the log prove since when the status messages existed, which carry no timestamp.
 * Source: architecture, "A document's way", step 8; ETSI EN 319 162-1 section 4.4 (nested containers are plain data objects).
 */
import { asOcspResponse } from '../../certs/trust/ocsp.js';
import type { ReliedUpon } from '../../certs/verdict/judged-signature.js';
import { sealContainer } from '../../certs/xades/seal-container.js';
import type { ByteSource } from '../../schemas/asice/byte-source.js';
import { ContainerWriter } from '../../schemas/asice/container-writer.js';
import { openFileSource } from '../../schemas/asice/file-source.js';
import { asiceMediaType } from '../../schemas/asice/media-types.js';
import type { GatewayContext } from '../context.js';
import { fileSafe, requireCopy } from '../documents/open-document.js';
import type { DocumentAccess } from '../documents/view-document.js';
import { selectStatuses, selectStatusMessage } from '../documents/view-document.store.js';
import { checkpointKeyPem } from '../evidence/checkpoint.js';
import { eventTable } from '../evidence/event-table.js';
import { recordEvents } from '../evidence/events.store.js';
import { proveEvents } from '../evidence/prove-events.js';
import type { Principal } from '../identity/access.js';
import { readTrust } from '../identity/trust.js';
import { augmentingSoon } from './augment-soon.js';
import { writeAugmented } from './augmented-container.js';
import { addLogExistence, type NestedMessage } from './log-existence.js';
import { NestedSeals } from './nested-seals.js';
import { selectEvidence, selectProof } from './proofs.store.js';

export interface ComposedProof {
  readonly name: string;
  /** Close it when the answer is sent; nothing of it stays then. */
  readonly source: ByteSource & { close(): Promise<void> };
}

/**
 * Composes the proof as of now, as far as the reader may see it: a recipient's holds its own statuses and events.
 * @throws Problem as `requireCopy`; `storage_full`, `storage_damaged`, `key_missing`
 */
export async function composeProof(ctx: GatewayContext, principal: Principal, id: string): Promise<ComposedProof> {
  const access = await requireCopy(ctx, principal, id);
  const path = await ctx.blobs.draftPath();
  try {
    await writeProof(ctx, principal, access, path);
    // The file lives as long as somebody holds it open.
    const source = await openFileSource(path);
    const { number, notation } = access.document;
    return { name: `${fileSafe(`${number}-${notation}`)}.proof.asice`, source };
  } finally {
    await ctx.blobs.discard(path);
  }
}

async function writeProof(
  ctx: GatewayContext,
  principal: Principal,
  access: DocumentAccess,
  path: string,
): Promise<void> {
  const writer = await ContainerWriter.create(path);
  try {
    const proof = await addDocument(ctx, writer, access);
    const { seals, messages } = await addStatuses(ctx, writer, access);
    const log = await addLog(ctx, writer, access);
    const { tokens, evidence } = await addLogExistence(ctx, writer, messages, log.events);
    for (const token of tokens) seals.addTimestamp(token);
    await addTrust(ctx, writer, seals, evidence);
    const madeAt = ctx.now();
    await addJson(writer, 'proof.json', {
      format: 'congvan-proof',
      version: 1,
      madeAt: madeAt.toISOString(),
      document: headOf(access),
      log: log.head,
      contents,
      proof,
    });
    const signer = await ctx.keys.receiptSigner();
    await sealContainer(writer, { envelope: null, signer, signingTime: madeAt, augment: augmentingSoon(ctx) });
    const payload = { key: 'receipt', purpose: 'proof', actor: principal.actor };
    await ctx.database.transaction((tx) =>
      recordEvents(tx, [{ kind: 'key.used', document: access.document.id, agencies: [], payload }]),
    );
  } finally {
    await writer.abort();
  }
}

/** What a reader without us finds where. */
const contents = {
  'document.asice':
    'The sealed document: verify its seal like that of any ASiC-E container. Its signature file may have grown by timestamps and revocation data; nothing that was signed has changed',
  'statuses/*.asice': 'Receipts (01) and statuses, each a sealed message',
  'log/checkpoint.txt': 'Signed note (C2SP tlog-checkpoint) over the log',
  'log/events.json':
    'Events with their inclusion proofs (RFC 9162): leaf hash = SHA-256(0x00 || canonical JSON of {at, document, id, kind, payload: payloadSha256, v: 1}); payloadSha256 = SHA-256(salt || canonical JSON of payload); canonical JSON as RFC 8785',
  'log/events.tsv':
    'The same for plain tools, one event a line: position of the leaf, leaf, salt (hex), payload, siblings from the leaf to the root (hex, commas); leaf and payload octet for octet as hashed, "-" for what is not there',
  'log/existence.json':
    'For each message the way from its event to a timestamped checkpoint, as in events.json; the payload names the SHA-256 of the message',
  'log/stamped-*.txt':
    'Those checkpoints; the .tst beside each is an RFC 3161 token over it: openssl ts -verify -data stamped-N.txt -in stamped-N.tst -token_in',
  'log/key.pem': 'The key of the checkpoint’s signature (Ed25519); compare it with one you got from elsewhere',
  'trust/*':
    'Certificates (.cer), revocation lists (.crl) and answers (.ocsp, OCSPResponse), DER; decide for yourself which roots you trust',
} as const;

function headOf({ document, relation }: DocumentAccess) {
  const { id, documentId, number, notation, from, date, sha256, size, sentAt } = document;
  return { id, documentId, number, notation, from, date, sha256, size, sentAt, seenAs: relation };
}

/** How far the proof had come: `pending` without a timestamp, `complete` with everything needed to validate it offline. */
async function addDocument(ctx: GatewayContext, writer: ContainerWriter, { document }: DocumentAccess) {
  const proof = await selectProof(ctx.database, document.id);
  const items = await selectEvidence(ctx.database, document.id);
  const sealed = await ctx.blobs.open(document.sha256);
  const path = await ctx.blobs.draftPath();
  try {
    const isAugmented = await writeAugmented(sealed, items, path);
    if (!isAugmented) await addFile(writer, sealed);
    else await withFile(path, (copy) => addFile(writer, copy));
    return { state: proof?.state ?? null, provenAt: proof?.provenAt ?? null, isAugmented };
  } finally {
    await sealed.close();
    await ctx.blobs.discard(path);
  }
}

const addFile = (writer: ContainerWriter, file: ByteSource) =>
  writer.addStream('document.asice', asiceMediaType, file.stream(), { maxBytes: file.size });

async function withFile<T>(path: string, use: (file: ByteSource) => Promise<T>): Promise<T> {
  const file = await openFileSource(path);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

async function addStatuses(ctx: GatewayContext, writer: ContainerWriter, access: DocumentAccess) {
  const { id } = access.document;
  const seals = new NestedSeals();
  const messages: NestedMessage[] = [];
  const statuses = await selectStatuses(ctx.database, id, access.agencies);
  for (const [index, status] of statuses.entries()) {
    const sealed = await selectStatusMessage(ctx.database, id, status.id);
    if (sealed === undefined) continue;
    const place = String(index + 1).padStart(4, '0');
    const file = `statuses/${place}-${status.code}-${status.agency}.asice`;
    await writer.addBytes(file, asiceMediaType, sealed.message);
    await seals.add(sealed.message);
    messages.push({ file, sha256: sealed.sha256 });
  }
  return { seals, messages };
}

async function addLog(ctx: GatewayContext, writer: ContainerWriter, access: DocumentAccess) {
  const { document, relation, agencies } = access;
  const visible = relation === 'sender' ? [document.from] : agencies;
  const { items, checkpoint, size } = await proveEvents(ctx, document.id, visible);
  const { name, publicKey } = await ctx.keys.checkpointSigner();
  if (checkpoint !== null) await writer.addBytes('log/checkpoint.txt', 'text/plain', Buffer.from(checkpoint));
  await writer.addBytes('log/key.pem', 'application/x-pem-file', Buffer.from(checkpointKeyPem(publicKey)));
  await addJson(writer, 'log/events.json', { size, items });
  await writer.addBytes('log/events.tsv', 'text/tab-separated-values', Buffer.from(eventTable(items)));
  return { head: { origin: name, publicKey: publicKey.toString('base64'), size }, events: items };
}

const trustFiles = {
  certificate: { extension: 'cer', mediaType: 'application/pkix-cert' },
  crl: { extension: 'crl', mediaType: 'application/pkix-crl' },
  ocsp: { extension: 'ocsp', mediaType: 'application/ocsp-response' },
} as const;

/** @param kept evidence from the time of the messages, which nobody could obtain now */
async function addTrust(
  ctx: GatewayContext,
  writer: ContainerWriter,
  seals: NestedSeals,
  kept: readonly ReliedUpon[],
): Promise<void> {
  const trust = await readTrust(ctx.database);
  const parts = [
    ...trust.anchors.map((der) => ['root', 'certificate', der] as const),
    ...trust.intermediates.map((der) => ['issuer', 'certificate', der] as const),
    ...trust.crls.map((der) => ['list', 'crl', der] as const),
    ...[...kept, ...(await seals.evidence(ctx, trust))].map(
      ({ kind, der }) => [evidenceNames[kind], kind, der] as const,
    ),
  ];
  const known = new Set<string>();
  for (const [name, kind, der] of parts) {
    const key = der.toString('base64');
    if (known.has(key)) continue;
    known.add(key);
    const { extension, mediaType } = trustFiles[kind];
    await writer.addBytes(
      `trust/${name}-${known.size}.${extension}`,
      mediaType,
      kind === 'ocsp' ? asOcspResponse(der) : der,
    );
  }
}

const evidenceNames = { certificate: 'issuer', crl: 'list', ocsp: 'answer' } as const;

async function addJson(writer: ContainerWriter, name: string, value: unknown): Promise<void> {
  await writer.addBytes(name, 'application/json', Buffer.from(`${JSON.stringify(value, null, 2)}\n`));
}
