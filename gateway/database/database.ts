/**
 * What the stores need of PostgreSQL: queries and transactions, nothing else.
 * Does not know any table; SQL lives in `*.store.ts` beside what it stores.
 */
import type { QueryResultRow } from 'pg';

export interface Queryable {
  /** Runs one statement; `name` makes it a prepared statement. Rows come back with `bigint` as number, dates as ISO strings. */
  query<Row extends QueryResultRow = QueryResultRow>(
    text: string,
    values?: readonly unknown[],
    name?: string,
  ): Promise<{ rows: Row[]; rowCount: number }>;
}

/** A connection inside a transaction. Work handed to `afterCommit` runs once the commit is durable, never after a rollback. */
export interface Transaction extends Queryable {
  afterCommit(work: () => void): void;
}

export interface Database extends Queryable {
  /** Runs `work` in one transaction; rolls back when it throws. Connection faults become `database_unavailable`. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
