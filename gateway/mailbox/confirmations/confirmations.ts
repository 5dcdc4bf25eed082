/**
 * What a mail asks for and a person must confirm by a click, because the mail alone does not prove its sender. The link goes to the address
 * the directory has for the agency, never to the one a mail claims; it is good once, for some days, while the agency exists and has that
 * address: whoever keeps a mailbox that was given up confirms nothing.
 * Does not write the mail that carries the link, nor the page behind it: a page shown is nothing confirmed, so that programs that follow
 * links in mails confirm nothing.
 */
import { vietnamDay } from '../../agencies/agency.js';
import { baseAddress } from '../../config.js';
import type { GatewayContext } from '../../context.js';
import type { Queryable } from '../../database/database.js';
import { mailTokenDigest, newMailToken } from '../../mail/mail-token.js';
import { vouchForMail } from '../mails-in.store.js';
import {
  type ConfirmationRow,
  insertConfirmation,
  type NewConfirmation,
  selectConfirmation,
  useConfirmation,
} from './confirmations.store.js';

const dayMs = 86_400_000;
const confirmationDays = 7;

/**
 * A new link. It confirms nothing until its mail is `awaiting`, so it may be written before the mail is finished: a crash in between
 * leaves a link that nobody was told of.
 */
export async function requestConfirmation(
  ctx: GatewayContext,
  db: Queryable,
  subject: Pick<NewConfirmation, 'mail' | 'agency' | 'address'>,
): Promise<{ readonly href: string; readonly expiresAt: Date }> {
  const token = newMailToken();
  const expiresAt = new Date(ctx.now().getTime() + confirmationDays * dayMs);
  await insertConfirmation(db, mailTokenDigest(token), { ...subject, expiresAt });
  return { href: new URL(`/xac-nhan/${token}`, baseAddress(ctx.config)).href, expiresAt };
}

/** What a link asks, also when it is used or over; undefined when there never was one. */
export function openConfirmation(ctx: GatewayContext, token: string): Promise<ConfirmationRow | undefined> {
  return selectConfirmation(ctx.database, mailTokenDigest(token), vietnamDay(ctx.now()));
}

/**
 * The click: the mail is handled again, as confirmed by the agency.
 * @returns `used` when it had been confirmed before; `ended` when the link is over, never was, or nothing waits for it any more
 */
export async function confirm(ctx: GatewayContext, token: string): Promise<'confirmed' | 'used' | 'ended'> {
  const digest = mailTokenDigest(token);
  const day = vietnamDay(ctx.now());
  return ctx.database.transaction(async (tx) => {
    const subject = await useConfirmation(tx, digest, ctx.now(), day);
    if (subject === undefined) return (await selectConfirmation(tx, digest, day))?.usedAt ? 'used' : 'ended';
    const vouch = { as: 'confirmed', by: subject.agency, from: ['awaiting'] } as const;
    if (!(await vouchForMail(tx, subject.mail, vouch))) return 'ended';
    tx.afterCommit(() => ctx.wake('mails'));
    return 'confirmed';
  });
}
