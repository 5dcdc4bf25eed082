/**
 * The revocation lists of the gateway's own authorities: made at once after a revocation, renewed long before they end.
 * Source: RFC 5280 section 5; lists of the issuing authority last 7 days, of the root 90, and are renewed after half of that.
 */
import { issueCrl } from '../../certs/authority/issue-crl.js';
import type { Transaction } from '../database/database.js';
import { type AuthorityDesk, issuerOf } from './authority-tools.js';
import {
  type CertificateRow,
  findLatestCrl,
  findOwnCertificates,
  insertCrl,
  listRevoked,
  lockAuthority,
} from './certificates.store.js';

const dayMs = 24 * 60 * 60 * 1000;
const lifetimeMs = { root: 90 * dayMs, issuing: 7 * dayMs };

/** Makes the next list of an authority. The caller holds the authority's lock. */
export async function issueNextCrl(tx: Transaction, desk: AuthorityDesk, issuer: CertificateRow): Promise<void> {
  const [before, revoked] = [await findLatestCrl(tx, issuer.fingerprint), await listRevoked(tx, issuer.fingerprint)];
  const thisUpdate = desk.now();
  const nextUpdate = new Date(thisUpdate.getTime() + lifetimeMs[issuer.kind === 'root' ? 'root' : 'issuing']);
  const number = (before?.number ?? 0) + 1;
  const entries = revoked.map((entry) => ({ ...entry, revokedAt: new Date(entry.revokedAt) }));
  const der = await issueCrl(await issuerOf(desk, issuer), { number, thisUpdate, nextUpdate, revoked: entries });
  await insertCrl(tx, issuer.fingerprint, { number, thisUpdate, nextUpdate, der });
}

async function isDue(tx: Transaction, issuer: CertificateRow, now: Date): Promise<boolean> {
  const latest = await findLatestCrl(tx, issuer.fingerprint);
  if (latest === undefined) return true;
  return now.getTime() >= (Date.parse(latest.thisUpdate) + Date.parse(latest.nextUpdate)) / 2;
}

/** The authorities whose lists must be kept current, the root first. */
async function authorities(tx: Transaction, now: Date): Promise<CertificateRow[]> {
  return [...(await findOwnCertificates(tx, 'root', now)), ...(await findOwnCertificates(tx, 'issuing', now))];
}

/**
 * Renews every list that is past half of its time. Call it at the start and every hour; processes may do so at the same time.
 * @returns how many lists were made
 */
export function renewCrls(desk: AuthorityDesk): Promise<number> {
  return desk.database.transaction(async (tx) => {
    await lockAuthority(tx);
    let made = 0;
    for (const issuer of await authorities(tx, desk.now())) {
      if (!(await isDue(tx, issuer, desk.now()))) continue;
      await issueNextCrl(tx, desk, issuer);
      made++;
    }
    return made;
  });
}
