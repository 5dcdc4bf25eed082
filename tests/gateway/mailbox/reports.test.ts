/** What reports about one mail come to when they contradict each other, or come before it is written down that the mail was sent. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimDeliveries, finishAttempt } from '../../../gateway/deliveries/deliveries.store.js';
import { retryDelivery } from '../../../gateway/deliveries/operate-deliveries.js';
import { countOutboxParts } from '../../../gateway/documents/lists/list-documents.js';
import { finishReply } from '../../../gateway/mailbox/mails-out.store.js';
import { workOffMails } from '../../../workers/mails.js';
import { deliveryReport, openedNotification } from '../../support/delivery-report.js';
import { type GatewayFixture, metadataOf, submitDocument } from '../../support/gateway-fixture.js';
import { receiveMail } from '../../support/receive-mail.js';
import { roomFor } from '../../workers/room.js';
import { gatewayAddress, openAnswerRoom, readerAddress, readerCode, senderCode } from './answer-room.js';
import { answerTo, strangeMail } from './mail-room.js';

let gateway: GatewayFixture;

beforeAll(async () => {
  gateway = await openAnswerRoom();
});
afterAll(() => gateway.close());

/** @returns the delivery of a document whose mail the server took */
async function sentByMail(): Promise<string> {
  const { id } = await submitDocument(gateway.ctx, gateway.clerk(senderCode), metadataOf({ to: [readerCode] }));
  const { rows } = await gateway.ctx.database.query<{ id: string }>(
    `update deliveries set state = 'sent', channel = 'email', attempt = 1 where document = $1 returning id`,
    [id],
  );
  return rows[0]?.id ?? '';
}

const reported = (mail: string, about: string, status: string) =>
  deliveryReport({ to: gatewayAddress, about, envelopeId: mail, status });
const arrivedReport = (mail: string) => reported(mail, 'nguoi.mot@yte.example', '2.0.0');
const fullReport = (mail: string) => reported(mail, 'nguoi.hai@yte.example', '5.2.2');
const fullForNow = (mail: string) => reported(mail, 'nguoi.hai@yte.example', '4.2.2');
const openedReport = (delivery: string) =>
  openedNotification({
    from: readerAddress,
    to: gatewayAddress,
    messageId: `<delivery.${delivery}@truc.example>`,
  });

let count = 0;
const absenceNotice = (delivery: string) =>
  [
    `From: ${readerAddress}`,
    `To: ${gatewayAddress}`,
    `Message-ID: <absence.${++count}@yte.example>`,
    `In-Reply-To: <delivery.${delivery}@truc.example>`,
    'Subject: Out of office: document',
    'Auto-Submitted: auto-replied',
    '',
    'I am away until Monday.',
    '',
  ].join('\r\n');

const receive = async (mail: string) => (await receiveMail(gateway.ctx, mail)).result;

async function standingOf(delivery: string) {
  const { rows } = await gateway.ctx.database.query<{
    state: string;
    reasonCode: string | null;
    reason: string | null;
  }>('select state, reason_code as "reasonCode", reason from deliveries where id = $1', [delivery]);
  return rows[0];
}

async function eventsOf(delivery: string): Promise<string[]> {
  const { rows } = await gateway.ctx.database.query<{ kind: string }>(
    `select kind from events where payload->>'delivery' = $1 order by id`,
    [delivery],
  );
  return rows.map(({ kind }) => kind);
}

/** The next attempt, as a worker begins and ends it. */
async function attempt(delivery: string, state: 'sent' | 'queued'): Promise<void> {
  await gateway.ctx.database.query(`update deliveries set channel = 'email' where id = $1`, [delivery]);
  const claimed = (await claimDeliveries(gateway.ctx.database, roomFor(100, 'email'), 60)).find(
    ({ id }) => id === delivery,
  );
  if (claimed === undefined) throw new Error('it does not wait');
  const reasonCode = state === 'queued' ? 'mail_deferred' : null;
  const finished = {
    state,
    outcome: state === 'queued' ? 'deferred' : 'accepted',
    detail: null,
    reasonCode,
    nextAt: null,
  } as const;
  await gateway.ctx.database.transaction((tx) => finishAttempt(tx, claimed, finished));
  // Where the channel follows the directory.
  await gateway.ctx.database.query(`update deliveries set channel = 'email' where id = $1`, [delivery]);
}

const countUndelivered = async () =>
  (await countOutboxParts(gateway.ctx, gateway.clerk(senderCode), ['undelivered']))[0];

describe('of a mail that went to an alias', () => {
  it.each([
    ['is reported to have arrived', arrivedReport, ['delivery.failed', 'delivery.delivered']],
    ['is opened', openedReport, ['delivery.failed', 'delivery.delivered', 'delivery.opened']],
  ])('one copy fails, and later another %s: it arrived, and troubles nobody', async (_what, later, events) => {
    const delivery = await sentByMail();
    const before = await countUndelivered();
    expect(await receive(fullReport(delivery))).toBe('bounced');
    expect(await standingOf(delivery)).toMatchObject({ state: 'failed', reasonCode: 'mailbox_full' });
    expect(await countUndelivered()).toBe((before ?? 0) + 1);
    await receive(later(delivery));
    expect(await standingOf(delivery)).toEqual({ state: 'delivered', reasonCode: null, reason: null });
    expect(await eventsOf(delivery)).toEqual(events);
    expect(await countUndelivered()).toBe(before);
  });

  it.each([
    ['for good', fullReport],
    ['for now', fullForNow],
  ])('one copy arrives, and another that fails %s changes nothing', async (_what, failure) => {
    const delivery = await sentByMail();
    await receive(arrivedReport(delivery));
    await receive(failure(delivery));
    expect(await standingOf(delivery)).toEqual({ state: 'delivered', reasonCode: null, reason: null });
    expect(await eventsOf(delivery)).toEqual(['delivery.delivered']);
  });

  it('one copy fails for now, and another arrives: it is not sent again', async () => {
    const delivery = await sentByMail();
    expect(await receive(fullForNow(delivery))).toBe('bounced_for_now');
    expect(await standingOf(delivery)).toMatchObject({ state: 'queued' });
    await receive(arrivedReport(delivery));
    expect(await standingOf(delivery)).toEqual({ state: 'delivered', reasonCode: null, reason: null });
  });

  it.each([
    ['all the same', async () => undefined],
    ['and the server puts it off', (delivery: string) => attempt(delivery, 'queued')],
  ])('one copy arrived, and an operator sends it again %s: it stays so', async (_what, meanwhile) => {
    const delivery = await sentByMail();
    await receive(fullReport(delivery));
    await retryDelivery(gateway.ctx, delivery, 'operator');
    await meanwhile(delivery);
    await receive(arrivedReport(delivery));
    expect(await standingOf(delivery)).toMatchObject({ state: 'queued' });
  });

  it('the copy that an operator sent again comes back for now, and another arrived: the wish is met', async () => {
    const delivery = await sentByMail();
    await receive(fullReport(delivery));
    await retryDelivery(gateway.ctx, delivery, 'operator');
    await attempt(delivery, 'sent');
    expect(await receive(fullForNow(delivery))).toBe('bounced_for_now');
    await receive(arrivedReport(delivery));
    expect(await standingOf(delivery)).toEqual({ state: 'delivered', reasonCode: null, reason: null });
  });
});

it('an absence stays on the delivery when it is reported that the mail arrived', async () => {
  const delivery = await sentByMail();
  expect(await receive(absenceNotice(delivery))).toBe('absence');
  await receive(arrivedReport(delivery));
  expect(await standingOf(delivery)).toEqual({
    state: 'delivered',
    reasonCode: 'absence',
    reason: expect.stringContaining('away until Monday'),
  });
});

describe('an answer of the gateway that comes back', () => {
  const stateOf = async (reply: string) => {
    const { rows } = await gateway.ctx.database.query<{ state: string }>('select state from mails_out where id = $1', [
      reply,
    ]);
    return rows[0]?.state;
  };
  const answer = async (attempt: number) => {
    const { id } = await receiveMail(gateway.ctx, strangeMail('Hỏi'));
    const reply = await answerTo(gateway.ctx, id);
    await gateway.ctx.database.query('update mails_out set attempt = $2 where id = $1', [reply, attempt]);
    return reply;
  };

  it('before it is written down that it was sent has failed once that is written', async () => {
    const reply = await answer(1);
    const mail = await receiveMail(gateway.ctx, fullReport(reply));
    expect(mail).toMatchObject({ state: 'new', result: 'still_sending' });
    const sent = { state: 'sent', reasonCode: null, reason: null, nextAt: null } as const;
    await finishReply(gateway.ctx.database, { id: reply, attempt: 1 }, sent);
    await gateway.ctx.database.query('update mails_in set next_at = now() where id = $1', [mail.id]);
    while (await workOffMails(gateway.ctx));
    const { rows } = await gateway.ctx.database.query('select state, result from mails_in where id = $1', [mail.id]);
    expect(rows).toEqual([{ state: 'done', result: 'reply_bounced' }]);
    expect(await stateOf(reply)).toBe('failed');
  });

  it('before it was ever sent is a report about nothing', async () => {
    const reply = await answer(0);
    expect(await receive(fullReport(reply))).toBe('report_unmatched');
    expect(await stateOf(reply)).toBe('queued');
  });
});
