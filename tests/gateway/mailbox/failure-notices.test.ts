/** A sender that has only a mailbox is told there when its document did not reach somebody: once for each failure, and never in circles. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { patchAgency } from '../../../gateway/agencies/change-agencies.js';
import type { Channel, DeliveryOutcome } from '../../../gateway/channels/channel.js';
import type { GatewayContext } from '../../../gateway/context.js';
import { type ClaimedDelivery, claimDeliveries, failExpired } from '../../../gateway/deliveries/deliveries.store.js';
import { declareStatus } from '../../../gateway/documents/declare-status.js';
import { recallDocument } from '../../../gateway/documents/request-changes.js';
import { composeFailure } from '../../../gateway/failure-notices/compose-failure.js';
import { tellSenders } from '../../../gateway/failure-notices/tell-senders.js';
import { writeMailBody } from '../../../gateway/mail/mail-body.js';
import { listMails } from '../../../gateway/mailbox/operating/list-mails.js';
import { resendMail } from '../../../gateway/mailbox/operating/operate-mails.js';
import { deliverClaimed } from '../../../workers/deliver.js';
import { startDispatcher } from '../../../workers/dispatcher.js';
import { deliveryReport } from '../../support/delivery-report.js';
import {
  arriveDocument,
  type GatewayFixture,
  metadataOf,
  openGatewayFixture,
  submitDocument,
} from '../../support/gateway-fixture.js';
import { receiveMail } from '../../support/receive-mail.js';
import { roomFor } from '../../workers/room.js';
import { replyTo } from './answer-room.js';

const [sender, reader, another, pushed, third] = ['H30.03', 'H30.05', 'H30.15', 'H30.06', 'H30.16'];
const address = 'vanthu@so.example';
const mailFrom = 'congvan@truc.example';

let gateway: GatewayFixture;
let ctx: GatewayContext;
beforeEach(async () => {
  gateway = await openGatewayFixture({
    config: { smtpUrl: 'smtp://127.0.0.1:1', mailFrom, publicUrl: 'https://cong.example', scanSeconds: 1 },
    agencies: {
      [sender]: { channel: 'email', email: address },
      [reader]: { channel: 'email', email: 'vanthu@yte.example' },
      [another]: { channel: 'email', email: 'vanthu@giaoduc.example' },
      [third]: { channel: 'email', email: 'vanthu@noivu.example' },
      [pushed]: { channel: 'webhook' },
    },
  });
  ctx = gateway.ctx;
});
afterEach(() => gateway.close());

interface Notice {
  readonly id: string;
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
}

async function notices(): Promise<Notice[]> {
  const { rows } = await ctx.database.query<Notice & { body: Parameters<typeof writeMailBody>[0] }>(
    'select id, recipient, subject, body from mails_out where about_failure order by id',
  );
  return rows.map(({ body, ...row }) => ({ ...row, text: writeMailBody(body).text }));
}

const submit = (to = [reader]) =>
  submitDocument(ctx, gateway.clerk(sender), metadataOf({ to, subject: 'Về việc phòng dịch' }));

async function claim(channel: Channel['name'] = 'email'): Promise<ClaimedDelivery> {
  const [claimed] = await claimDeliveries(ctx.database, roomFor(1, channel), 600);
  if (claimed === undefined) throw new Error('nothing waits');
  return claimed;
}

const mailServer = (deliver: () => Promise<DeliveryOutcome>): Channel => ({
  name: 'email',
  leavesGateway: true,
  limitsDomains: true,
  deliver,
});

const unknownMailbox: DeliveryOutcome = { outcome: 'refused', code: 'mailbox_unknown', detail: '550 5.1.1 nobody' };
const says = (outcome: DeliveryOutcome) => mailServer(async () => outcome);
const bring = async (channel: Channel) =>
  deliverClaimed(ctx, channel, await claim(channel.name), new AbortController().signal);

/** The mail server has taken it. */
async function sendDocument(): Promise<{ readonly document: string; readonly delivery: string }> {
  const { id } = await submit();
  const claimed = await claim();
  await deliverClaimed(ctx, says({ outcome: 'sent', detail: '250', facts: {} }), claimed, new AbortController().signal);
  return { document: id, delivery: claimed.id };
}

/** @returns deliveries.id */
const sendOne = async () => (await sendDocument()).delivery;

const comesBack = (envelopeId: string, status = '5.2.2') =>
  receiveMail(ctx, deliveryReport({ to: mailFrom, about: 'vanthu@yte.example', envelopeId, status }));

describe('a sender that has only a mailbox', () => {
  it('reads which document a mail server refused, whose, why, and where to go', async () => {
    const { id } = await submit();
    expect(await bring(says(unknownMailbox))).toBe('refused');
    const [notice, ...others] = await notices();
    expect(others).toEqual([]);
    expect(notice).toMatchObject({ recipient: address, subject: expect.stringMatching(/^\[KHÔNG GỬI ĐƯỢC\] .*dịch$/) });
    for (const part of [
      'Về việc phòng dịch',
      `(${reader})`,
      'hộp thư không tồn tại / the mailbox does not exist',
      'xin báo đơn vị vận hành',
      'have the gateway’s operator correct it',
      `https://cong.example/van-ban/${id}`,
    ])
      expect(notice?.text).toContain(part);
    expect(gateway.wakes).toContain('mails');
  });

  it('reads of a mail that came back for good, once, and of none that is sent again', async () => {
    const delivery = await sendOne();
    expect(await comesBack(delivery, '4.2.2')).toMatchObject({ result: 'bounced_for_now' });
    expect(await notices()).toEqual([]);
    await ctx.database.query(`update deliveries set state = 'sent' where id = $1`, [delivery]);
    expect(await comesBack(delivery)).toMatchObject({ result: 'bounced' });
    const [notice, ...others] = await notices();
    expect(others).toEqual([]);
    expect(notice?.text).toContain('hộp thư đầy');
    expect(await comesBack(delivery, '5.1.1')).toMatchObject({ result: 'bounced' });
    expect(await notices()).toHaveLength(1);
  });

  it('reads in one mail of all whose time was over at once', async () => {
    await submit([reader, another, pushed]);
    await ctx.database.query(`update deliveries set expires_at = now() - interval '1 second'`);
    const dispatcher = startDispatcher(ctx, []);
    for (let tries = 0; tries < 100 && (await notices()).length === 0; tries += 1) await pause(50);
    await dispatcher.stop();
    const [notice, ...others] = await notices();
    expect(others).toEqual([]);
    expect(notice?.text).toMatch(
      new RegExp(`\\(${reader}\\)[^]*hết thời hạn gửi[^]*\\(${pushed}\\)[^]*\\(${another}\\)`),
    );
  });

  it('reads nothing of an attempt that somebody else had taken over', async () => {
    await submit();
    const overtaken = mailServer(async () => {
      await ctx.database.query('update deliveries set attempt = attempt + 1');
      return unknownMailbox;
    });
    expect(await bring(overtaken)).toBe('lost');
    expect(await notices()).toEqual([]);
  });

  it('reads of a copy that it asked for and did not get back', async () => {
    const { document, delivery } = await sendDocument();
    await recallDocument(ctx, gateway.clerk(sender), document, { reason: 'Gửi nhầm' });
    expect(await comesBack(delivery)).toMatchObject({ result: 'bounced' });
    expect(await notices()).toHaveLength(1);
  });

  it('reads again when it was sent again by hand and failed again', async () => {
    await submit();
    await bring(says(unknownMailbox));
    await ctx.database.query(`update deliveries set state = 'queued', next_at = now()`);
    await bring(says(unknownMailbox));
    expect(await notices()).toHaveLength(2);
  });
});

describe('a notice that has not gone out', () => {
  const arrives = (envelopeId: string, about = 'vanthu@yte.example') =>
    receiveMail(ctx, deliveryReport({ to: mailFrom, about, envelopeId, status: '2.0.0' }));

  /** A mail that came back for now, and whose time is over before it goes out again. @returns deliveries.id by recipient */
  async function expireTogether(recipients: readonly string[]): Promise<ReadonlyMap<string, string>> {
    await submit([...recipients]);
    await ctx.database.query(
      `update deliveries set attempt = 1, deferrals = 1, reason_code = 'mailbox_full', expires_at = now() - interval '1 second'`,
    );
    await ctx.database.transaction(async (tx) => {
      const expired = await failExpired(tx, ['email'], 10);
      await tellSenders(
        ctx,
        tx,
        expired.map(({ id }) => id),
      );
    });
    const { rows } = await ctx.database.query<{ target: string; id: string }>('select target, id from deliveries');
    return new Map(rows.map(({ target, id }) => [target, id]));
  }

  it('does not go out when another copy of the mail arrived', async () => {
    const delivery = await sendOne();
    await comesBack(delivery);
    expect(await notices()).toHaveLength(1);
    expect(await arrives(delivery)).toMatchObject({ result: 'delivered' });
    expect(await notices()).toEqual([]);
  });

  it('tells only of the others, until it tells of nobody', async () => {
    const recipients = [reader, another, third];
    const deliveries = await expireTogether(recipients);
    for (const [n, arrived] of recipients.entries()) {
      await arrives(deliveries.get(arrived) ?? '');
      const left = recipients.slice(n + 1);
      const texts = (await notices()).map(({ text }) => text);
      expect(texts).toHaveLength(left.length === 0 ? 0 : 1);
      expect(recipients.filter((code) => texts.some((text) => text.includes(`(${code})`)))).toEqual(left);
    }
  });

  it.each([
    ['was sent', `state = 'sent'`],
    ['is being sent', `attempt = 1, lease_until = now() + interval '1 minute'`],
  ])('but %s stays when another copy of the mail arrived', async (_what, change) => {
    const delivery = await sendOne();
    await comesBack(delivery);
    await ctx.database.query(`update mails_out set ${change}`);
    await arrives(delivery);
    expect(await notices()).toHaveLength(1);
  });
});

describe('nobody is written to', () => {
  it.each([
    ['where the sender reads here', { channel: 'local' } as const],
    ['where it has no address', { channel: 'local', email: null } as const],
  ])('%s', async (_, change) => {
    await patchAgency(ctx, { code: sender, ...change }, 'user:1');
    await submit();
    await bring(says(unknownMailbox));
    expect(await notices()).toEqual([]);
  });

  it('about a document that its recipient answered before the mail came back', async () => {
    const { document, delivery } = await sendDocument();
    await declareStatus(ctx, gateway.clerk(reader), document, { code: '03' });
    expect(await comesBack(delivery)).toMatchObject({ result: 'bounced' });
    expect(await notices()).toEqual([]);
  });

  it('about a copy that its recipient gave back before the mail came back', async () => {
    const { document, delivery } = await sendDocument();
    await recallDocument(ctx, gateway.clerk(sender), document, { reason: 'Gửi nhầm' });
    await declareStatus(ctx, gateway.clerk(reader), document, { code: '15' });
    expect(await comesBack(delivery)).toMatchObject({ result: 'bounced' });
    expect(await notices()).toEqual([]);
  });

  it('about what could not be pushed to a system whose agency has it in its inbox here', async () => {
    await submit([pushed]);
    const refusing: Channel = {
      name: 'webhook',
      leavesGateway: true,
      limitsDomains: false,
      deliver: async () => ({ outcome: 'refused', code: 'webhook_refused', detail: 'HTTP 410' }),
    };
    expect(await bring(refusing)).toBe('refused');
    expect(await notices()).toEqual([]);
  });

  it('about a status that failed: it is a notice itself', async () => {
    const { id } = await submitDocument(ctx, gateway.clerk(reader), metadataOf({ to: ['H30.01'] }));
    await arriveDocument(ctx, id, 'H30.01');
    await ctx.database.query(`update deliveries set state = 'delivered' where kind = 'document'`);
    expect((await claimKind()).kind).toBe('status');
    expect(await notices()).toEqual([]);
  });

  it('about a notice that came back, which is seen among the mails that went out', async () => {
    await submit();
    await bring(says(unknownMailbox));
    const [notice] = await notices();
    await ctx.database.query(`update mails_out set state = 'sent'`);
    expect(await comesBack(notice?.id ?? '', '5.1.1')).toMatchObject({ result: 'reply_bounced' });
    const { items } = await listMails(ctx, { direction: 'out', kind: 'failure' }, { auditor: true });
    expect(items).toMatchObject([
      { id: notice?.id, state: 'failed', result: 'mailbox_unknown', messageId: `<reply.${notice?.id}@truc.example>` },
    ]);
    expect(await notices()).toHaveLength(1);
    expect(await resendMail(ctx, notice?.id ?? '', 'user:1')).toMatchObject({ state: 'queued' });
  });

  /** A status that is refused. */
  async function claimKind(): Promise<ClaimedDelivery> {
    const claimed = await claim();
    await deliverClaimed(ctx, says(unknownMailbox), claimed, new AbortController().signal);
    return claimed;
  }
});

it('an answer to the notice is no answer of whom the document did not reach', async () => {
  const document = await submit();
  await bring(says(unknownMailbox));
  const [notice] = await notices();
  const inReplyTo = `<reply.${notice?.id}@truc.example>`;
  const mail = replyTo({ ...document, delivery: '', token: '' }, { text: 'Tiếp nhận', from: address, inReplyTo });
  expect(await receiveMail(ctx, mail)).toMatchObject({ result: 'delivery_unknown', delivery: null });
});

it('of very many recipients the first are named, of the others the number', () => {
  const unreached = Array.from({ length: 1_000 }, (_, n) => ({ code: `X${n}.`, name: 'Xã', reasonCode: 'expired' }));
  const document = { documentId: 'x', number: '1', notation: 'CV', subject: 'Thử', date: '2026-01-02' };
  const from = { code: sender, name: 'Sở' };
  const { text } = writeMailBody(composeFailure({ from, document, unreached, href: 'https://cong.example/' }).blocks);
  expect(text).toContain('(X49.)');
  expect(text).not.toContain('(X50.)');
  expect(text).toContain('Nơi nhận khác / Other recipients: 950');
});
