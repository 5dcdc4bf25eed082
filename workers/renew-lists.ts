/** Keeps the revocation lists of the gateway's own authorities current: a list that ran out makes every verdict undecidable. */
import type { Logger } from 'pino';
import type { AuthorityDesk } from '../gateway/identity/authority-tools.js';
import { renewCrls } from '../gateway/identity/revocation-lists.js';
import { type Repeater, repeat } from './repeat.js';

const hourMs = 3_600_000;

export function startListRenewal(desk: AuthorityDesk, log: Logger): Repeater {
  return repeat({ name: 'revocation-lists', everyMs: hourMs, log }, async () => {
    const renewed = await renewCrls(desk);
    if (renewed > 0) log.info({ renewed }, 'revocation lists renewed');
    return false;
  });
}
