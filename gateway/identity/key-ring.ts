/**
 * Which key signs what: agency seals and the gateway's own keys, each use recorded by the caller as an event.
 * Does not store keys (certs/keys) nor certificates (certificates.store.ts); it joins the two and caches signers.
 * Source: design, "Who signs what".
 */
import type { Signer } from '../../certs/keys/signer.js';

export interface KeyRing {
  /** The agency's newest valid seal key, here or in a token. @throws Problem `key_missing` when it has none, `token_unavailable`, `key_passphrase` */
  sealSigner(agency: string): Promise<Signer>;
  /** The gateway's receipt key (status 01). */
  receiptSigner(): Promise<Signer>;
  /** The gateway's key for timestamps, and for nothing else. */
  timestampSigner(): Promise<Signer>;
  /** The key that answers whether certificates of the gateway's issuing authority are revoked; `chain` begins with that authority. */
  ocspSigner(): Promise<Signer>;
  /** The gateway's key for mails from an address. @throws Problem `key_missing` where none are sent from it */
  mailSigner(address: string): Promise<Signer>;
  /** The gateway's checkpoint key: Ed25519, signed-note (C2SP). Returns name, key id and a sign function. */
  checkpointSigner(): Promise<{ readonly name: string; readonly publicKey: Buffer; sign(note: Buffer): Buffer }>;
  /** Forgets cached signers, after a certificate was issued, imported or revoked. */
  refresh(): void;
}
