/** Which certificates still matter: neither revoked nor taken over by a newer one of the same kind and agency (and person). */
import type { CertificateRow } from './certificates.store.js';

function isReplaced(row: CertificateRow, valid: readonly CertificateRow[]): boolean {
  return valid.some(
    (other) =>
      other.kind === row.kind &&
      other.agency === row.agency &&
      (row.kind !== 'personal' || other.subject === row.subject) &&
      Date.parse(other.notAfter) > Date.parse(row.notAfter),
  );
}

/** Those of `all` whose end somebody must care about. */
export function certificatesInUse(all: readonly CertificateRow[]): CertificateRow[] {
  const valid = all.filter(({ revokedAt }) => revokedAt === null);
  return valid.filter((row) => !isReplaced(row, valid));
}
