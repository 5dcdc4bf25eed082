/**
 * The PostgreSQL that comes with the product: one per data folder, shared by all processes that work on it.
 * A server left behind by a killed process is taken over; the last process to leave stops it; a server that dies is started again.
 * Does not know the schema (migrate.ts).
 */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import {
  clusterUser,
  findPostmaster,
  openCluster,
  type PostgresCluster,
  readLogTail,
  startPostmaster,
  stopPostmaster,
} from './postgres-cluster.js';

export interface EmbeddedServer {
  /** `postgresql://…` of the product's database. */
  readonly url: string;
  /** Leaves; the last one to leave stops the server. Close pools first. */
  close(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Told what an operator should know: taken over, started again. */
  readonly onLog?: (line: string) => void;
  /** Settings of the server beside ours, by name. */
  readonly settings?: Readonly<Record<string, string>>;
  /** False for throw-away data: the files of a new cluster are not forced to disk. */
  readonly isDurable?: boolean;
}

const databaseName = 'congvan';
const startPatienceMs = 120_000;
/** Every user of a server holds this lock shared; who gets it alone knows that nobody else is there. */
const usersLock = 0x75736572;

/**
 * Uses the server of a data folder, started when it is not running; the cluster is made when there is none.
 * @throws Error with the server's last log lines when it cannot be started
 */
export async function openEmbeddedServer(dataFolder: string, options: EmbeddedOptions = {}): Promise<EmbeddedServer> {
  const cluster = await openCluster(dataFolder, options.isDurable ?? true);
  const stay = new Stay(cluster, options);
  await stay.enter();
  return { url: urlOf(cluster, stay.port, databaseName), close: () => stay.leave() };
}

/**
 * Makes sure that the server runs, without staying: for tests, which stop it themselves. Gives back the URL of `postgres`.
 * @internal
 */
export async function startEmbeddedServer(dataFolder: string, options: EmbeddedOptions = {}): Promise<string> {
  const cluster = await openCluster(dataFolder, options.isDurable ?? true);
  const client = await reach(cluster, options);
  const { port } = client;
  await client.end();
  return urlOf(cluster, port, 'postgres');
}

/**
 * Stops the server of a data folder, whoever uses it; nothing happens when none runs. For tests that start one.
 * @internal
 */
export async function stopEmbeddedServer(dataFolder: string): Promise<void> {
  await stopPostmaster(await openCluster(dataFolder, false));
}

const urlOf = (cluster: PostgresCluster, port: number, database: string) =>
  `postgresql://${clusterUser}:${cluster.password}@127.0.0.1:${port}/${database}`;

/** One process's use of the server: a connection that holds the users' lock for as long as it stays. */
class Stay {
  port = 0;
  #guard: pg.Client | undefined;
  #isLeaving = false;

  constructor(
    private readonly cluster: PostgresCluster,
    private readonly options: EmbeddedOptions,
  ) {}

  async enter(): Promise<void> {
    const guard = await this.#reachAndLock();
    this.#guard = guard;
    this.port = guard.port;
    guard.once('end', () => void this.#comeBack());
    await ensureDatabase(guard);
  }

  async #reachAndLock(): Promise<pg.Client> {
    const until = Date.now() + startPatienceMs;
    for (;;) {
      const client = await reach(this.cluster, this.options);
      if (await isTrue(client, `select pg_try_advisory_lock_shared(${usersLock}) as yes`)) return client;
      // Somebody is just stopping the server: wait for its end, then start it anew.
      await client.end();
      if (Date.now() > until) throw new Error('the embedded PostgreSQL is being stopped and does not end');
      await pause(50);
    }
  }

  /** The server died under us: start it again, on the same port, so that pools find it by themselves. */
  async #comeBack(): Promise<void> {
    if (this.#isLeaving) return;
    this.options.onLog?.('the embedded PostgreSQL went away; starting it again');
    try {
      await this.enter();
    } catch (error) {
      this.options.onLog?.(`the embedded PostgreSQL cannot be started: ${(error as Error).message}`);
      setTimeout(() => void this.#comeBack(), 5_000).unref();
    }
  }

  async leave(): Promise<void> {
    this.#isLeaving = true;
    const guard = this.#guard;
    if (guard === undefined) return;
    const isAlone = await letGo(guard).catch(() => false);
    if (isAlone) await stopPostmaster(this.cluster);
    await guard.end().catch(() => {});
  }
}

async function letGo(guard: pg.Client): Promise<boolean> {
  await guard.query(`select pg_advisory_unlock_shared(${usersLock})`);
  return isTrue(guard, `select pg_try_advisory_lock(${usersLock}) as yes`);
}

async function isTrue(client: pg.Client, question: string): Promise<boolean> {
  const { rows } = await client.query<{ yes: boolean }>(question);
  return rows[0]?.yes === true;
}

async function ensureDatabase(client: pg.Client): Promise<void> {
  if (await isTrue(client, `select true as yes from pg_database where datname = '${databaseName}'`)) return;
  try {
    await client.query(`create database ${databaseName}`);
  } catch (error) {
    // duplicate_database, or its unique violation when another process does the same right now
    if (!['42P04', '23505'].includes((error as { code?: string }).code ?? '')) throw error;
  }
}

/** A connection to the running server; starts it, and again when another process stops it in between. */
async function reach(cluster: PostgresCluster, options: EmbeddedOptions): Promise<pg.Client> {
  const until = Date.now() + startPatienceMs;
  for (;;) {
    const running = findPostmaster(cluster);
    if (running === undefined) await startPostmaster(cluster, options.settings ?? {});
    else if (running.isReady) {
      const client = await connect(cluster, running.port);
      if (client !== undefined) return client;
    }
    if (Date.now() > until) throw new Error(`the embedded PostgreSQL does not start:\n${readLogTail(cluster)}`);
    await pause(20);
  }
}

async function connect(cluster: PostgresCluster, port: number): Promise<pg.Client | undefined> {
  const client = new pg.Client({
    connectionString: urlOf(cluster, port, 'postgres'),
    application_name: 'congvan stay',
    keepAlive: true,
  });
  // A lost connection is told by 'end'; without a listener 'error' would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    const { code = '' } = error as { code?: string };
    if (code === '28P01')
      throw new Error('the embedded PostgreSQL refuses the password in access.json', { cause: error });
    return undefined;
  }
}
