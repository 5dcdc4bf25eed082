/**
 * What a mail would do is confirmed by a person first: a mail to the agency's own mailbox leads to a page that says what will happen,
 * and only the button there has the mail handled again, as confirmed. The page says what the mail said: both are written once, by
 * whoever asks (compose-*.ts).
 */
import { type Bilingual, say } from '../../schemas/words/bilingual.js';
import { vietnamTime } from '../../schemas/words/vietnam-time.js';
import { baseAddress } from '../config.js';
import type { GatewayContext } from '../context.js';
import type { Block } from '../mail/mail-body.js';
import { mailTokenDigest, newMailToken } from '../mail/mail-token.js';
import { insertConfirmation, selectConfirmation, useConfirmation } from './confirmations.store.js';
import type { Handled, IncomingMail } from './incoming-mail.js';
import { vouchForMail } from './mails-in.store.js';

const dayMs = 86_400_000;
const validDays = 7;

export interface Question {
  /** Code of the agency that is asked. */
  readonly agency: string;
  /** Its address in the directory, never the one the mail claims to come from. */
  readonly address: string;
  readonly subject: string;
  readonly title: Bilingual;
  /** What is asked and what will happen. */
  readonly blocks: readonly Block[];
}

/** Has the mail wait for a click; the part of `Handled` that asks for it. */
export function askConfirmation(
  ctx: GatewayContext,
  { row }: Pick<IncomingMail, 'row'>,
  { agency, address, subject, title, blocks }: Question,
): Pick<Handled, 'state' | 'reply' | 'write'> {
  const token = newMailToken();
  const expiresAt = new Date(ctx.now().getTime() + validDays * dayMs);
  const href = new URL(`/xac-nhan/${token}`, baseAddress(ctx.config)).href;
  const end = vietnamTime(expiresAt.toISOString());
  const until = say(
    `Liên kết hết hạn ${end}. Nếu cơ quan không gửi thư này, xin đừng xác nhận: sẽ không có gì xảy ra.`,
    `The link ends ${end}. If your agency did not send it, do not confirm: then nothing happens.`,
  );
  return {
    state: 'awaiting',
    reply: {
      to: address,
      subject,
      blocks: [...blocks, { kind: 'link', text: title, href }, { kind: 'paragraph', text: until }],
    },
    write: (tx) =>
      insertConfirmation(tx, {
        tokenSha256: mailTokenDigest(token),
        mail: row.id,
        agency,
        title,
        blocks,
        expiresAt,
      }),
  };
}

export interface Confirmation {
  readonly title: Bilingual;
  readonly blocks: readonly Block[];
  /** `ended`: its time is over, or somebody decided otherwise meanwhile. */
  readonly state: 'open' | 'confirmed' | 'ended';
}

/** What the link asks; undefined when there never was one. Changes nothing. */
export async function viewConfirmation(ctx: GatewayContext, token: string): Promise<Confirmation | undefined> {
  const row = await selectConfirmation(ctx.database, mailTokenDigest(token));
  if (row === undefined) return undefined;
  const { title, blocks, usedAt, isAwaited, expiresAt } = row;
  const isOpen = isAwaited && new Date(expiresAt) > ctx.now();
  return { title, blocks, state: usedAt !== null ? 'confirmed' : isOpen ? 'open' : 'ended' };
}

/** Confirms it; a second time changes nothing. @returns as `viewConfirmation` */
export async function confirm(ctx: GatewayContext, token: string): Promise<Confirmation | undefined> {
  const view = await viewConfirmation(ctx, token);
  if (view?.state !== 'open') return view;
  await ctx.database.transaction(async (tx) => {
    const used = await useConfirmation(tx, mailTokenDigest(token), ctx.now());
    if (used === undefined) return;
    await vouchForMail(tx, used.mail, { as: 'confirmed', by: used.agency, from: ['awaiting'] });
    tx.afterCommit(() => ctx.wake('mails'));
  });
  return viewConfirmation(ctx, token);
}
