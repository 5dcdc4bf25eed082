/**
 * What the page behind a confirmation link says: what the mail said that carries the link, whoever wrote it. Looking changes nothing;
 * the click is `confirm` (confirmations.ts).
 */
import type { GatewayContext } from '../../context.js';
import type { Block } from '../../mail/mail-body.js';
import { selectMailState } from '../mails-in.store.js';
import { selectLetterWith } from '../mails-out.store.js';
import { openConfirmation } from './confirmations.js';

export interface Confirmation {
  readonly subject: string;
  readonly blocks: readonly Block[];
  /** `ended`: its time is over, or somebody decided otherwise meanwhile. */
  readonly state: 'open' | 'confirmed' | 'ended';
}

/** Undefined when there never was such a link. */
export async function viewConfirmation(ctx: GatewayContext, token: string): Promise<Confirmation | undefined> {
  const row = await openConfirmation(ctx, token);
  if (row === undefined) return undefined;
  const letter = await selectLetterWith(ctx.database, row.mail, token);
  const isAwaited = (await selectMailState(ctx.database, row.mail)) === 'awaiting';
  const isOpen = letter !== undefined && isAwaited && row.isAsked && row.expiresAt > ctx.now();
  return {
    subject: letter?.subject ?? '',
    blocks: (letter?.body ?? []).filter(({ kind }) => kind !== 'link'),
    state: row.usedAt !== null ? 'confirmed' : isOpen ? 'open' : 'ended',
  };
}
