/** Settings come from outside and change between two starts: which ones did is an event, so that operators see since when. */
import { type SeenSettings, swapSeenSettings } from './config-history.store.js';
import { type ShownSetting, shownSettings } from './config-shown.js';
import type { GatewayContext } from './context.js';
import { recordEvents } from './evidence/events.store.js';

/** What a process does; each may be given settings of its own. */
export type ProcessKind = 'web' | 'workers' | 'all';

const seenIn = (settings: readonly ShownSetting[]): SeenSettings =>
  Object.fromEntries(settings.map(({ name, value }) => [name, value]));

/** Line by line what differs. A setting that an older version did not know has not changed. */
export const changesBetween = (before: SeenSettings, now: SeenSettings): string[] =>
  Object.keys(now)
    .filter((name) => name in before && before[name] !== now[name])
    .map((name) => `${name}: ${before[name] ?? '—'} → ${now[name] ?? '—'}`);

/**
 * Remembers what a process runs with, and records an event when it differs from its last start.
 * @param actor who started it
 * @returns what differs
 */
export async function noteSettings(
  ctx: Pick<GatewayContext, 'config' | 'database' | 'wake'>,
  kind: ProcessKind,
  actor: string,
): Promise<string[]> {
  const now = seenIn(shownSettings(ctx.config));
  return ctx.database.transaction(async (tx) => {
    const before = await swapSeenSettings(tx, kind, now);
    const changed = before === null ? [] : changesBetween(before, now);
    if (changed.length === 0) return [];
    await recordEvents(tx, [{ kind: 'settings.changed', agencies: [], payload: { process: kind, changed, actor } }]);
    tx.afterCommit(() => ctx.wake('events'));
    return changed;
  });
}
