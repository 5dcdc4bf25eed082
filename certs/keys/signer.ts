/**
 * The one way to use a private key, wherever it lives (file, PKCS#12, token).
 * Source: RFC 8017 sections 8.1 (RSASSA-PSS) and 8.2 (RSASSA-PKCS1-v1_5), FIPS 186-5 (ECDSA).
 */

export type SignatureAlgorithm =
  | 'RSA-SHA256'
  | 'RSA-SHA384'
  | 'RSA-SHA512'
  | 'RSA-PSS-SHA256'
  | 'RSA-PSS-SHA384'
  | 'RSA-PSS-SHA512'
  | 'ECDSA-SHA256'
  | 'ECDSA-SHA384'
  | 'ECDSA-SHA512';

export interface Signer {
  readonly algorithm: SignatureAlgorithm;
  /** The signer's certificate, DER. */
  readonly certificate: Buffer;
  /** Issuers of `certificate`, nearest first, DER; the root may be left out. */
  readonly chain: readonly Buffer[];
  /**
   * Signs `data` (hashing included). RSA: PKCS#1 v1.5, or PSS with MGF1 over the same digest and a salt of its length; ECDSA: r‖s, fixed
   * width (IEEE P1363).
   */
  sign(data: Uint8Array): Buffer | Promise<Buffer>;
}
