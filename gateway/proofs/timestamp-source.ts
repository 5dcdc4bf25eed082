/**
 * Where timestamps come from, as the rooms that need them see it: the authorities of the setting in their order, or the gateway's own.
 * Wired in `cli/`.
 * Source: RFC 3161.
 */
export interface TimestampSource {
  /**
   * A token over a SHA-256 digest, checked: it covers the digest and its signature is right. Whether its authority is trusted is the
   * verdict's affair.
   * @throws Problem `timestamp_unavailable` when no authority gave one
   */
  request(sha256: Buffer): Promise<Buffer>;
  /**
   * How many requests are worth making now: none while every authority is left alone after a failure, one while it is not known
   * whether one answers again, `Infinity` otherwise.
   */
  worthAsking(): number;
}
