/**
 * What this gateway trusts: its anchors, the issuers it knows and the revocation lists of its own authorities; who changed that and when.
 * Does not validate (certs/trust) and does not renew lists (revocation-lists.ts).
 */
import { readCertificate } from '../../certs/trust/certificate.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { Database, Queryable, Transaction } from '../database/database.js';
import { recordEvents } from '../evidence/events.store.js';
import { rowOf } from './authority-tools.js';
import { findCertificate, insertCertificate, lockAuthority } from './certificates.store.js';
import { changeTrust, type NewTrustChange, selectTrust, type TrustRows } from './trust.store.js';

/** Anchors, intermediates and revocation lists (DER), as `validatePath` and `verifyFile` take them, and the version of the trust store. */
export function readTrust(db: Queryable): Promise<TrustRows> {
  return selectTrust(db);
}

/** The change with its event, unless nothing changes. The caller holds the authority's lock. */
export async function noteTrust(tx: Transaction, change: NewTrustChange): Promise<void> {
  const version = await changeTrust(tx, change);
  if (version === null) return;
  const { fingerprint, trusted, actor, reason } = change;
  const payload = { fingerprint, trusted, version, actor, reason };
  await recordEvents(tx, [{ kind: 'trust.changed', agencies: [], payload }]);
}

export interface TrustDecision {
  readonly actor: string;
  readonly reason?: string;
  readonly at: Date;
}

const noted = ({ actor, reason, at }: TrustDecision) => ({ actor, reason: reason ?? null, at });

/** Trusts a foreign certification authority. Returns its fingerprint. @throws Problem `certificate_malformed`, `invalid_request` for a leaf */
export async function addAnchor(db: Database, certificate: Buffer, decision: TrustDecision): Promise<string> {
  const { basicConstraints, selfIssued, fingerprint } = readCertificate(certificate);
  if (basicConstraints?.ca !== true) {
    throw new Problem('invalid_request', {
      detail: 'Only the certificate of a certification authority can be an anchor.',
    });
  }
  const row = rowOf(certificate, { kind: selfIssued ? 'root' : 'issuing', holder: 'agency' });
  await db.transaction(async (tx) => {
    await lockAuthority(tx);
    await insertCertificate(tx, row);
    await noteTrust(tx, { fingerprint, trusted: true, ...noted(decision) });
  });
  return fingerprint;
}

/** Stops trusting an anchor. @throws Problem `not_found` */
export async function removeAnchor(db: Database, fingerprint: string, decision: TrustDecision): Promise<void> {
  await db.transaction(async (tx) => {
    await lockAuthority(tx);
    if ((await findCertificate(tx, fingerprint)) === undefined)
      throw new Problem('not_found', { detail: 'There is no such certificate.' });
    await noteTrust(tx, { fingerprint, trusted: false, ...noted(decision) });
  });
}
