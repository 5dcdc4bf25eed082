/** What a gateway holds: compared before and after a refused request, to see that nothing of it stayed. */
import { readdirSync, readlinkSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { HttpFixture } from '../../support/http-fixture.js';

const tables = ['documents', 'files', 'recipients', 'deliveries', 'statuses', 'events', 'register_entries'] as const;

async function rowsOf({ ctx }: HttpFixture, table: string): Promise<unknown[]> {
  const { rows } = await ctx.database.query<{ row: unknown }>(
    `select to_jsonb(t) as row from ${table} t order by to_jsonb(t)::text`,
  );
  return rows.map(({ row }) => row);
}

/** Every row a submission could write, every file below the data folder, and what waits in the folder for temporary files. */
export async function holdings(gateway: HttpFixture): Promise<Record<string, unknown>> {
  const rows = await Promise.all(tables.map(async (table) => [table, await rowsOf(gateway, table)] as const));
  const files = (await readdir(gateway.folder, { recursive: true })).sort();
  return { ...Object.fromEntries(rows), files };
}

/** Containers that are still growing. */
export const drafts = (gateway: HttpFixture): Promise<string[]> => readdir(join(gateway.folder, 'blobs', 'drafts'));

/** Handles of this process on such containers, removed ones included. */
export const openDrafts = () =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).includes('/drafts/');
    } catch {
      return false;
    }
  });
