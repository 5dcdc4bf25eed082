/** A bare gateway that holds as many documents as wanted. */
import type pg from 'pg';
import type { GatewayContext } from '../gateway/context.js';
import { withBareGateway } from './bare-gateway.js';
import { fillArchive } from './fill-archive.js';

const batch = 100_000;

export interface LargeArchive {
  readonly ctx: GatewayContext;
  /** Adds documents `from`..`to`; about 100,000 in ten seconds. */
  fill(from: number, to: number): Promise<void>;
}

/** Opens an empty one, works with it, removes it. */
export const withLargeArchive = <T>(work: (archive: LargeArchive) => Promise<T>): Promise<T> =>
  withBareGateway(({ ctx, client }) => work({ ctx, fill: (from, to) => fill(client, from, to) }));

async function fill(client: pg.Client, from: number, to: number): Promise<void> {
  // Without triggers: the figures of reports they keep are not measured here, and would cost hours.
  await client.query('set session_replication_role = replica');
  for (let start = from; start <= to; start += batch) {
    await fillArchive(client, start, Math.min(to, start + batch - 1));
    process.stderr.write(`  ${Math.min(to, start + batch - 1)} documents\n`);
  }
  await client.query('vacuum analyze documents, recipients');
}
