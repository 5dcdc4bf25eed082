/**
 * A gateway to test with: a real context on a database of its own, the agencies of the demonstration province, containers in
 * a temporary folder, seal keys from the test authority. Workers and HTTP are not running; start what a test needs.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import pino from 'pino';
import { openKeyStore } from '../../certs/keys/key-store.js';
import { ensurePassphraseFile } from '../../certs/keys/passphrase-file.js';
import { upsertAgencies } from '../../gateway/agencies/agencies.store.js';
import type { Agency } from '../../gateway/agencies/agency.js';
import { DirectoryBlobStore } from '../../gateway/blobs/directory-blob-store.js';
import { type Config, keyPassphrasePath, loadConfig } from '../../gateway/config.js';
import type { GatewayContext } from '../../gateway/context.js';
import { approachRecipient, recordArrival } from '../../gateway/documents/record-arrival.js';
import { beginSubmission } from '../../gateway/documents/submit.js';
import type { SubmitAnswer } from '../../gateway/documents/submit-answer.js';
import { type Principal, principalOf, roleScopes } from '../../gateway/identity/access.js';
import { answerTimestamp } from '../../gateway/identity/authority-answers.js';
import { openOnlineEvidence } from '../../gateway/identity/online-evidence.js';
import { timestampsFrom } from '../../gateway/proofs/timestamp-sources.js';
import { openVirusScanner } from '../../gateway/scanning/virus-scanner.js';
import { foldText } from '../../schemas/directory/fold-text.js';
import { demonstrationAgencies } from '../../schemas/directory/level-one.js';
import { isProblem } from '../../schemas/problems/problem.js';
import { FixtureKeyRing, insertAuthority, type KeyWishes } from './fixture-keys.js';
import { type TestAuthority, testAuthority } from './test-authority.js';
import { freshDatabase } from './test-database.js';

export interface FixtureOptions extends KeyWishes {
  readonly config?: Partial<Config>;
  /** What differs from the demonstration province, by agency code. */
  readonly agencies?: Readonly<
    Record<
      string,
      Partial<
        Pick<Agency, 'channel' | 'email' | 'numbering' | 'pdfPolicy' | 'mailProtection' | 'mailPolicy' | 'validTo'>
      >
    >
  >;
  /** Data folder of a database server of the test's own. */
  readonly databaseFolder?: string;
}

export interface GatewayFixture {
  readonly ctx: GatewayContext;
  readonly authority: TestAuthority;
  readonly databaseUrl: string;
  /** Data folder; containers are in `blobs`. */
  readonly folder: string;
  /** Reasons with which the workers were woken. */
  readonly wakes: string[];
  /** Every log line, as JSON text. */
  readonly logLines: string[];
  /** A clerk of these agencies. */
  clerk(...agencies: string[]): Principal;
  readonly auditor: Principal;
  /** Moves the context's clock. */
  setNow(now: Date | null): void;
  close(): Promise<void>;
}

/** Opens a gateway. Takes about a second the first time in a run, then a fraction of one. */
export async function openGatewayFixture(options: FixtureOptions = {}): Promise<GatewayFixture> {
  const [fresh, folder, authority] = await Promise.all([
    freshDatabase(options.databaseFolder),
    mkdtemp(join(tmpdir(), 'congvan-gateway-')),
    testAuthority(),
  ]);
  const wakes: string[] = [];
  const logLines: string[] = [];
  let fixedNow: Date | null = null;
  const config = { ...loadConfig({ CONGVAN_DATA: folder }), ...options.config };
  const log = pino({ level: 'debug' }, { write: (line: string) => void logLines.push(line) });
  const ctx: GatewayContext = {
    config,
    database: fresh.database,
    blobs: await DirectoryBlobStore.open(join(folder, 'blobs')),
    keys: new FixtureKeyRing(authority, fresh.database, options),
    keyStore: await openKeyStore(join(folder, 'keys'), await ensurePassphraseFile(keyPassphrasePath(config))),
    log,
    online: openOnlineEvidence(config, () => ctx.now()),
    scanner: openVirusScanner(config),
    readsMails: config.imapUrls.length > 0,
    timestamps: timestampsFrom(config, {
      askOwn: (request) => answerTimestamp(ctx, request),
      now: () => ctx.now(),
      log,
    }),
    wake: (reason) => void wakes.push(reason),
    now: () => fixedNow ?? new Date(),
  };
  await insertProvince(ctx, options.agencies ?? {});
  await insertAuthority(ctx, authority);
  return {
    ctx,
    authority,
    databaseUrl: fresh.url,
    folder,
    wakes,
    logLines,
    clerk: (...agencies) => principalOf('user:clerk', roleScopes.clerk, agencies),
    auditor: principalOf('user:auditor', roleScopes.auditor, []),
    setNow: (now) => {
      fixedNow = now;
    },
    close: async () => {
      await fresh.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function insertProvince(ctx: GatewayContext, changes: NonNullable<FixtureOptions['agencies']>): Promise<void> {
  const rows = demonstrationAgencies().map(({ code, name, parent, email }) => ({
    code,
    name,
    parent,
    email,
    channel: 'local' as const,
    numbering: 'gateway' as const,
    pdfPolicy: 'warn' as const,
    mailProtection: 'signed' as const,
    mailPolicy: 'signed' as const,
    quotaDay: null,
    quotaMonth: null,
    quotaTotal: null,
    successor: null,
    demonstration: true,
    validFrom: null,
    validTo: null,
    search: foldText(`${name} ${code}`),
    ...changes[code],
  }));
  await ctx.database.transaction((tx) => upsertAgencies(tx, rows));
}

/** A PDF that is one by its first bytes. */
export function smallPdf(text = 'Kính gửi'): Buffer {
  return Buffer.from(`%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n% ${text}\ntrailer<</Root 1 0 R>>\n%%EOF\n`);
}

/** Metadata of a công văn from H30.03, changed as wished. */
export function metadataOf(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    to: ['H30.05'],
    type: 'CV',
    notation: 'STTTT-VP',
    subject: 'Về việc gửi, nhận văn bản điện tử',
    promulgation: { place: 'Vị Thanh', date: '2016-05-19' },
    signer: { competence: 'KT. GIÁM ĐỐC', position: 'Phó Giám đốc', fullName: 'Nguyễn Văn Minh' },
    ...changes,
  };
}

/** Submits one small document. */
export async function submitDocument(
  ctx: GatewayContext,
  principal: Principal,
  metadata: Record<string, unknown> = metadataOf(),
  options: { readonly idempotencyKey?: string; readonly file?: Buffer; readonly fileName?: string } = {},
): Promise<SubmitAnswer> {
  const { idempotencyKey, file = smallPdf(), fileName = 'Công văn số 1.pdf' } = options;
  const submission = await beginSubmission(ctx, principal, metadata, { origin: 'api', idempotencyKey });
  await submission.addFile(fileName, Readable.from([file]));
  return submission.complete();
}

/** Brings a document into a recipient's inbox as the local channel does, receipt included; false when it was there before. */
export async function arriveDocument(ctx: GatewayContext, document: string, agency: string): Promise<boolean> {
  const approach = await approachRecipient(ctx, document, agency);
  if (approach.kind !== 'arriving') return false;
  const arrive = ctx.database.transaction(async (tx) => {
    await tx.query(
      `update deliveries set state = 'delivered', finished_at = now() where document = $1 and target = $2 and kind = 'document'`,
      [document, agency],
    );
    await recordArrival(ctx, tx, approach.arrival);
  });
  return arrive.then(
    () => true,
    (error: unknown) => {
      if (isProblem(error, 'conflict')) return false;
      throw error;
    },
  );
}
