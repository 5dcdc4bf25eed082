/**
 * A document that its agency must confirm before it is sent: shown as it would be sent, at the directory's address. Who cannot be asked there
 * has to say everything, signed.
 */
import type { Metadata } from '../../../schemas/directory/metadata.js';
import { selectAgenciesByCode } from '../../agencies/agencies.store.js';
import { expandRecipients } from '../../agencies/expand-recipients.js';
import type { GatewayContext } from '../../context.js';
import { requestConfirmation } from '../confirmations/confirmations.js';
import type { Handled, IncomingMail } from '../incoming-mail.js';
import { type ChangedDocument, composeConfirmation, type RepliedFile } from './compose-document-reply.js';
import { composeUnproven } from './compose-refusal-reply.js';
import { answerAddress, quarantinedOutcome } from './document-outcome.js';

export interface DocumentToAsk {
  /** Code of the agency whose mailbox the mail claims to come from. */
  readonly agency: string;
  readonly metadata: Metadata;
  readonly files: readonly RepliedFile[];
  /** True when the mail did not say everything, and something of it was guessed. */
  readonly isProposal: boolean;
  /** The document it updates or replaces; null for one that changes none. */
  readonly changes: ChangedDocument | null;
}

/** @throws Problem as `expandRecipients` */
export async function askToConfirm(ctx: GatewayContext, mail: IncomingMail, asked: DocumentToAsk): Promise<Handled> {
  const [agency] = await selectAgenciesByCode(ctx.database, [asked.agency]);
  const to = agency?.email ?? null;
  if (agency === undefined || to === null || (await answerAddress(ctx, mail, agency.code)) === null)
    return unprovenOutcome(ctx, mail, mail.sender.signatureFault);
  const { agencies } = await expandRecipients(ctx, asked.metadata.to, { except: agency.code });
  const { href, expiresAt } = await requestConfirmation(ctx, ctx.database, {
    mail: mail.row.id,
    agency: agency.code,
    address: to,
  });
  const letter = composeConfirmation({ ...asked, from: agency, to: agencies, href, expiresAt });
  return { state: 'awaiting', result: 'to_confirm', reply: { to, ...letter } };
}

/** @param fault why a signature that is there does not count; null when there is none */
export function unprovenOutcome(ctx: GatewayContext, mail: IncomingMail, fault: string | null): Promise<Handled> {
  const reason = { result: 'sender_unproven', ...(fault === null ? {} : { detail: fault }) };
  return quarantinedOutcome(ctx, mail, reason, composeUnproven(fault));
}
