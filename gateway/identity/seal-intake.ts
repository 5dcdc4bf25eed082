/**
 * How the certificate of a seal comes into the database, wherever it comes from: judged first, stored with its event.
 * Does not know where the key is (agency-certificates.ts, token-seals.ts, certificate-requests.ts).
 */
import { algorithmOfKey } from '../../certs/keys/key-algorithm.js';
import { readCertificate } from '../../certs/trust/certificate.js';
import { type PathResult, validatePath } from '../../certs/trust/validate-path.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { Transaction } from '../database/database.js';
import type { EventKind } from '../evidence/events.js';
import { recordEvents } from '../evidence/events.store.js';
import type { AuthorityDesk } from './authority-tools.js';
import { type CertificateRow, insertCertificate, type NewCertificate } from './certificates.store.js';
import { readTrust } from './trust.js';

/** What events say of a certificate. */
export function describeCertificate(row: NewCertificate | CertificateRow, actor: string) {
  const { fingerprint, kind, serial, subject, holder } = row;
  return { fingerprint, kind, serial, subject, holder, actor };
}

/** Agencies that see events about it. */
export const concernedAgencies = ({ agency }: Pick<CertificateRow, 'agency'>): string[] =>
  agency === null ? [] : [agency];

/** @throws Problem `already_exists` */
export async function storeCertificate(
  tx: Transaction,
  row: NewCertificate,
  kind: EventKind,
  actor: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  if (!(await insertCertificate(tx, row))) {
    throw new Problem('already_exists', { detail: 'This certificate is known already.' });
  }
  const payload = { ...describeCertificate(row, actor), ...more };
  await recordEvents(tx, [{ kind, agencies: concernedAgencies(row), payload }]);
}

/** What is wrong with a certificate from elsewhere now, with the chain it brought; null when it leads to an anchor or to the top of that chain. */
export async function pathFault(
  desk: Pick<AuthorityDesk, 'database' | 'now'>,
  certificate: Buffer,
  chain: readonly Buffer[],
): Promise<Extract<PathResult, { ok: false }>['problem'] | null> {
  const known = await readTrust(desk.database);
  const top = chain.at(-1);
  const material = {
    anchors: top === undefined ? known.anchors : [...known.anchors, top],
    intermediates: [...chain, ...known.intermediates],
    crls: known.crls,
    at: desk.now(),
  };
  const result = await validatePath(certificate, material, { requireRevocation: false });
  return result.ok ? null : result.problem;
}

/**
 * A certificate from elsewhere must have a key that still proves something, hold now and lead to an anchor or, with the chain it brought, to the top of that chain.
 * @throws Problem `certificate_malformed`, `algorithm_*`, or why the chain is not good
 */
export async function requireSound(desk: AuthorityDesk, certificate: Buffer, chain: readonly Buffer[]): Promise<void> {
  algorithmOfKey(readCertificate(certificate).publicKey);
  const fault = await pathFault(desk, certificate, chain);
  if (fault !== null) throw new Problem(fault.code, { detail: fault.message });
}
