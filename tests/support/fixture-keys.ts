/** The keys of a gateway to test with: all from the test authority, whose certificates stand in the gateway's tables. */
import { generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import { createKeypair } from '../../certs/authority/create-keypair.js';
import {
  issueMailCertificate,
  issueOcspCertificate,
  issueReceiptCertificate,
  issueTimestampCertificate,
} from '../../certs/authority/issue-certificate.js';
import { fileSigner } from '../../certs/keys/file-key.js';
import type { Signer } from '../../certs/keys/signer.js';
import type { GatewayContext } from '../../gateway/context.js';
import type { KeyRing } from '../../gateway/identity/key-ring.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { SealWish, TestAuthority } from './test-authority.js';

export interface KeyWishes {
  /** Agencies that keep their seal key themselves. */
  readonly withoutKey?: readonly string[];
  /** Seals that differ from the usual ones, by agency code. */
  readonly seals?: Readonly<Record<string, Pick<SealWish, 'notBefore' | 'notAfter'>>>;
}

/** Its certificates, the root trusted from its first day. */
export async function insertAuthority({ database }: GatewayContext, authority: TestAuthority): Promise<void> {
  const root = authority.root.certificate;
  await insertCertificate(database, 'root', root, null, null);
  await insertCertificate(database, 'issuing', authority.issuing.certificate, null, fingerprintOf(root));
  await database.query(
    `insert into trust_changes (version, at, fingerprint, trusted, actor, reason)
     select 1, not_before, fingerprint, true, 'gateway', 'the root of its own authority' from certificates where trusted`,
  );
}

function fingerprintOf(der: Buffer): string {
  return new X509Certificate(der).fingerprint256.replaceAll(':', '').toLowerCase();
}

async function insertCertificate(
  database: GatewayContext['database'],
  kind: string,
  der: Buffer,
  agency: string | null,
  issuer: string | null,
): Promise<void> {
  const certificate = new X509Certificate(der);
  await database.query(
    `insert into certificates (fingerprint, kind, agency, holder, subject, serial, issuer, not_before, not_after, der, trusted)
     values ($1, $2, $3, 'gateway', $4, $5, $6, $7, $8, $9, $10)`,
    [
      fingerprintOf(der),
      kind,
      agency,
      certificate.subject,
      certificate.serialNumber.toLowerCase(),
      issuer,
      new Date(certificate.validFrom),
      new Date(certificate.validTo),
      der,
      kind === 'root',
    ],
  );
}

/** Keys made when first asked for: an agency of the directory always has one here. */
export class FixtureKeyRing implements KeyRing {
  readonly #seals = new Map<string, Promise<Signer>>();
  #receipt: Promise<Signer> | undefined;
  #timestamp: Promise<Signer> | undefined;
  #ocsp: Promise<Signer> | undefined;
  #mail: Promise<Signer> | undefined;
  readonly #checkpoint = generateKeyPairSync('ed25519');
  constructor(
    private readonly authority: TestAuthority,
    private readonly database: GatewayContext['database'],
    private readonly options: KeyWishes,
  ) {}

  sealSigner(agency: string): Promise<Signer> {
    if (this.options.withoutKey?.includes(agency)) throw new Problem('key_missing');
    const known = this.#seals.get(agency) ?? this.#issueSeal(agency);
    this.#seals.set(agency, known);
    return known;
  }

  async #issueSeal(agency: string): Promise<Signer> {
    const { signer, certificate } = await this.authority.issueSeal({
      agencyCode: agency,
      name: `Cơ quan ${agency}`,
      ...this.options.seals?.[agency],
    });
    await insertCertificate(
      this.database,
      'seal',
      certificate,
      agency,
      fingerprintOf(this.authority.issuing.certificate),
    );
    return signer;
  }

  receiptSigner(): Promise<Signer> {
    this.#receipt ??= this.#issueOwn('receipt', issueReceiptCertificate);
    return this.#receipt;
  }

  async #issueOwn(kind: string, issue: typeof issueReceiptCertificate): Promise<Signer> {
    const pair = await createKeypair('p-256');
    const validity = { notBefore: new Date(Date.now() - 86_400_000), notAfter: new Date(Date.now() + 30 * 86_400_000) };
    const { issuing } = this.authority;
    const certificate = await issue(issuing, {
      organization: 'Trục liên thông thử nghiệm',
      publicKey: pair.publicKey,
      validity,
    });
    await insertCertificate(this.database, kind, certificate, null, fingerprintOf(issuing.certificate));
    return fileSigner(pair.privateKey, certificate, [issuing.certificate]);
  }

  timestampSigner(): Promise<Signer> {
    this.#timestamp ??= this.#issueOwn('timestamp', issueTimestampCertificate);
    return this.#timestamp;
  }

  ocspSigner(): Promise<Signer> {
    this.#ocsp ??= this.#issueOwn('ocsp', issueOcspCertificate);
    return this.#ocsp;
  }

  mailSigner(mailAddress: string): Promise<Signer> {
    this.#mail ??= this.#issueOwn('mail', (issuer, request) =>
      issueMailCertificate(issuer, { ...request, mailAddress }),
    );
    return this.#mail;
  }

  async checkpointSigner() {
    const { privateKey, publicKey } = this.#checkpoint;
    const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
    return { name: 'test.congvan.example', publicKey: raw, sign: (note: Buffer) => sign(null, note, privateKey) };
  }

  refresh(): void {}
}
