/**
 * Keeps the gateway's own authority current: a revocation list that ran out makes every verdict undecidable, a key that ended stops
 * receipts, timestamps and revocation answers. What it cannot renew, it warns of before it ends.
 */
import type { Logger } from 'pino';
import { type AuthorityPlan, ensureAuthority } from '../gateway/identity/authority-desk.js';
import type { AuthorityDesk } from '../gateway/identity/authority-tools.js';
import { warnOfExpiry } from '../gateway/identity/expiry-warnings.js';
import { type Repeater, repeat } from './repeat.js';

const hourMs = 3_600_000;

export function startAuthorityRenewal(desk: AuthorityDesk, plan: AuthorityPlan, log: Logger): Repeater {
  return repeat({ name: 'authority', everyMs: hourMs, log }, async () => {
    const renewed = await ensureAuthority(desk, plan);
    if (renewed > 0) log.info({ renewed }, 'revocation lists renewed');
    await warnOfExpiry(desk, log);
    return false;
  });
}
