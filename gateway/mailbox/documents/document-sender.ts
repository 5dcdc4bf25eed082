/**
 * For whom a mail may send a document: the agency whose certificate signed it, the one that confirmed it, or the one whose mailbox it comes
 * from when an operator vouches for that. What the attached container or message proves by itself is judged where it is taken.
 * Source: issue "The e-mail gateway", part 2: the address in From alone never authenticates anybody.
 */
import { selectAgenciesByCode } from '../../agencies/agencies.store.js';
import { identifyAgency } from '../../agencies/resolve-agency.js';
import type { GatewayContext } from '../../context.js';
import type { IncomingMail, SenderProof } from '../incoming-mail.js';

export type Standing =
  | { readonly kind: 'proven'; readonly agency: string; readonly proof: SenderProof }
  /** The receiving server vouches for the address, and the agency's policy lets it confirm by a link. */
  | { readonly kind: 'to-confirm'; readonly agency: string }
  /** `agency_unclear`: the mailbox belongs to several agencies, and the mail does not say which of them sends. */
  | { readonly kind: 'unproven'; readonly code: 'sender_unproven' | 'agency_unclear' };

type Asking = Pick<IncomingMail, 'row' | 'sender'>;

const unproven = (code: 'sender_unproven' | 'agency_unclear'): Standing => ({ kind: 'unproven', code });

/** @param from the sending agency as the mail names it; null when it does not */
export async function standingOf(ctx: GatewayContext, { row, sender }: Asking, from: string | null): Promise<Standing> {
  if (sender.signature !== null) return { kind: 'proven', agency: sender.signature.agency, proof: 'signature' };
  if (row.vouched === 'confirmed' && row.vouchedBy !== null)
    return { kind: 'proven', agency: row.vouchedBy, proof: 'confirmed' };
  const [agency, another] = await claimed(ctx, sender.claims, from);
  if (row.vouched === 'operator')
    return agency === undefined || another !== undefined
      ? unproven('agency_unclear')
      : { kind: 'proven', agency, proof: 'operator' };
  return agency === undefined ? unproven('sender_unproven') : unsigned(ctx, sender, agency, another !== undefined);
}

/** The agencies of the mailbox, or the one of them that is named. */
async function claimed(
  ctx: GatewayContext,
  claims: readonly string[],
  from: string | null,
): Promise<readonly string[]> {
  if (from === null || claims.length === 0) return claims;
  const named = await identifyAgency(ctx.database, from);
  return claims.filter((code) => code === named);
}

async function unsigned(
  ctx: GatewayContext,
  { results, claims }: Asking['sender'],
  agency: string,
  isUnclear: boolean,
): Promise<Standing> {
  const agencies = await selectAgenciesByCode(ctx.database, isUnclear ? claims : [agency]);
  const mayConfirm = agencies.some(({ mailPolicy }) => mailPolicy === 'confirmed');
  if (!results.aligned || !mayConfirm) return unproven('sender_unproven');
  return isUnclear ? unproven('agency_unclear') : { kind: 'to-confirm', agency };
}
