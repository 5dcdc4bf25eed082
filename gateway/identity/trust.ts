/**
 * What this gateway trusts: its anchors, the issuers it knows and the revocation lists of its own authorities.
 * Does not validate (certs/trust) and does not renew lists (revocation-lists.ts).
 */
import { readCertificate } from '../../certs/trust/certificate.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { Queryable, Transaction } from '../database/database.js';
import { recordEvents } from '../evidence/events.store.js';
import { type AuthorityDesk, rowOf } from './authority-tools.js';
import {
  type CertificateRow,
  findCertificate,
  insertCertificate,
  markTrusted,
  selectTrust,
  type TrustRows,
} from './certificates.store.js';

/** Anchors, intermediates and revocation lists (DER), as `validatePath` and `verifyFile` take them. */
export function readTrust(db: Queryable): Promise<TrustRows> {
  return selectTrust(db);
}

/**
 * Trusts a foreign certification authority. Returns its fingerprint; trusting it twice changes nothing.
 * @throws Problem `certificate_malformed`, `invalid_request` for a leaf
 */
export async function addAnchor({ database }: Desk, certificate: Buffer, actor: string): Promise<string> {
  const view = readCertificate(certificate);
  if (view.basicConstraints?.ca !== true) {
    throw new Problem('invalid_request', {
      detail: 'Only the certificate of a certification authority can be an anchor.',
    });
  }
  const kind = view.selfIssued ? 'root' : 'issuing';
  const row = rowOf(certificate, { kind, holder: 'agency', trusted: true });
  await database.transaction(async (tx) => {
    const isChanged = (await insertCertificate(tx, row)) || (await markTrusted(tx, row.fingerprint, true));
    if (isChanged) await recordTrust(tx, row, true, actor);
  });
  return view.fingerprint;
}

/** Stops trusting an anchor; doing so twice changes nothing. @throws Problem `not_found` */
export async function removeAnchor({ database }: Desk, fingerprint: string, actor: string): Promise<void> {
  await database.transaction(async (tx) => {
    const row = await findCertificate(tx, fingerprint);
    if (row === undefined) throw new Problem('not_found', { detail: 'There is no such certificate.' });
    if (await markTrusted(tx, fingerprint, false)) await recordTrust(tx, row, false, actor);
  });
}

type Desk = Pick<AuthorityDesk, 'database'>;

async function recordTrust(
  tx: Transaction,
  { fingerprint, serial, subject }: Pick<CertificateRow, 'fingerprint' | 'serial' | 'subject'>,
  trusted: boolean,
  actor: string,
): Promise<void> {
  const payload = { fingerprint, serial, subject, trusted, actor };
  await recordEvents(tx, [{ kind: 'trust.changed', agencies: [], payload }]);
}
