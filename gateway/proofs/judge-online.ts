/**
 * How a signature stands today by all this gateway can learn: its trust store and lists, and what the network knows where those do not
 * suffice. Each question is one fetch within the limits of `certs/online`.
 * Source: ETSI EN 319 102-1 V1.3.1 sections 5.2.5.4 and 5.2.6 (obtain further information, then validate again).
 */
import type { JudgedSignature } from '../../certs/verdict/judged-signature.js';
import type { VerifyOptions } from '../../certs/verdict/verify-options.js';
import type { GatewayContext } from '../context.js';
import type { TrustRows } from '../identity/trust.store.js';
import { noteContacts } from './note-contact.js';

export type Material = Pick<VerifyOptions, 'anchors' | 'intermediates' | 'crls' | 'ocsps'>;

export type Judge = (material: Material) => Promise<JudgedSignature>;

/** With our own lists, and once more with what the network knows. Without network (`ctx.online` null) that is all. */
export async function judgeOnline(ctx: GatewayContext, trust: TrustRows, judge: Judge): Promise<JudgedSignature> {
  const { online } = ctx;
  const judged = await judge(trust);
  const { missing, withoutIssuer } = judged;
  if (online === null || missing.length + withoutIssuer.length === 0) return judged;
  const note = noteContacts(ctx);
  const asking = online.forOneVerification((address, fault) => note({ kind: 'ocsp', address, fault }));
  const fetched = await asking.fetch({ missing, withoutIssuer });
  return judge({
    anchors: trust.anchors,
    intermediates: [...trust.intermediates, ...fetched.intermediates],
    crls: [...trust.crls, ...fetched.crls],
    ocsps: fetched.ocsps,
  });
}
