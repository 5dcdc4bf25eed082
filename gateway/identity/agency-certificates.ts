import type { RevocationReason } from '../../certs/authority/issue-crl.js';
import { exportPkcs12, importPkcs12 } from '../../certs/keys/pkcs12.js';
import type { Pkcs12Cipher } from '../../certs/keys/pkcs12-export.js';
import { encryptionFault } from '../../certs/smime/encryption-certificate.js';
import { readCertificate } from '../../certs/trust/certificate.js';
import { Problem } from '../../schemas/problems/problem.js';
import { resolveAgency } from '../agencies/resolve-agency.js';
import { recordEvents } from '../evidence/events.store.js';
import { type AuthorityDesk, rowOf } from './authority-tools.js';
import { type CertificateRow, findCertificate, lockAuthority, markRevoked } from './certificates.store.js';
import { issueNextCrl } from './revocation-lists.js';
import { concernedAgencies, describeCertificate, requireSound, storeCertificate } from './seal-intake.js';
import { noteTrust } from './trust.js';

/** The organisation's seal, or the signing certificate of one of its people. */
type SigningKind = 'seal' | 'personal';

export interface SealImport {
  /** Code or alias. */
  readonly agency: string;
  /** PKCS#12. */
  readonly file: Buffer;
  readonly passphrase: string;
  /** A seal unless said otherwise. */
  readonly kind?: SigningKind;
  readonly actor: string;
}

/**
 * Takes in a seal with its key from a PKCS#12 file.
 * @returns the certificate's fingerprint
 * @throws Problem `unknown_agency`, `pkcs12_unreadable`, `key_mismatch`, `algorithm_*`, `already_exists`, or why the chain is not good
 */
export async function importAgencySeal(desk: AuthorityDesk, request: SealImport): Promise<string> {
  const agency = await resolveAgency(desk, request.agency);
  const { privateKey, certificate, chain } = importPkcs12(request.file, request.passphrase);
  await requireSound(desk, certificate, chain);
  const row = rowOf(certificate, { kind: request.kind ?? 'seal', holder: 'gateway', agency: agency.code, chain });
  if ((await findCertificate(desk.database, row.fingerprint)) !== undefined) {
    throw new Problem('already_exists', { detail: 'This certificate is known already.' });
  }
  await desk.keyStore.put(privateKey, certificate);
  await desk.database.transaction((tx) => storeCertificate(tx, row, 'certificate.imported', request.actor));
  return row.fingerprint;
}

export interface SealRegistration {
  /** Code or alias. */
  readonly agency: string;
  /** DER. */
  readonly certificate: Buffer;
  readonly chain: readonly Buffer[];
  /** Who has the key: the agency's own system, or a token. */
  readonly holder: 'agency' | 'token';
  /** A seal unless said otherwise; `encryption`: mails to the agency are encrypted for it. */
  readonly kind?: SigningKind | 'encryption';
  readonly actor: string;
}

/**
 * Notes the certificate of a key that is elsewhere: of a seal, so that containers sealed with it count as the agency's, or the one that
 * mails to the agency are encrypted for.
 * @returns the certificate's fingerprint
 * @throws Problem `unknown_agency`, `certificate_malformed`, `algorithm_*`, `already_exists`, `invalid_request` for a certificate that
 *   is not for encryption, or why the chain is not good
 */
export async function registerAgencySeal(desk: AuthorityDesk, request: SealRegistration): Promise<string> {
  const agency = await resolveAgency(desk, request.agency);
  const { holder, chain, kind = 'seal' } = request;
  await requireSound(desk, request.certificate, chain);
  if (kind === 'encryption') requireEncrypting(request.certificate);
  const row = rowOf(request.certificate, { kind, holder, agency: agency.code, chain });
  await desk.database.transaction((tx) => storeCertificate(tx, row, 'certificate.imported', request.actor));
  return row.fingerprint;
}

async function requireCertificate(desk: AuthorityDesk, fingerprint: string): Promise<CertificateRow> {
  const row = await findCertificate(desk.database, fingerprint);
  if (row === undefined) throw new Problem('not_found', { detail: 'There is no such certificate.' });
  return row;
}

function requireEncrypting(certificate: Buffer): void {
  const fault = encryptionFault(readCertificate(certificate));
  if (fault !== null) throw new Problem('invalid_request', { detail: fault, field: 'certificate' });
}

export interface SealExport {
  readonly fingerprint: string;
  readonly passphrase: string;
  readonly cipher?: Pkcs12Cipher;
  readonly actor: string;
}

/** A seal with key and chain as PKCS#12; recorded. @throws Problem `not_found`, `key_missing`, `key_passphrase` */
export async function exportAgencySeal(desk: AuthorityDesk, request: SealExport): Promise<Buffer> {
  const row = await requireCertificate(desk, request.fingerprint);
  if (row.kind !== 'seal' && row.kind !== 'personal')
    throw new Problem('not_found', { detail: 'There is no such seal.' });
  const privateKey = await desk.keyStore.privateKey(row.fingerprint);
  const payload = { ...describeCertificate(row, request.actor), purpose: 'export' };
  await desk.database.transaction((tx) =>
    recordEvents(tx, [{ kind: 'key.used', agencies: concernedAgencies(row), payload }]),
  );
  return exportPkcs12({ privateKey, certificate: row.der, chain: row.chain }, request.passphrase, request.cipher);
}

export interface RevocationOrder {
  readonly fingerprint: string;
  readonly reason: RevocationReason;
  readonly actor: string;
}

/**
 * Revokes a certificate; when it is one of ours, its issuer's next revocation list is made in the same transaction.
 * Revoking twice changes nothing.
 * @throws Problem `not_found`, `illegal_move` for a root
 */
export async function revokeCertificate(desk: AuthorityDesk, order: RevocationOrder): Promise<void> {
  const row = await requireCertificate(desk, order.fingerprint);
  if (row.kind === 'root')
    throw new Problem('illegal_move', { detail: 'A root cannot revoke itself; stop trusting it instead.' });
  await desk.database.transaction(async (tx) => {
    await lockAuthority(tx);
    const { fingerprint } = row;
    const at = desk.now();
    if (!(await markRevoked(tx, fingerprint, at, order.reason))) return;
    await noteTrust(tx, { fingerprint, trusted: false, actor: order.actor, reason: `revoked: ${order.reason}`, at });
    const issuer = row.issuer === null ? undefined : await findCertificate(tx, row.issuer);
    if (issuer !== undefined) await issueNextCrl(tx, desk, issuer);
    const payload = { ...describeCertificate(row, order.actor), reason: order.reason };
    await recordEvents(tx, [{ kind: 'certificate.revoked', agencies: concernedAgencies(row), payload }]);
  });
}
