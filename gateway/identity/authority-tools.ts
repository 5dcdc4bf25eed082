/**
 * What the rooms around certificates share: where rows and keys are, and how a certificate becomes a row.
 * Does not issue anything (authority-desk.ts, agency-certificates.ts).
 */
import type { Issuer, Validity } from '../../certs/authority/build-certificate.js';
import type { IssuerAddresses } from '../../certs/authority/issue-certificate.js';
import type { KeyStore } from '../../certs/keys/key-store.js';
import { certificateAddresses } from '../../certs/smime/sender.js';
import { readCertificate } from '../../certs/trust/certificate.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import type { Database, Queryable } from '../database/database.js';
import {
  type CertificateKind,
  type CertificateRow,
  findOwnCertificates,
  type NewCertificate,
} from './certificates.store.js';

/** Opened once in `cli/` and handed to everything that issues, revokes or signs. */
export interface AuthorityDesk {
  readonly database: Database;
  readonly keyStore: KeyStore;
  readonly now: () => Date;
  /** Under which others reach this gateway; without one, certificates say nothing of where revocation is published. */
  readonly publicUrl?: string | null;
}

/** The desk of a gateway that is open. */
export const deskOf = ({
  database,
  keyStore,
  now,
  config,
}: Pick<GatewayContext, 'database' | 'keyStore' | 'now' | 'config'>): AuthorityDesk => ({
  database,
  keyStore,
  now,
  publicUrl: config.publicUrl,
});

type Particulars = Pick<NewCertificate, 'kind' | 'holder'> &
  Partial<Pick<NewCertificate, 'agency' | 'issuer' | 'chain' | 'tokenKey'>>;

/** A certificate (DER) as a row. @throws Problem `certificate_malformed`, `algorithm_unsupported` */
export function rowOf(der: Buffer, particulars: Particulars): NewCertificate {
  const { fingerprint, subject, serial, notBefore, notAfter } = readCertificate(der);
  const own = { fingerprint, subject, serial, notBefore, notAfter, der };
  return { ...own, agency: null, issuer: null, chain: [], tokenKey: null, ...particulars };
}

/** The newest certificate of the gateway of one kind. @throws Problem `key_missing` before the authority is made */
export async function ownCertificate(db: Queryable, kind: CertificateKind, at: Date): Promise<CertificateRow> {
  const [row] = await findOwnCertificates(db, kind, at);
  if (row === undefined) throw new Problem('key_missing', { detail: `This gateway has no valid ${kind} certificate.` });
  return row;
}

/** The newest certificate of the mail key for an address: under another address a mail would be shown as forged. */
export async function mailCertificate(db: Queryable, address: string, at: Date): Promise<CertificateRow | undefined> {
  const rows = await findOwnCertificates(db, 'mail', at);
  return rows.find(({ der }) => certificateAddresses(readCertificate(der)).includes(address.toLowerCase()));
}

/** An authority of ours with its key. @throws Problem `key_missing`, `key_passphrase` */
export async function issuerOf(desk: AuthorityDesk, row: CertificateRow): Promise<Issuer> {
  return { privateKey: await desk.keyStore.privateKey(row.fingerprint), certificate: row.der };
}

/** What stands in certificates about where their issuer publishes; the routes are in gateway/http/routes/authority.ts. */
export function addressesOf(
  { publicUrl }: AuthorityDesk,
  issuer: Pick<CertificateRow, 'fingerprint' | 'kind'>,
): IssuerAddresses {
  if (publicUrl === undefined || publicUrl === null) return {};
  const base = publicUrl.replace(/\/+$/, '');
  const published = {
    crlUrl: `${base}/crl/${issuer.fingerprint}.crl`,
    issuerUrl: `${base}/issuers/${issuer.fingerprint}.crt`,
  };
  return issuer.kind === 'issuing' ? { ...published, ocspUrl: `${base}/ocsp` } : published;
}

const clockSlackMs = 5 * 60 * 1000;

/** Valid from five minutes ago, for receivers whose clock is late. */
export function validFor(years: number, now: Date): Validity {
  const notAfter = new Date(now);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + years);
  return { notBefore: new Date(now.getTime() - clockSlackMs), notAfter };
}
