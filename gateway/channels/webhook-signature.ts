/**
 * The signature a webhook carries, so that the receiver knows who posted what and when.
 * `Congvan-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256>[,v1=<with the previous secret>]` over `<t>.<delivery id>.<sha256 of the body, hex>`.
 * Source: RFC 2104 (HMAC); the layout follows what webhook receivers widely know. Described for receivers in docs/integrate.md.
 */
import { createHmac } from 'node:crypto';

export interface SignedRequest {
  readonly delivery: string;
  /** Of the body, hex. */
  readonly sha256: string;
  readonly at: Date;
}

/** @param secrets newest first; during a rotation both are used, so that the receiver may check with either */
export function webhookSignature({ delivery, sha256, at }: SignedRequest, secrets: readonly string[]): string {
  const seconds = Math.floor(at.getTime() / 1000);
  const macs = secrets.map((secret) =>
    createHmac('sha256', secret).update(`${seconds}.${delivery}.${sha256}`).digest('hex'),
  );
  return [`t=${seconds}`, ...macs.map((mac) => `v1=${mac}`)].join(',');
}
