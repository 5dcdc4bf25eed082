/**
 * What this gateway trusts: its anchors, the issuers it knows and the revocation lists of its own authorities.
 * Does not validate (certs/trust) and does not renew lists (revocation-lists.ts).
 */
import { readCertificate } from '../../certs/trust/certificate.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { Queryable } from '../database/database.js';
import { rowOf } from './authority-tools.js';
import { insertCertificate, markTrusted, selectTrust, type TrustRows } from './certificates.store.js';

/** Anchors, intermediates and revocation lists (DER), as `validatePath` and `verifyFile` take them. */
export function readTrust(db: Queryable): Promise<TrustRows> {
  return selectTrust(db);
}

/** Trusts a foreign certification authority. Returns its fingerprint. @throws Problem `certificate_malformed`, `invalid_request` for a leaf */
export async function addAnchor(db: Queryable, certificate: Buffer): Promise<string> {
  const view = readCertificate(certificate);
  if (view.basicConstraints?.ca !== true) {
    throw new Problem('invalid_request', {
      detail: 'Only the certificate of a certification authority can be an anchor.',
    });
  }
  const kind = view.selfIssued ? 'root' : 'issuing';
  await insertCertificate(db, rowOf(certificate, { kind, holder: 'agency', trusted: true }));
  await markTrusted(db, view.fingerprint, true);
  return view.fingerprint;
}

/** Stops trusting an anchor. @throws Problem `not_found` */
export async function removeAnchor(db: Queryable, fingerprint: string): Promise<void> {
  if (!(await markTrusted(db, fingerprint, false))) {
    throw new Problem('not_found', { detail: 'There is no such certificate.' });
  }
}
