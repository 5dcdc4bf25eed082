/** A private key with the certificates that go with it, as key files carry them between systems. */
import type { KeyObject } from 'node:crypto';

export interface KeyWithChain {
  readonly privateKey: KeyObject;
  /** DER. */
  readonly certificate: Buffer;
  /** Issuers, nearest first, DER. */
  readonly chain: readonly Buffer[];
}
