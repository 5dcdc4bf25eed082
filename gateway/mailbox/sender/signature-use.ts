/**
 * A signature counts once: whoever holds a signed mail cannot have it act again. It is tied to its mail: for an answer before the mail
 * acts, in a statement of its own, so that two mails with the same signature, handled at the same moment, cannot both act (a repeat after
 * a crash finds its own tie); for a document when the mail is finished, because there the mail's key makes two of it one.
 */
import type { GatewayContext } from '../../context.js';
import { violates } from '../../database/unique-violation.js';
import type { Handled, IncomingMail } from '../incoming-mail.js';
import { selectSignatureUse, updateSignature } from './signature-use.store.js';

/** Whether another mail was believed for the signature of this one. */
export async function isSignatureUsed(
  { database }: GatewayContext,
  { row, sender: { signature } }: Pick<IncomingMail, 'row' | 'sender'>,
): Promise<boolean> {
  return signature !== null && (await selectSignatureUse(database, signature.sha256, row.id)) !== undefined;
}

/**
 * What becomes of a mail whose signature another one was believed for: nothing new when it was about the same delivery (mail servers
 * deliver twice), quarantine when not. Null when the signature is still free, or there is none.
 * @param delivery deliveries.id; null when the mail names none
 */
export async function reusedSignature(
  ctx: GatewayContext,
  { row, sender }: Pick<IncomingMail, 'row' | 'sender'>,
  delivery: string | null,
): Promise<Handled | null> {
  if (sender.signature === null) return null;
  const use = await selectSignatureUse(ctx.database, sender.signature.sha256, row.id);
  if (use === undefined) return null;
  const about = delivery === null ? {} : { delivery };
  return use.delivery !== null && use.delivery === delivery
    ? { state: 'done', result: 'repeated', ...about }
    : { state: 'quarantined', result: 'signature_reused', ...about };
}

/**
 * Ties the mail's signature to it.
 * @returns as `reusedSignature`, when another mail was faster
 */
export async function takeSignature(
  ctx: GatewayContext,
  mail: Pick<IncomingMail, 'row' | 'sender'>,
  delivery: string,
): Promise<Handled | null> {
  const { signature } = mail.sender;
  if (signature === null) return null;
  try {
    if (await updateSignature(ctx.database, mail.row, signature.sha256, delivery)) return null;
    throw new Error('the lease of this mail was lost before its signature was taken');
  } catch (error) {
    if (!violates(error, 'mails_in_signature')) throw error;
    return reusedSignature(ctx, mail, delivery);
  }
}
