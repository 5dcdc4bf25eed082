/**
 * How the gateway talks to PostgreSQL: a pool with limits, values as the stores expect them, faults as problems.
 * Knows no table. Source of the fault codes: PostgreSQL manual, appendix A (classes 08, 40, 53, 57P).
 */
import pg from 'pg';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import type { Database, Transaction } from './database.js';
import { readValue } from './read-value.js';

export interface DatabaseOptions {
  /** Connections this process may hold. */
  readonly poolSize?: number;
  /** A statement running longer is ended by the server. */
  readonly statementTimeoutMs?: number;
  /** A transaction that does nothing for longer is ended by the server. */
  readonly idleTransactionTimeoutMs?: number;
  /** How long to wait for a free or new connection. */
  readonly connectTimeoutMs?: number;
  /** Told of faults that no caller waits for: an idle connection lost, work after a commit that threw. */
  readonly onFault?: (fault: Error) => void;
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string;
}

/**
 * Opens a pool; connects with the first query, so that a database that is away is a fault of that query, not of the start.
 * @param url `postgresql://user:password@host:port/database`
 */
export function openDatabase(url: string, options: DatabaseOptions = {}): Database {
  const pool = new pg.Pool(poolSettings(url, options));
  const onFault = options.onFault ?? (() => {});
  // Without a listener the loss of an idle connection would end the process.
  pool.on('error', onFault);
  // So would the loss of one that is changing hands: the pool stops listening before whoever gets it can begin. For its whole
  // life somebody listens; the loss itself is told to the next statement.
  pool.on('connect', (client) => client.on('error', () => {}));
  return {
    query: async (text, values, name) => answerOf(() => pool.query(statement(text, values, name))),
    transaction: (work) => runTransaction(pool, work, onFault),
    close: () => pool.end(),
  };
}

/** `pipeline`: statements begun together travel together; each still fails or succeeds by itself. */
function poolSettings(url: string, options: DatabaseOptions): pg.PoolConfig & { pipeline: boolean } {
  return {
    connectionString: url,
    max: options.poolSize ?? 12,
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    idle_in_transaction_session_timeout: options.idleTransactionTimeoutMs ?? 30_000,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 10_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    pipeline: true,
    application_name: options.applicationName ?? 'congvan',
    options: '-c TimeZone=UTC -c DateStyle=ISO',
    types: { getTypeParser: readValue as never },
  };
}

const statement = (text: string, values: readonly unknown[] | undefined, name: string | undefined): pg.QueryConfig => ({
  text,
  values: [...(values ?? [])],
  ...(name === undefined ? {} : { name }),
});

async function answerOf<Row extends pg.QueryResultRow>(
  run: () => Promise<pg.QueryResult>,
): Promise<{ rows: Row[]; rowCount: number }> {
  try {
    const { rows, rowCount } = await run();
    return { rows: rows as Row[], rowCount: rowCount ?? 0 };
  } catch (error) {
    throw asProblem(error);
  }
}

async function runTransaction<T>(
  pool: pg.Pool,
  work: (tx: Transaction) => Promise<T>,
  onFault: (fault: Error) => void,
): Promise<T> {
  const client = await pool.connect().catch((error) => {
    throw asProblem(error);
  });
  const afterCommit: (() => void)[] = [];
  let broken: Error | undefined;
  try {
    // Sent ahead, together with the first statement: one way to the server less.
    const begun = answerOf(() => client.query('begin'));
    begun.catch(() => {});
    const result = await work(transactionOn(client, afterCommit));
    await begun;
    await commit(client);
    runAll(afterCommit, onFault);
    return result;
  } catch (error) {
    broken = await rollBack(client, error);
    throw error;
  } finally {
    client.release(broken);
  }
}

async function commit(client: pg.PoolClient): Promise<void> {
  try {
    const { command } = await client.query('commit');
    // After a failed statement PostgreSQL answers a commit by rolling back: swallowing that error must not look like success.
    if (command !== 'COMMIT')
      throw new Problem('internal', { cause: new Error('a failed statement was ignored inside a transaction') });
  } catch (error) {
    throw asProblem(error);
  }
}

const transactionOn = (client: pg.PoolClient, afterCommit: (() => void)[]): Transaction => ({
  query: async (text, values, name) => answerOf(() => client.query(statement(text, values, name))),
  afterCommit: (work) => void afterCommit.push(work),
});

/** Gives back the reason to throw the connection away, if there is one. */
async function rollBack(client: pg.PoolClient, error: unknown): Promise<Error | undefined> {
  if (isProblem(error, 'database_unavailable')) return error;
  try {
    await client.query('rollback');
    return undefined;
  } catch (fault) {
    return fault as Error;
  }
}

function runAll(works: readonly (() => void)[], onFault: (fault: Error) => void): void {
  for (const work of works) {
    try {
      work();
    } catch (error) {
      onFault(error as Error);
    }
  }
}

const networkFaults = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
]);
const lostConnection =
  /Connection terminated|timeout exceeded when trying to connect|not queryable|Client was closed|Connection ended/i;

/** Faults of the connection, a full disk, a lost race and a NUL in a text become problems; anything else is passed on as it is. */
function asProblem(error: unknown): unknown {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  const away = networkFaults.has(code) || /^(08...|57P0[1-5]|25P03|53300)$/.test(code) || lostConnection.test(message);
  if (away) return new Problem('database_unavailable', { cause: error });
  if (code === '53100') return new Problem('storage_full', { cause: error });
  // A NUL from outside: JavaScript texts may hold it, PostgreSQL's may not.
  if (code === '22021' || code === '22P05')
    return new Problem('invalid_request', { detail: 'A text holds a character that cannot be stored', cause: error });
  if (code === '40001' || code === '40P01') return new Problem('conflict', { cause: error });
  return error;
}
