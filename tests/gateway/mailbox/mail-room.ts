/** A gateway with mails in it: some that came in, and answers to them. */
import { v7 as uuidv7 } from 'uuid';
import type { GatewayContext } from '../../../gateway/context.js';
import { insertReply } from '../../../gateway/mailbox/mails-out.store.js';
import { say } from '../../../schemas/words/bilingual.js';

let count = 0;

/** A mail nobody recognises: it waits in quarantine. */
export const strangeMail = (subject: string, from = 'nguoi.la@xa.example'): string =>
  [
    `From: ${from}`,
    'To: congvan@test.example',
    `Subject: ${encoded(subject)}`,
    `Message-ID: <strange.${++count}@xa.example>`,
    'Date: Thu, 19 May 2016 09:42:17 +0700',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Chào cổng.',
    '',
  ].join('\r\n');

/** RFC 2047. */
const encoded = (text: string) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;

/** What a program answered: handled without anybody's doing. */
export const automaticMail = (): string =>
  strangeMail('Trả lời tự động').replace('MIME-Version', 'Auto-Submitted: auto-replied\r\nMIME-Version');

/** An answer to a mail, in the state it would have. @returns its id */
export async function answerTo(ctx: GatewayContext, mail: string, state = 'queued'): Promise<string> {
  const id = uuidv7();
  const reply = {
    to: 'nguoi.la@xa.example',
    subject: 'Chưa rõ ý của bạn',
    blocks: [
      { kind: 'paragraph', text: say('Cổng chưa hiểu thư này.', 'The gateway did not understand this mail.') },
      { kind: 'link', text: say('Xác nhận', 'Confirm'), href: 'https://congvan.example/xac-nhan/bi-mat' },
    ],
  } as const;
  const rate = { count: 1_000, seconds: 3_600 };
  await ctx.database.transaction((tx) => insertReply(tx, id, mail, reply, { unproven: false, pace: rate, most: rate }));
  await ctx.database.query(
    `update mails_out set state = $2, reason_code = case when $2 = 'failed' then 'mailbox_full' end where id = $1`,
    [id, state],
  );
  return id;
}
