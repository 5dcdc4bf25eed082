/**
 * Whether this gateway asks the network about other people's certificates, and whom it may reach.
 * Does not fetch (certs/online) and judges nothing (certs/verdict).
 */
import { OnlineEvidence } from '../../certs/online/fetch-evidence.js';
import type { Config } from '../config.js';

/** One for each process: it holds the cache. Null when the operator wants nothing fetched. */
export function openOnlineEvidence(
  { revocationFetch, fetchAllow }: Pick<Config, 'revocationFetch' | 'fetchAllow'>,
  now: () => Date = () => new Date(),
): OnlineEvidence | null {
  return revocationFetch ? new OnlineEvidence({ allow: fetchAllow, now }) : null;
}
