/** A certificate by what a person types: its fingerprint or the beginning of it. */
import type { Queryable } from '../gateway/database/database.js';
import { type CertificateRow, listCertificates } from '../gateway/identity/certificates.store.js';
import { Problem } from '../schemas/problems/problem.js';

/** @throws Problem `not_found` when none or several begin so */
export async function findByPrefix(database: Queryable, prefix: string): Promise<CertificateRow> {
  const rows = await listCertificates(database, null);
  const [row, another] = rows.filter(({ fingerprint }) => fingerprint.startsWith(prefix.toLowerCase()));
  if (row === undefined || another !== undefined)
    throw new Problem('not_found', {
      detail: `${another === undefined ? 'No certificate' : 'More than one certificate'} begins with ${prefix.slice(0, 64)}`,
    });
  return row;
}
