/** A reminder by mail: through a Postfix into a Dovecot, beside the document's own mail, and answered like it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { remindRecipients } from '../../gateway/reminders/remind-recipients.js';
import { pemOf } from '../support/pem.js';
import { gatewayMailbox, type MailRoom, openMailRoom } from './mail-room.js';
import { opensslVerifies, takeApart } from './take-apart.js';

const [sender, reader, here] = ['H30.03', 'H30.05', 'H30.07'];
const mailbox = 'vanthu@yte.example';

let room: MailRoom;
beforeAll(async () => {
  room = await openMailRoom({
    mailboxes: [gatewayMailbox, mailbox],
    agencies: { [sender]: { numbering: 'agency' }, [reader]: { channel: 'email', email: mailbox } },
  });
});
afterAll(() => room?.close());

const isReminder = (mail: Buffer) => (takeApart(mail).field('subject')[0] ?? '').startsWith('[NHẮC]');

it('goes to who got the document by mail and did not answer, in the thread of its mail, signed and marked as automatic', async () => {
  const { ctx, authority, clerk } = room.gateway;
  const token = await room.gateway.token([sender]);
  const sent = await room.send(token, { to: [reader, here], dueDate: '2016-06-01' });
  const [first = Buffer.alloc(0)] = await room.mailAbout(mailbox, sent.id);
  await room.delivered(sent.id, here, ({ state }) => state === 'delivered');
  expect(await remindRecipients(ctx, clerk(sender), sent.id)).toEqual([reader, here]);
  const [mail = Buffer.alloc(0)] = await room.mailAbout(mailbox, sent.id, isReminder);
  const [document, reminder] = [takeApart(first), takeApart(mail)];
  expect(reminder.field('references')).toEqual(document.field('references'));
  expect(reminder.field('message-id')).not.toEqual(document.field('message-id'));
  expect(reminder.field('auto-submitted')).toEqual(['auto-generated']);
  expect(opensslVerifies(mail, pemOf(authority.root.certificate))?.toString()).toContain('multipart/alternative');
  const { rows } = await ctx.database.query(
    `select payload ->> 'agency' as agency, payload -> 'byMail' as "byMail" from events where kind = 'document.reminded' order by id`,
  );
  expect(rows).toEqual([
    { agency: reader, byMail: true },
    { agency: here, byMail: false },
  ]);
});
