/**
 * Which certificates in use end soon, and saying so once for each threshold: in the log and, for those concerned, in the changes feed.
 * Does not renew anything (authority-desk.ts, issue-for-agency.ts).
 */
import type { Logger } from 'pino';
import { recordEvents } from '../evidence/events.store.js';
import type { AuthorityDesk } from './authority-tools.js';
import { type CertificateRow, listCertificates } from './certificates.store.js';
import { certificatesInUse } from './certificates-in-use.js';
import { insertExpiryWarning } from './expiry-warnings.store.js';

const dayMs = 86_400_000;

/** Days before the end; 0 when it has ended. */
export const expiryThresholds = [60, 30, 7] as const;

export function daysLeft({ notAfter }: Pick<CertificateRow, 'notAfter'>, now: Date): number {
  return (Date.parse(notAfter) - now.getTime()) / dayMs;
}

/** Those in use that end within so many days, or have ended; the most urgent first. */
export function expiringWithin(all: readonly CertificateRow[], days: number, now: Date): CertificateRow[] {
  const ending = certificatesInUse(all).filter((row) => daysLeft(row, now) < days);
  return ending.sort((one, other) => Date.parse(one.notAfter) - Date.parse(other.notAfter));
}

/** The lowest threshold reached. */
function thresholdOf(row: CertificateRow, now: Date): number {
  const left = daysLeft(row, now);
  return Math.min(...[...expiryThresholds, 0].filter((days) => left < days));
}

/**
 * Looks at all certificates and warns of those that reached a threshold nobody has warned of; harmless to repeat, also by several
 * processes at once.
 * @returns how many warnings were given
 */
export async function warnOfExpiry(desk: AuthorityDesk, log: Logger): Promise<number> {
  const now = desk.now();
  let warned = 0;
  for (const row of expiringWithin(await listCertificates(desk.database, null), expiryThresholds[0], now)) {
    const threshold = thresholdOf(row, now);
    if (!(await noteWarning(desk, row, threshold, now))) continue;
    warned += 1;
    const { fingerprint, kind, agency, subject, notAfter } = row;
    const facts = { fingerprint, kind, agency, subject, notAfter, daysLeft: Math.floor(daysLeft(row, now)) };
    log.warn(facts, threshold === 0 ? 'a certificate has ended' : `a certificate ends within ${threshold} days`);
  }
  return warned;
}

function noteWarning({ database }: AuthorityDesk, row: CertificateRow, threshold: number, now: Date): Promise<boolean> {
  const { fingerprint, kind, agency, subject, notAfter } = row;
  return database.transaction(async (tx) => {
    if (!(await insertExpiryWarning(tx, fingerprint, threshold, now))) return false;
    const payload = { fingerprint, kind, subject, notAfter, withinDays: threshold };
    await recordEvents(tx, [{ kind: 'certificate.expiring', agencies: agency === null ? [] : [agency], payload }]);
    return true;
  });
}
