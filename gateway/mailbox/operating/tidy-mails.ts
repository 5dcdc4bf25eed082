/** What time ends about incoming mails. Called by the janitor; any number may run at once. */
import type { GatewayContext } from '../../context.js';
import { keepHolds } from '../../retention/held.store.js';
import {
  deleteEndedTokens,
  lockOldOriginals,
  markOriginalsRemoved,
  quarantineUnconfirmed,
} from './tidy-mails.store.js';

const dayMs = 86_400_000;
/** So long a page can still say that a link has ended, and not only that nobody knows it. */
const rememberMs = 30 * dayMs;
const originalsAtOnce = 200;

/** Mails nobody confirmed in time go to an operator; tokens are forgotten some time after their end. @returns how many mails */
export async function endConfirmations({ database, now }: GatewayContext): Promise<number> {
  const ended = await quarantineUnconfirmed(database, 'confirmation_ended', now());
  await deleteEndedTokens(database, new Date(now().getTime() - rememberMs));
  return ended;
}

/**
 * Removes originals whose time is over (CONGVAN_MAIL_KEEP_DAYS), a few at a time, and none that is held. The bytes go before the commit: what a crash
 * leaves in between is marked by the next round.
 * @returns how many mails lost theirs
 */
export async function removeOldOriginals({ config, database, blobs, now }: GatewayContext): Promise<number> {
  const { mailKeepDays } = config;
  if (mailKeepDays === 0) return 0;
  const before = new Date(now().getTime() - mailKeepDays * dayMs);
  return database.transaction(async (tx) => {
    await keepHolds(tx);
    const old = await lockOldOriginals(tx, before, originalsAtOnce);
    const free = await markOriginalsRemoved(
      tx,
      old.map(({ id }) => id),
      now(),
    );
    for (const sha256 of free) await blobs.remove(sha256);
    return old.length;
  });
}
