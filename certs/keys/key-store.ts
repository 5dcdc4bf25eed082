/**
 * The folder in which private keys lie encrypted, one file a key, named by the fingerprint of its certificate
 * (by its own while it waits for one).
 * Does not keep certificates (the gateway's database does) nor decide who may use a key.
 * Source: design, "certs: private keys encrypted at rest"; RFC 5958 (PKCS#8).
 */
import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import { access, chmod, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import { encryptPrivateKey } from './encrypt-key.js';
import { fileSigner, openPrivateKey } from './file-key.js';
import { clearRotation, markRotation, readRotation } from './key-rotation.js';
import type { Signer } from './signer.js';
import { syncFolder, writeDurably } from './write-durably.js';

export interface KeyStore {
  /** Stores a key under its certificate (DER) and returns the fingerprint. @throws Problem `key_mismatch` */
  put(privateKey: KeyObject, certificate: Buffer): Promise<string>;
  has(fingerprint: string): Promise<boolean>;
  /** Stores a key that waits for its certificate, under the SHA-256 of its public key (hex): `privateKey` finds it by that. */
  putWaiting(name: string, privateKey: KeyObject): Promise<void>;
  /** Forgets a waiting key; nothing happens when there is none. */
  removeWaiting(name: string): Promise<void>;
  /** @throws Problem `key_missing`, `key_passphrase`, `key_unreadable` */
  privateKey(fingerprint: string): Promise<KeyObject>;
  /** @throws Problem as `privateKey` and `fileSigner` */
  signer(fingerprint: string, certificate: Buffer, chain: readonly Buffer[]): Promise<Signer>;
  /**
   * Encrypts every key anew. Afterwards the folder opens with both passphrases until it is opened with the new one,
   * so that the passphrase file can be replaced in between. Run it again after a crash.
   */
  rotatePassphrase(next: string): Promise<void>;
}

const keyFile = /^([0-9a-f]{64})\.pem$/;

function checkFingerprint(fingerprint: string): string {
  if (!keyFile.test(`${fingerprint}.pem`)) throw new Problem('key_missing', { detail: 'Not a fingerprint.' });
  return fingerprint;
}

class KeyFolder implements KeyStore {
  readonly #folder: string;
  /** The one keys are written with, then another one that may still open some. */
  #passphrases: readonly [string, ...string[]];
  readonly #keys = new Map<string, Promise<KeyObject>>();

  constructor(folder: string, passphrases: readonly [string, ...string[]]) {
    this.#folder = folder;
    this.#passphrases = passphrases;
  }

  async put(privateKey: KeyObject, certificate: Buffer): Promise<string> {
    if (!new X509Certificate(certificate).checkPrivateKey(privateKey)) throw new Problem('key_mismatch');
    const fingerprint = createHash('sha256').update(certificate).digest('hex');
    await this.putWaiting(fingerprint, privateKey);
    return fingerprint;
  }

  async putWaiting(name: string, privateKey: KeyObject): Promise<void> {
    await writeDurably(this.#path(name), await encryptPrivateKey(privateKey, this.#passphrases[0]));
    this.#keys.set(name, Promise.resolve(privateKey));
  }

  async removeWaiting(name: string): Promise<void> {
    this.#keys.delete(name);
    await rm(this.#path(name), { force: true });
    await syncFolder(this.#folder);
  }

  async has(fingerprint: string): Promise<boolean> {
    return access(this.#path(fingerprint)).then(
      () => true,
      () => false,
    );
  }

  privateKey(fingerprint: string): Promise<KeyObject> {
    const cached = this.#keys.get(fingerprint);
    if (cached !== undefined) return cached;
    const opened = this.#open(fingerprint);
    this.#keys.set(fingerprint, opened);
    opened.catch(() => this.#keys.delete(fingerprint));
    return opened;
  }

  async signer(fingerprint: string, certificate: Buffer, chain: readonly Buffer[]): Promise<Signer> {
    return fileSigner(await this.privateKey(fingerprint), certificate, chain);
  }

  async rotatePassphrase(next: string): Promise<void> {
    const [current, other] = this.#passphrases;
    if (other !== undefined && other !== next) await this.settle();
    await markRotation(this.#folder, current, next);
    this.#passphrases = [next, current];
    await this.#encryptAll();
  }

  /** Ends a change of passphrase: every key under the first passphrase, the mark gone. */
  async settle(): Promise<void> {
    await this.#encryptAll();
    await clearRotation(this.#folder);
    this.#passphrases = [this.#passphrases[0]];
  }

  async #encryptAll(): Promise<void> {
    const [first, ...others] = this.#passphrases;
    for (const name of await readdir(this.#folder)) {
      if (!keyFile.test(name)) continue;
      const path = join(this.#folder, name);
      const pem = await readFile(path, 'utf8');
      if (opensWith(pem, first)) continue;
      const renewed = await encryptPrivateKey(openWithAny(pem, others), first);
      if (!opensWith(renewed, first)) throw new Problem('internal');
      await writeDurably(path, renewed);
    }
  }

  async #open(fingerprint: string): Promise<KeyObject> {
    let pem: string;
    try {
      pem = await readFile(this.#path(fingerprint), 'utf8');
    } catch (cause) {
      throw new Problem('key_missing', { detail: 'The private key is not in this key folder.', cause });
    }
    return openWithAny(pem, this.#passphrases);
  }

  #path(fingerprint: string): string {
    return join(this.#folder, `${checkFingerprint(fingerprint)}.pem`);
  }
}

function openWithAny(pem: string, passphrases: readonly string[]): KeyObject {
  for (const passphrase of passphrases.slice(0, -1))
    if (opensWith(pem, passphrase)) return openPrivateKey(pem, passphrase);
  return openPrivateKey(pem, passphrases.at(-1));
}

function opensWith(pem: string, passphrase: string): boolean {
  try {
    openPrivateKey(pem, passphrase);
    return true;
  } catch (error) {
    if (isProblem(error, 'key_passphrase')) return false;
    throw error;
  }
}

/**
 * Opens (or makes, 0700) the key folder. A change of passphrase that was cut off is finished when `passphrase` is the new one;
 * with the old one every key still opens.
 * @throws Problem `key_passphrase` when a change is under way and `passphrase` is neither
 */
export async function openKeyStore(folder: string, passphrase: string): Promise<KeyStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const rotation = await readRotation(folder, passphrase);
  const store = new KeyFolder(folder, rotation === null ? [passphrase] : [passphrase, rotation.other]);
  if (rotation?.holding === 'new') await store.settle();
  return store;
}
