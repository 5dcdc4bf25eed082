/**
 * The one place where the parts are put together: database, containers, keys, log, queue.
 * Commands that need a gateway open one here, work, and close it; nothing listens and no worker runs by itself.
 */
import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Logger, pino } from 'pino';
import { type KeyStore, openKeyStore } from '../certs/keys/key-store.js';
import { ensurePassphraseFile } from '../certs/keys/passphrase-file.js';
import { DirectoryBlobStore } from '../gateway/blobs/directory-blob-store.js';
import { type Config, keyPassphrasePath } from '../gateway/config.js';
import type { GatewayContext } from '../gateway/context.js';
import { openDatabase } from '../gateway/database/connect.js';
import type { Database } from '../gateway/database/database.js';
import { openEmbeddedServer } from '../gateway/database/embedded-server.js';
import { prepareSchema, type SchemaCare } from '../gateway/database/migrate.js';
import type { DemonstrationMail } from '../gateway/demonstration-mail/open-demonstration-mail.js';
import { answerTimestamp } from '../gateway/identity/authority-answers.js';
import { type AuthorityPlan, ensureAuthority } from '../gateway/identity/authority-desk.js';
import type { AuthorityDesk } from '../gateway/identity/authority-tools.js';
import { keyRingFromStore } from '../gateway/identity/key-ring-from-store.js';
import { openOnlineEvidence } from '../gateway/identity/online-evidence.js';
import { noteContacts } from '../gateway/proofs/note-contact.js';
import { timestampsFrom } from '../gateway/proofs/timestamp-sources.js';
import { openVirusScanner } from '../gateway/scanning/virus-scanner.js';
import { isProblem } from '../schemas/problems/problem.js';
import type { WakeQueue } from '../workers/queue/queue.js';

export interface DatabaseHome {
  readonly url: string;
  readonly database: Database;
  close(): Promise<void>;
}

export interface Gateway {
  readonly ctx: GatewayContext;
  readonly desk: AuthorityDesk;
  readonly plan: AuthorityPlan;
  readonly keyStore: KeyStore;
  readonly databaseUrl: string;
  readonly queue: WakeQueue;
  /** The demonstration's mailboxes, where this process has them (demonstration-mail.ts). */
  readonly demonstrationMail: DemonstrationMail | null;
  /** For workers beside the web: what strangers send in bulk must not stand between what is on its way and the database. */
  openWorkerContext(beside: GatewayContext): WorkerContext;
  /** Closes everything opened here; an embedded server that nobody else uses is stopped. */
  close(): Promise<void>;
}

/** The same gateway over database connections of its own. */
export interface WorkerContext {
  readonly ctx: GatewayContext;
  close(): Promise<void>;
}

/** In a start of many machines the database may come up last; a command is rather told at once. */
export const startPatienceMs = 60_000;

export const openLog = (config: Config): Logger =>
  pino(
    { level: config.logLevel, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ fd: 2, sync: true }),
  );

const openPool = (url: string, poolSize: number, log: Logger): Database =>
  openDatabase(url, { poolSize, onFault: (fault) => log.warn({ err: fault }, 'a database connection was lost') });

/** The database of this configuration: the one that was named, or the embedded one, started when it is not running. */
export async function openDatabaseHome(config: Config, log: Logger): Promise<DatabaseHome> {
  const onLog = (line: string) => log.warn(line);
  await mkdir(config.data, { recursive: true, mode: 0o711 });
  const server = config.databaseUrl === null ? await openEmbeddedServer(config.data, { onLog }) : undefined;
  const url = server?.url ?? config.databaseUrl ?? '';
  const database = openPool(url, config.databasePool, log);
  return {
    url,
    database,
    close: async () => {
      await database.close();
      await server?.close();
    },
  };
}

export interface OpenOptions {
  /** What may be done to the schema; only those who serve bring an older one forward. */
  readonly schema: SchemaCare;
  readonly log?: Logger;
  /** How long to wait for a database that does not answer; not at all when left out. */
  readonly databasePatienceMs?: number;
}

/**
 * Opens a gateway on its data, and makes the gateway's own keys when they are missing.
 * @throws Problem as `prepareSchema`; what else keeps it from being opened
 */
export async function openGateway(config: Config, options: OpenOptions): Promise<Gateway> {
  const { log = openLog(config), databasePatienceMs = 0 } = options;
  const home = await openDatabaseHome(config, log);
  try {
    return await whenDatabaseAnswers(log, databasePatienceMs, async () => {
      await prepareSchema(home.database, options.schema);
      return furnish(config, log, home, options.schema);
    });
  } catch (error) {
    await home.close();
    throw error;
  }
}

async function furnish(config: Config, log: Logger, home: DatabaseHome, care: SchemaCare): Promise<Gateway> {
  const keyStore = await openKeyStore(join(config.data, 'keys'), await ensurePassphraseFile(keyPassphrasePath(config)));
  const desk = { database: home.database, keyStore, now: () => new Date(), publicUrl: config.publicUrl };
  const plan = {
    organization: config.organization,
    logName: logNameOf(config),
    mailAddress: config.smtpUrl && config.mailFrom,
  };
  if (care !== 'look') await ensureAuthority(desk, plan);
  const queue = await openQueue(config, log);
  const ctx: GatewayContext = {
    config,
    database: home.database,
    blobs: await DirectoryBlobStore.open(join(config.data, 'blobs')),
    keys: keyRingFromStore(desk),
    keyStore,
    online: openOnlineEvidence(config, desk.now),
    scanner: openVirusScanner(config),
    readsMails: config.imapUrls.length > 0,
    timestamps: timestampsFrom(config, {
      askOwn: (request) => answerTimestamp(ctx, request),
      now: desk.now,
      log,
      heard: noteContacts({ database: home.database, now: desk.now, log }),
    }),
    log,
    wake: queue.announce,
    now: desk.now,
  };
  const openWorkerContext = (beside: GatewayContext) => {
    const database = openPool(home.url, Math.ceil(config.databasePool / 2), log);
    const keys = keyRingFromStore({ ...desk, database });
    return { ctx: { ...beside, database, keys }, close: () => database.close() };
  };
  const close = async () => {
    await queue.close();
    await home.close();
  };
  const parts = { ctx, desk, plan, keyStore, databaseUrl: home.url, queue };
  return { ...parts, demonstrationMail: null, openWorkerContext, close };
}

/**
 * Repeats a step of the start until the database answers, and says that it waits: the database may come up last, and it may go
 * away again at any point of a start.
 * @param step can be cut off anywhere and repeated
 * @throws what the step throws, once `patienceMs` are over
 */
export async function whenDatabaseAnswers<T>(log: Logger, patienceMs: number, step: () => Promise<T>): Promise<T> {
  const until = Date.now() + patienceMs;
  let isTold = false;
  for (;;) {
    try {
      return await step();
    } catch (error) {
      if (!isProblem(error, 'database_unavailable') || Date.now() > until) throw error;
      if (!isTold) log.warn('the database does not answer; waiting for it');
      isTold = true;
      await pause(500);
    }
  }
}

/** Loaded only when it is used: most commands and the one-machine form need no Redis client. */
async function openQueue(config: Config, log: Logger): Promise<WakeQueue> {
  if (config.redisUrl === null) {
    const { inProcessQueue } = await import('../workers/queue/in-process-queue.js');
    return inProcessQueue();
  }
  const { bullmqQueue } = await import('../workers/queue/bullmq-queue.js');
  return bullmqQueue(config.redisUrl, log);
}

/** C2SP tlog-checkpoint, "origin": a schema-less URL of the log, without blanks or `+`. */
function logNameOf({ publicUrl }: Config): string {
  const host = publicUrl === null ? hostname() : new URL(publicUrl).host;
  return `${host.replace(/[\s+]/g, '-').slice(0, 60)}/log`;
}
