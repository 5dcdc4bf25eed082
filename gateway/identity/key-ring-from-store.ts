/**
 * The key ring over the database and the key folder: which certificate is used is asked anew each time, so that a revocation
 * or renewal by another process counts at once; opened keys are kept.
 * Source: design, "Who signs what"; C2SP signed-note (checkpoint keys are Ed25519).
 */
import { sign } from 'node:crypto';
import { tokenSigner } from '../../certs/keys/pkcs11-key.js';
import type { Signer } from '../../certs/keys/signer.js';
import { readCertificate } from '../../certs/trust/certificate.js';
import { attributeOf } from '../../certs/trust/name.js';
import { Problem } from '../../schemas/problems/problem.js';
import { type AuthorityDesk, mailCertificate, ownCertificate } from './authority-tools.js';
import { type CertificateRow, findUsableSeals } from './certificates.store.js';
import type { KeyRing } from './key-ring.js';

const commonName = '2.5.4.3';
const rawKeyBytes = 32;

type CheckpointSigner = Awaited<ReturnType<KeyRing['checkpointSigner']>>;

class KeyRingFromStore implements KeyRing {
  readonly #desk: AuthorityDesk;
  readonly #signers = new Map<string, Promise<Signer>>();

  constructor(desk: AuthorityDesk) {
    this.#desk = desk;
  }

  async sealSigner(agency: string): Promise<Signer> {
    const rows = await findUsableSeals(this.#desk.database, agency, this.#desk.now());
    for (const row of rows) if (await this.#isAtHand(row)) return this.#signer(row);
    throw new Problem('key_missing', { detail: `The agency ${agency} has no usable seal key in this gateway.` });
  }

  receiptSigner(): Promise<Signer> {
    return this.#ownSigner('receipt');
  }

  timestampSigner(): Promise<Signer> {
    return this.#ownSigner('timestamp');
  }

  ocspSigner(): Promise<Signer> {
    return this.#ownSigner('ocsp');
  }

  async mailSigner(address: string): Promise<Signer> {
    const row = await mailCertificate(this.#desk.database, address, this.#desk.now());
    if (row === undefined)
      throw new Problem('key_missing', { detail: `This gateway has no valid key for mails from ${address}.` });
    return this.#signer(row);
  }

  /** `publicKey` is the raw 32 bytes of the Ed25519 key. */
  async checkpointSigner(): Promise<CheckpointSigner> {
    const row = await ownCertificate(this.#desk.database, 'checkpoint', this.#desk.now());
    const privateKey = await this.#desk.keyStore.privateKey(row.fingerprint);
    const view = readCertificate(row.der);
    return {
      name: attributeOf(view.subjectName, commonName) ?? '',
      publicKey: view.publicKeyInfo.subarray(-rawKeyBytes),
      sign: (note) => sign(null, note, privateKey),
    };
  }

  refresh(): void {
    this.#signers.clear();
  }

  async #ownSigner(kind: 'receipt' | 'timestamp' | 'ocsp'): Promise<Signer> {
    return this.#signer(await ownCertificate(this.#desk.database, kind, this.#desk.now()));
  }

  async #isAtHand(row: CertificateRow): Promise<boolean> {
    // A token that is out is told about, not passed over: the agency's newest seal is the one it wants to use.
    return row.tokenKey !== null || this.#signers.has(row.fingerprint) || this.#desk.keyStore.has(row.fingerprint);
  }

  #signer(row: CertificateRow): Promise<Signer> {
    const cached = this.#signers.get(row.fingerprint);
    if (cached !== undefined) return cached;
    const opened =
      row.tokenKey === null
        ? this.#desk.keyStore.signer(row.fingerprint, row.der, row.chain)
        : tokenSigner(row.tokenKey, row.der, row.chain);
    this.#signers.set(row.fingerprint, opened);
    opened.catch(() => this.#signers.delete(row.fingerprint));
    return opened;
  }
}

/** The key ring of this gateway. */
export function keyRingFromStore(desk: AuthorityDesk): KeyRing {
  return new KeyRingFromStore(desk);
}
