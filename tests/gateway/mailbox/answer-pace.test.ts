/** An address gets its answers at a pace: who is proven gets every one, later; of others what was not sent is for an operator to see. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { claimReplies } from '../../../gateway/mailbox/mails-out.store.js';
import { provenReplyLimit, replyLimit, unprovenReplyLimit } from '../../../gateway/mailbox/process-mail.js';
import { type GatewayFixture, openGatewayFixture, smallPdf } from '../../support/gateway-fixture.js';
import { fullBlock, type MailSigner, mailSigner, plainMail, vouched } from '../../support/mailed-document.js';
import { publishLists } from '../../support/publish-lists.js';
import { receiveMail, repliesTo } from '../../support/receive-mail.js';

const sender = 'H30.03';
const address = 'vanthu@so.example';
const trusted = 'mx.congvan.example';
let gateway: GatewayFixture;
let signer: MailSigner;

beforeAll(async () => {
  gateway = await openGatewayFixture({
    config: { mailTrustedServers: [trusted] },
    agencies: {
      [sender]: { email: address, mailPolicy: 'confirmed' },
      'H30.02': { email: 'ho-tro@ky.example' },
      'H30.12': { email: 'ho-tro@xac-nhan.example', mailPolicy: 'confirmed' },
    },
  });
  await publishLists(gateway.ctx, gateway.authority);
  signer = await mailSigner(gateway.ctx, gateway.authority, sender);
  await receiveMail(gateway.ctx, signer.sign());
  await gateway.ctx.database.query('delete from mails_out');
});
afterAll(async () => {
  signer.remove();
  await gateway.close();
});
afterEach(() => gateway.ctx.database.query('delete from mails_out'));

/** So many answers were sent to the address, one every `seconds`, the last one now. */
const answered = (count: number, seconds: number, isUnproven = false) =>
  gateway.ctx.database.query(
    `insert into mails_out (id, mail, recipient, subject, search, body, state, unproven, created_at, next_at)
     select gen_random_uuid(), (select id from mails_in limit 1), $1, '', '', '[]', 'sent', $4, at, at
     from generate_series(0, $2 - 1) n cross join lateral (select now() - make_interval(secs => n * $3) as at) t`,
    [address, count, seconds, isUnproven],
  );

async function waitsFor(mail: string): Promise<number> {
  const { rows } = await gateway.ctx.database.query<{ minutes: number }>(
    'select round(extract(epoch from next_at - now()) / 60)::int as minutes from mails_out where mail = $1 and body <> $2',
    [mail, '[]'],
  );
  return rows[0]?.minutes ?? Number.NaN;
}

const receive = (mail: string) => receiveMail(gateway.ctx, mail);
const incompleteText = fullBlock.replace(/^Ký hiệu.*\n/m, '');

describe('a proven sender that was answered as often as the pace allows', () => {
  it('is told everything, each answer when its turn comes', async () => {
    await answered(provenReplyLimit.pace.count, 30);
    const incomplete = await receive(signer.sign({ text: incompleteText }));
    const sent = await receive(signer.sign());
    expect([incomplete, sent]).toMatchObject([
      { state: 'done', result: 'incomplete' },
      { state: 'done', result: 'submitted' },
    ]);
    // The oldest of the hundred went 49.5 minutes ago.
    const waits = [await waitsFor(incomplete.id), await waitsFor(sent.id)];
    for (const minutes of waits) expect(Math.abs(minutes - 10.5)).toBeLessThanOrEqual(1.5);
    expect(await claimReplies(gateway.ctx.database, 10, 60)).toEqual([]);
    await gateway.ctx.database.query(`update mails_out set next_at = next_at - interval '1 hour'`);
    expect(await claimReplies(gateway.ctx.database, 10, 60)).toHaveLength(2);
  });

  it('waits for the turn behind those that wait already', async () => {
    await answered(provenReplyLimit.pace.count, 0);
    const { database } = gateway.ctx;
    await database.query(`update mails_out set next_at = now() + interval '2 hours', state = 'queued'`);
    expect(await waitsFor((await receive(signer.sign({ text: incompleteText }))).id)).toBe(180);
  });

  it('is written to at once when the hundred were spread over the day', async () => {
    await answered(provenReplyLimit.pace.count, 600);
    expect(await waitsFor((await receive(signer.sign({ text: incompleteText }))).id)).toBe(0);
  });

  it('is answered beside reminders and other mails that answer nothing', async () => {
    await answered(provenReplyLimit.most.count, 0);
    const { database } = gateway.ctx;
    await database.query('update mails_out set mail = null, delivery = (select id from deliveries limit 1)');
    expect(await waitsFor((await receive(signer.sign({ text: incompleteText }))).id)).toBe(0);
  });

  it('is an operator’s to tell after a thousand in a day; what was sent is sent all the same', async () => {
    await answered(provenReplyLimit.most.count, 60);
    const incomplete = await receive(signer.sign({ text: incompleteText }));
    expect(incomplete).toMatchObject({ state: 'quarantined', result: 'incomplete' });
    expect(await repliesTo(gateway.ctx, incomplete.id)).toEqual([]);
    expect(await receive(signer.sign())).toMatchObject({ state: 'done', result: 'submitted' });
    const secret = await receive(signer.sign({ subject: 'MẬT' }));
    expect(secret).toMatchObject({ state: 'done', result: 'secret_refused' });
  });
});

describe('a sender nothing but its address shows', () => {
  it('gets no more than the limit, and what was not sent is for an operator to see', async () => {
    await answered(replyLimit.most.count, 30);
    const mail = await receive(plainMail({ above: vouched('so.example'), text: incompleteText }));
    expect(mail).toMatchObject({ state: 'quarantined', result: 'incomplete' });
    expect(await repliesTo(gateway.ctx, mail.id)).toEqual([]);
  });

  it('takes no turn of who is proven', async () => {
    await answered(unprovenReplyLimit.most.count, 30, true);
    expect(await repliesTo(gateway.ctx, (await receive(plainMail())).id)).toEqual([]);
    expect(await waitsFor((await receive(signer.sign({ text: incompleteText }))).id)).toBe(0);
  });
});

describe('a help desk that sends an unmarked acknowledgement, with a logo, to every answer of ours', () => {
  const acknowledge = async (domain: string, rounds: number) => {
    const mails = [];
    const logo = { name: 'logo.pdf', bytes: smallPdf() };
    const wish = { from: `ho-tro@${domain}`, text: 'Chúng tôi đã nhận yêu cầu của bạn.', attachments: [logo] };
    while (mails.length < rounds) mails.push(await receive(plainMail({ ...wish, above: vouched(domain) })));
    const answered = await Promise.all(mails.map(async ({ id }) => (await repliesTo(gateway.ctx, id)).length));
    return { mails, answered };
  };

  it.each([
    ['of an agency whose mails must be signed', 'ky.example', 'sender_unproven', 'quarantined'],
    ['of an agency that may confirm', 'xac-nhan.example', 'incomplete', 'done'],
  ])('%s, is answered ten times in a day, and an operator sees the others', async (_, domain, result, state) => {
    const { mails, answered } = await acknowledge(domain, 12);
    expect(new Set(mails.map((mail) => mail.result))).toEqual(new Set([result]));
    expect(answered).toEqual([...Array(10).fill(1), 0, 0]);
    expect(mails.map((mail) => mail.state)).toEqual([...Array(10).fill(state), 'quarantined', 'quarantined']);
  });
});
