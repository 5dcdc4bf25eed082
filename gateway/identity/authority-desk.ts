/**
 * The gateway's own certification authority and keys: root, issuing authority, receipts, checkpoints, made once.
 * Does not serve agencies (agency-certificates.ts) nor sign documents (key-ring-from-store.ts).
 * Source: design, "Who signs what": one key per purpose.
 */
import { generateKeyPairSync } from 'node:crypto';
import { createAuthority } from '../../certs/authority/create-authority.js';
import { createKeypair, type KeyPair } from '../../certs/authority/create-keypair.js';
import { issueCheckpointCertificate, issueReceiptCertificate } from '../../certs/authority/issue-certificate.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { Transaction } from '../database/database.js';
import { recordEvents } from '../evidence/events.store.js';
import { type AuthorityDesk, issuerOf, ownCertificate, rowOf, validFor } from './authority-tools.js';
import {
  type CertificateRow,
  findOwnCertificates,
  insertCertificate,
  lockAuthority,
  type NewCertificate,
} from './certificates.store.js';
import { renewCrls } from './revocation-lists.js';

export interface AuthorityPlan {
  /** Who runs the gateway; stands in its certificates. */
  readonly organization: string;
  /** Name of the log in its checkpoints, e.g. `gateway.example.vn/log`; without blanks or `+`. Used the first time only. */
  readonly logName: string;
}

const receiptYears = 3;
const checkpointYears = 10;
const renewBeforeMs = 60 * 24 * 60 * 60 * 1000;

async function store(tx: Transaction, row: NewCertificate): Promise<void> {
  await insertCertificate(tx, row);
  const payload = { fingerprint: row.fingerprint, kind: row.kind, subject: row.subject, actor: 'gateway' };
  await recordEvents(tx, [{ kind: 'certificate.issued', agencies: [], payload }]);
}

async function makeAuthority(tx: Transaction, desk: AuthorityDesk, plan: AuthorityPlan): Promise<void> {
  const notBefore = validFor(0, desk.now()).notBefore;
  const { root, issuing } = await createAuthority({ organization: plan.organization, notBefore });
  const rootPrint = await desk.keyStore.put(root.privateKey, root.certificate);
  await desk.keyStore.put(issuing.privateKey, issuing.certificate);
  await store(tx, rowOf(root.certificate, { kind: 'root', holder: 'gateway', trusted: true }));
  const chain = [root.certificate];
  await store(tx, rowOf(issuing.certificate, { kind: 'issuing', holder: 'gateway', issuer: rootPrint, chain }));
}

async function makeOwn(
  tx: Transaction,
  desk: AuthorityDesk,
  plan: AuthorityPlan,
  kind: 'receipt' | 'checkpoint',
): Promise<void> {
  const parent = await ownCertificate(tx, 'issuing', desk.now());
  const issuer = await issuerOf(desk, parent);
  const pair: KeyPair = kind === 'receipt' ? await createKeypair('p-256') : generateKeyPairSync('ed25519');
  const request = { ...plan, publicKey: pair.publicKey };
  const certificate =
    kind === 'receipt'
      ? await issueReceiptCertificate(issuer, { ...request, validity: validFor(receiptYears, desk.now()) })
      : await issueCheckpointCertificate(issuer, { ...request, validity: validFor(checkpointYears, desk.now()) });
  await desk.keyStore.put(pair.privateKey, certificate);
  const chain = [parent.der, ...parent.chain];
  await store(tx, rowOf(certificate, { kind, holder: 'gateway', issuer: parent.fingerprint, chain }));
}

/** A key folder that does not belong to this database is found at the start, not at the first document. */
async function requireKey(desk: AuthorityDesk, row: CertificateRow): Promise<void> {
  if (await desk.keyStore.has(row.fingerprint)) return;
  throw new Problem('key_missing', {
    detail: `The key of ${row.subject} is not in the key folder: it belongs to another database, or was not restored.`,
  });
}

async function ensureOwn(
  tx: Transaction,
  desk: AuthorityDesk,
  plan: AuthorityPlan,
  kind: 'receipt' | 'checkpoint',
): Promise<void> {
  const [newest] = await findOwnCertificates(tx, kind, desk.now());
  const lastsUntil = newest === undefined ? 0 : Date.parse(newest.notAfter);
  // The checkpoint key names the log: it stays as long as it holds.
  const needed = kind === 'receipt' ? desk.now().getTime() + renewBeforeMs : desk.now().getTime();
  if (newest === undefined || lastsUntil < needed) await makeOwn(tx, desk, plan, kind);
  else await requireKey(desk, newest);
}

function checkLogName(name: string): void {
  if (!/^[^\s+]{1,64}$/.test(name))
    throw new Problem('invalid_request', { detail: 'Not a name for a log.', field: 'logName' });
}

/**
 * Makes what is missing of the gateway's authority and keys; harmless to repeat, also by several processes at once.
 * A receipt certificate is renewed 60 days before it ends.
 * @throws Problem `key_missing` when the key folder does not belong to the database, `key_passphrase`, `invalid_request`
 */
export async function ensureAuthority(desk: AuthorityDesk, plan: AuthorityPlan): Promise<void> {
  checkLogName(plan.logName);
  await desk.database.transaction(async (tx) => {
    await lockAuthority(tx);
    const [issuing] = await findOwnCertificates(tx, 'issuing', desk.now());
    if (issuing === undefined) await makeAuthority(tx, desk, plan);
    else await requireKey(desk, issuing);
    await ensureOwn(tx, desk, plan, 'receipt');
    await ensureOwn(tx, desk, plan, 'checkpoint');
  });
  await renewCrls(desk);
}
