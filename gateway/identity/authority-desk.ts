/**
 * The gateway's own certification authority and keys: root, issuing authority, receipts, checkpoints, timestamps, revocation answers, mails.
 * Does not serve agencies (agency-certificates.ts) nor sign documents (key-ring-from-store.ts).
 * Source: design, "Who signs what": one key per purpose.
 */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Issuer, Validity } from '../../certs/authority/build-certificate.js';
import { createAuthority } from '../../certs/authority/create-authority.js';
import { createKeypair, type KeyPair } from '../../certs/authority/create-keypair.js';
import {
  type IssuerAddresses,
  issueCheckpointCertificate,
  issueMailCertificate,
  issueOcspCertificate,
  issueReceiptCertificate,
  issueTimestampCertificate,
} from '../../certs/authority/issue-certificate.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { Transaction } from '../database/database.js';
import { recordEvents } from '../evidence/events.store.js';
import {
  type AuthorityDesk,
  addressesOf,
  issuerOf,
  mailCertificate,
  ownCertificate,
  rowOf,
  validFor,
} from './authority-tools.js';
import {
  type CertificateRow,
  findOwnCertificates,
  insertCertificate,
  lockAuthority,
  type NewCertificate,
} from './certificates.store.js';
import { renewCrls } from './revocation-lists.js';
import { noteTrust } from './trust.js';

export interface AuthorityPlan {
  /** Who runs the gateway; stands in its certificates. */
  readonly organization: string;
  /** Name of the log in its checkpoints, e.g. `gateway.example.vn/log`; without blanks or `+`. Used the first time only. */
  readonly logName: string;
  /** Where mails come from; without one none are sent, and no key for them is made. */
  readonly mailAddress?: string | null;
}

type OwnKind = 'receipt' | 'checkpoint' | 'timestamp' | 'ocsp' | 'mail';

interface OwnRequest extends AuthorityPlan, IssuerAddresses {
  readonly publicKey: KeyObject;
  readonly validity: Validity;
}

/** One of the gateway's own keys. */
interface OwnProfile {
  readonly newKeys: () => KeyPair | Promise<KeyPair>;
  readonly validity: (now: Date) => Validity;
  readonly issue: (issuer: Issuer, request: OwnRequest) => Promise<Buffer>;
  /** Whether it is replaced before its end. */
  readonly renews: boolean;
}

const newSigningKeys = () => createKeypair('p-256');

const profiles: Readonly<Record<OwnKind, OwnProfile>> = {
  receipt: {
    newKeys: newSigningKeys,
    validity: (now) => validFor(3, now),
    issue: issueReceiptCertificate,
    renews: true,
  },
  // Its key names the log: it stays as long as it holds.
  checkpoint: {
    newKeys: () => generateKeyPairSync('ed25519'),
    validity: (now) => validFor(10, now),
    issue: issueCheckpointCertificate,
    renews: false,
  },
  // Timestamps prove something only while their certificate holds: as long as the authority above.
  timestamp: {
    newKeys: newSigningKeys,
    validity: (now) => validFor(10, now),
    issue: issueTimestampCertificate,
    renews: true,
  },
  // Nobody is told when it is revoked (ocsp-nocheck), so it is short-lived.
  ocsp: {
    newKeys: newSigningKeys,
    validity: (now) => validFor(1, now),
    issue: issueOcspCertificate,
    renews: true,
  },
  // Mail readers know RSA best.
  mail: {
    newKeys: () => createKeypair('rsa-2048'),
    validity: (now) => validFor(3, now),
    issue: (issuer, { mailAddress, ...request }) =>
      issueMailCertificate(issuer, { ...request, mailAddress: requireMailAddress(mailAddress) }),
    renews: true,
  },
};

function requireMailAddress(address: AuthorityPlan['mailAddress']): string {
  if (typeof address !== 'string')
    throw new Problem('invalid_request', { detail: 'No address for mails.', field: 'mailAddress' });
  return address;
}

const ownKinds = ({ mailAddress }: AuthorityPlan) =>
  (Object.keys(profiles) as OwnKind[]).filter((kind) => kind !== 'mail' || typeof mailAddress === 'string');
/** Well before anybody is warned that a certificate ends. */
const renewBeforeMs = 90 * 24 * 60 * 60 * 1000;

async function store(tx: Transaction, row: NewCertificate): Promise<void> {
  await insertCertificate(tx, row);
  const payload = { fingerprint: row.fingerprint, kind: row.kind, subject: row.subject, actor: 'gateway' };
  await recordEvents(tx, [{ kind: 'certificate.issued', agencies: [], payload }]);
}

async function makeAuthority(tx: Transaction, desk: AuthorityDesk, { organization }: AuthorityPlan): Promise<void> {
  const notBefore = validFor(0, desk.now()).notBefore;
  const rootRow = (der: Buffer) => rowOf(der, { kind: 'root', holder: 'gateway' });
  const rootAddresses = (der: Buffer) => addressesOf(desk, rootRow(der));
  const { root, issuing } = await createAuthority({ organization, notBefore, rootAddresses });
  const rootPrint = await desk.keyStore.put(root.privateKey, root.certificate);
  await desk.keyStore.put(issuing.privateKey, issuing.certificate);
  await store(tx, rootRow(root.certificate));
  await noteTrust(tx, {
    fingerprint: rootPrint,
    trusted: true,
    actor: 'gateway',
    reason: 'the root of its own authority',
    at: desk.now(),
  });
  const chain = [root.certificate];
  await store(tx, rowOf(issuing.certificate, { kind: 'issuing', holder: 'gateway', issuer: rootPrint, chain }));
}

async function makeOwn(
  tx: Transaction,
  desk: AuthorityDesk,
  plan: AuthorityPlan,
  kind: OwnKind,
  parent: CertificateRow,
): Promise<void> {
  const { newKeys, validity, issue } = profiles[kind];
  const { privateKey, publicKey } = await newKeys();
  const request = { ...plan, publicKey, validity: validity(desk.now()), ...addressesOf(desk, parent) };
  const certificate = await issue(await issuerOf(desk, parent), request);
  await desk.keyStore.put(privateKey, certificate);
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

/** A certificate that ends with its issuer cannot be bettered. */
function isLasting(row: CertificateRow, parent: CertificateRow, kind: OwnKind, now: Date): boolean {
  if (!profiles[kind].renews) return true;
  const ends = Date.parse(row.notAfter);
  const lasts = ends - now.getTime() >= renewBeforeMs || ends >= Date.parse(parent.notAfter);
  return lasts && row.issuer === parent.fingerprint;
}

/** The newest of its kind; of mail keys, that of the address. */
async function newestOwn(tx: Transaction, desk: AuthorityDesk, plan: AuthorityPlan, kind: OwnKind) {
  if (kind === 'mail') return mailCertificate(tx, requireMailAddress(plan.mailAddress), desk.now());
  const [newest] = await findOwnCertificates(tx, kind, desk.now());
  return newest;
}

async function ensureOwn(tx: Transaction, desk: AuthorityDesk, plan: AuthorityPlan, kind: OwnKind): Promise<void> {
  const newest = await newestOwn(tx, desk, plan, kind);
  const parent = await ownCertificate(tx, 'issuing', desk.now());
  if (newest === undefined || !isLasting(newest, parent, kind, desk.now())) await makeOwn(tx, desk, plan, kind, parent);
  else await requireKey(desk, newest);
}

function checkLogName(name: string): void {
  if (!/^[^\s+]{1,64}$/.test(name))
    throw new Problem('invalid_request', { detail: 'Not a name for a log.', field: 'logName' });
}

/**
 * Makes what is missing of the gateway's authority, keys and revocation lists, and renews what will end soon; harmless to repeat,
 * also by several processes at once. Call it at the start and every hour.
 * @returns how many revocation lists were made
 * @throws Problem `key_missing` when the key folder does not belong to the database, `key_passphrase`, `invalid_request`
 */
export async function ensureAuthority(desk: AuthorityDesk, plan: AuthorityPlan): Promise<number> {
  checkLogName(plan.logName);
  await desk.database.transaction(async (tx) => {
    await lockAuthority(tx);
    const [issuing] = await findOwnCertificates(tx, 'issuing', desk.now());
    if (issuing === undefined) await makeAuthority(tx, desk, plan);
    else await requireKey(desk, issuing);
    for (const kind of ownKinds(plan)) await ensureOwn(tx, desk, plan, kind);
  });
  return renewCrls(desk);
}
