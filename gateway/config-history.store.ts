/** Rows of `seen_settings`: what each kind of process was last started with. */
import type { Transaction } from './database/database.js';

/** By name; null for what is unset. Secrets only as set or not. */
export type SeenSettings = Readonly<Record<string, string | null>>;

/** @returns what was kept before; null for nothing. Two that start at once take turns. */
export async function swapSeenSettings(
  tx: Transaction,
  process: string,
  settings: SeenSettings,
): Promise<SeenSettings | null> {
  await tx.query('insert into seen_settings (process) values ($1) on conflict (process) do nothing', [process]);
  const { rows } = await tx.query<{ settings: SeenSettings | null }>(
    'select settings from seen_settings where process = $1 for update',
    [process],
  );
  await tx.query('update seen_settings set settings = $2, started_at = now() where process = $1', [
    process,
    JSON.stringify(settings),
  ]);
  return rows[0]?.settings ?? null;
}
