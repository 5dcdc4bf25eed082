/**
 * The sender reminds those who have its document and have not answered: each at most once a day, by an event for who reads here or by API,
 * and by a mail, too, for whom mails reach. What was asked of whom is in the document's timeline.
 */
import { v7 as uuidv7 } from 'uuid';
import { Problem } from '../../schemas/problems/problem.js';
import { vietnamDay } from '../agencies/agency.js';
import type { GatewayContext } from '../context.js';
import type { Transaction } from '../database/database.js';
import { lockDocument } from '../documents/requests.store.js';
import { selectDocument } from '../documents/view-document.store.js';
import { recordEvents } from '../evidence/events.store.js';
import { type Principal, requireScope } from '../identity/access.js';
import { insertDocumentMails } from '../mailbox/mails-out.store.js';
import { composeReminder } from './compose-reminder.js';
import { type Awaited, lockAwaited } from './reminders.store.js';

/**
 * @returns codes of the agencies that are reminded; none when all have answered, or were reminded today
 * @throws Problem `missing_scope`; `not_found` for a document of others; `illegal_move` for one that is recalled or replaced
 */
export async function remindRecipients(
  ctx: GatewayContext,
  principal: Principal,
  document: string,
): Promise<readonly string[]> {
  requireScope(principal, 'documents:submit');
  return ctx.database.transaction(async (tx) => {
    const held = await lockDocument(tx, document);
    if (held === undefined || !principal.agencies.includes(held.fromAgency)) throw new Problem('not_found');
    if (held.state !== 'sealed') throw new Problem('illegal_move', { detail: `The document is ${held.state}` });
    const awaited = await lockAwaited(tx, document, vietnamDay(ctx.now()));
    await recordEvents(
      tx,
      awaited.map(({ agency, mailAddress }) => ({
        kind: 'document.reminded',
        document,
        agencies: [held.fromAgency, agency],
        payload: { agency, byMail: isMailed(ctx, mailAddress), actor: principal.actor },
      })),
    );
    await writeMails(ctx, tx, document, awaited);
    tx.afterCommit(() => {
      ctx.wake('events');
      ctx.wake('mails');
    });
    return awaited.map(({ agency }) => agency);
  });
}

/** Without a mail server an agency reads its inbox here. */
const isMailed = ({ config }: GatewayContext, address: string | null): address is string =>
  config.smtpUrl !== null && address !== null;

async function writeMails(
  ctx: GatewayContext,
  tx: Transaction,
  id: string,
  awaited: readonly Awaited[],
): Promise<void> {
  const document = await selectDocument(tx, id, null);
  if (document === undefined) return;
  const from = { code: document.from, name: document.fromName };
  const mails = awaited.flatMap(({ agency, name, delivery, mailAddress }) =>
    isMailed(ctx, mailAddress)
      ? [{ delivery, to: mailAddress, ...composeReminder({ from, to: { code: agency, name }, document }) }]
      : [],
  );
  await insertDocumentMails(
    tx,
    mails.map((mail) => ({ id: uuidv7(), aboutFailure: false, ...mail })),
  );
}
