/**
 * The one way to use a private key, wherever it lives (file, PKCS#12, token).
 * Source: RFC 8017 section 8.2 (RSASSA-PKCS1-v1_5), FIPS 186-5 (ECDSA).
 */

export type SignatureAlgorithm =
  | 'RSA-SHA256'
  | 'RSA-SHA384'
  | 'RSA-SHA512'
  | 'ECDSA-SHA256'
  | 'ECDSA-SHA384'
  | 'ECDSA-SHA512';

export interface Signer {
  readonly algorithm: SignatureAlgorithm;
  /** The signer's certificate, DER. */
  readonly certificate: Buffer;
  /** Issuers of `certificate`, nearest first, DER; the root may be left out. */
  readonly chain: readonly Buffer[];
  /** Signs `data` (hashing included). RSA: PKCS#1 v1.5; ECDSA: r‖s, fixed width (IEEE P1363). */
  sign(data: Uint8Array): Buffer | Promise<Buffer>;
}
