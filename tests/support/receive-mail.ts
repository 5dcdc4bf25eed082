/** A mail comes in as the mailbox's reader would hand it over, and everything that waits is handled. */
import type { GatewayContext } from '../../gateway/context.js';
import { takeMail } from '../../gateway/mailbox/intake/take-mail.js';
import { workOffMails } from '../../workers/mails.js';

export interface ReceivedMail {
  readonly id: string;
  readonly state: string;
  readonly kind: string | null;
  readonly result: string | null;
  readonly detail: string | null;
  readonly agency: string | null;
  readonly proof: string | null;
  readonly document: string | null;
  readonly delivery: string | null;
}

const account = 'congvan@test.example';

/** Takes the mail in, handles it, and tells what became of it. */
export async function receiveMail(ctx: GatewayContext, mail: Buffer | string): Promise<ReceivedMail> {
  const content = Buffer.from(mail);
  await takeMail(ctx, { account, receivedAt: ctx.now(), content });
  while (await workOffMails(ctx));
  const { rows } = await ctx.database.query<ReceivedMail>(
    'select id, state, kind, result, detail, agency, proof, document, delivery from mails_in order by id desc limit 1',
  );
  const [row] = rows;
  if (row === undefined) throw new Error('no mail was taken in');
  return row;
}

export interface ReplyTo {
  readonly recipient: string;
  readonly subject: string;
  /** The texts of all blocks, Vietnamese and English. */
  readonly text: string;
}

/** The mails that answer one, oldest first, before they are sent. */
export async function repliesTo(ctx: GatewayContext, mail: string): Promise<ReplyTo[]> {
  const { rows } = await ctx.database.query<{ recipient: string; subject: string; body: unknown }>(
    'select recipient, subject, body from mails_out where mail = $1 order by id',
    [mail],
  );
  return rows.map(({ recipient, subject, body }) => ({ recipient, subject, text: JSON.stringify(body) }));
}
