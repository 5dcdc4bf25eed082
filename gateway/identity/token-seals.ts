/**
 * Seals whose key is in a PKCS#11 token that this gateway can reach: taken in, and their place changed.
 * Does not sign (key-ring-from-store.ts).
 * Source: design, "Each certificate records who holds the key".
 */
import { tokenSigner } from '../../certs/keys/pkcs11-key.js';
import type { TokenKey } from '../../certs/keys/pkcs11-objects.js';
import { Problem } from '../../schemas/problems/problem.js';
import { resolveAgency } from '../agencies/resolve-agency.js';
import { recordEvents } from '../evidence/events.store.js';
import { type AuthorityDesk, rowOf } from './authority-tools.js';
import { findCertificate, placeTokenKey } from './certificates.store.js';
import { concernedAgencies, describeCertificate, requireSound, storeCertificate } from './seal-intake.js';

export interface TokenSeal {
  /** Code or alias. */
  readonly agency: string;
  /** DER. */
  readonly certificate: Buffer;
  readonly chain: readonly Buffer[];
  readonly tokenKey: TokenKey;
  readonly actor: string;
}

/**
 * Takes in a seal whose key is in a token, after one signature with it. For a seal that is known as held by a token already, only
 * the place of its key changes.
 * @returns the certificate's fingerprint
 * @throws Problem `unknown_agency`, `token_unavailable`, `key_passphrase`, `key_missing`, `key_mismatch`, `algorithm_*`,
 *   `already_exists` when somebody else is known to hold the key, or why the chain is not good
 */
export async function importTokenSeal(desk: AuthorityDesk, request: TokenSeal): Promise<string> {
  const { certificate, chain, tokenKey, actor } = request;
  const agency = await resolveAgency(desk, request.agency);
  await requireSound(desk, certificate, chain);
  await tokenSigner(tokenKey, certificate, chain);
  const row = rowOf(certificate, { kind: 'seal', holder: 'token', agency: agency.code, chain, tokenKey });
  await desk.database.transaction(async (tx) => {
    if ((await findCertificate(tx, row.fingerprint)) === undefined) {
      await storeCertificate(tx, row, 'certificate.imported', actor);
      return;
    }
    if (!(await placeTokenKey(tx, row.fingerprint, agency.code, tokenKey)))
      throw new Problem('already_exists', { detail: 'This certificate is known already, with its key elsewhere.' });
    const payload = { ...describeCertificate(row, actor), purpose: 'key moved' };
    await recordEvents(tx, [{ kind: 'certificate.imported', agencies: concernedAgencies(row), payload }]);
  });
  return row.fingerprint;
}
