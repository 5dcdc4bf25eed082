/** Replies to document mails: what becomes of the document's status, of the mail, and what is written back. */
import { Readable } from 'node:stream';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { declareStatus } from '../../../gateway/documents/declare-status.js';
import { recallDocument } from '../../../gateway/documents/request-changes.js';
import { confirm } from '../../../gateway/mailbox/confirmations/confirmations.js';
import { viewConfirmation } from '../../../gateway/mailbox/confirmations/view-confirmation.js';
import { takeMail } from '../../../gateway/mailbox/intake/take-mail.js';
import { claimMails, vouchForMail } from '../../../gateway/mailbox/mails-in.store.js';
import { insertDocumentMails } from '../../../gateway/mailbox/mails-out.store.js';
import {
  processMail,
  provenReplyLimit,
  replyLimit,
  unprovenReplyLimit,
} from '../../../gateway/mailbox/process-mail.js';
import { workOffMails } from '../../../workers/mails.js';
import type { GatewayFixture } from '../../support/gateway-fixture.js';
import { receiveMail, repliesTo } from '../../support/receive-mail.js';
import {
  type BroughtDocument,
  bringDocument,
  declaredStatuses,
  dyingAtTheEnd,
  openAnswerRoom,
  otherCode,
  passes,
  quoteOf,
  type ReplyWish,
  readerAddress,
  readerCode,
  replyTo,
  senderCode,
  signedBody,
  signedReply,
  trustedServer,
  underHeader,
} from './answer-room.js';

let gateway: GatewayFixture;

beforeAll(async () => {
  gateway = await openAnswerRoom();
});
afterAll(() => gateway.close());
// Between two tests lie two hours: how often one address is answered is a test of its own.
beforeEach(() =>
  gateway.ctx.database.query(`update mails_out set created_at = created_at - interval '2 hours'`).then(() => undefined),
);

const tokenAddress = ({ token }: BroughtDocument) => `congvan+a${token}@truc.example`;
const receive = (mail: string) => receiveMail(gateway.ctx, mail);
const statusesOf = (document: BroughtDocument) => declaredStatuses(gateway, document.id);

async function eventOf(document: BroughtDocument, code: string): Promise<Record<string, unknown>> {
  const { rows } = await gateway.ctx.database.query<{ payload: Record<string, unknown> }>(
    `select payload from events where document = $1 and kind = 'status.declared' and payload->'codes' ? $2 order by id desc limit 1`,
    [document.id, code],
  );
  return rows[0]?.payload ?? {};
}

/** The link in the mail that asks for a confirmation. */
async function confirmationHref(mail: string): Promise<string> {
  const [asked] = await repliesTo(gateway.ctx, mail);
  expect(asked?.recipient).toBe(readerAddress);
  return /https:\/\/gateway\.example\/xac-nhan\/[a-z2-7]{26}/.exec(asked?.text ?? '')?.[0] ?? '';
}

describe('an unsigned reply from the agency’s mailbox', () => {
  it('with the token in its address accepts, and is told the incoming number', async () => {
    const document = await bringDocument(gateway);
    const mail = await receive(replyTo(document, { text: 'Tiếp nhận', to: tokenAddress(document), results: passes() }));
    expect(mail).toMatchObject({
      state: 'done',
      kind: 'answer',
      result: 'accepted',
      agency: readerCode,
      proof: 'token',
      document: document.id,
      delivery: document.delivery,
    });
    expect(await statusesOf(document)).toEqual(['03']);
    const [reply, ...others] = await repliesTo(gateway.ctx, mail.id);
    expect(others).toEqual([]);
    expect(reply?.recipient).toBe(readerAddress);
    expect(reply?.text).toMatch(/Số đến.*"\d+"/);
    expect(await eventOf(document, '03')).toMatchObject({ actor: `mail:${mail.id}`, proof: { by: 'token' } });
  });

  it('with the token in the quoted text accepts, also when its program kept no reference', async () => {
    const document = await bringDocument(gateway);
    const wish = { text: 'tiep nhan', quoted: quoteOf(document), inReplyTo: null, results: passes() };
    expect(await receive(replyTo(document, wish))).toMatchObject({ result: 'accepted', delivery: document.delivery });
  });

  it.each([
    ['Từ chối: gửi nhầm nơi nhận', '02', 'refused', ['02']],
    ['Hoàn thành', '06', 'completed', ['03', '06']],
  ])('that says “%s” waits for a confirmation sent to the directory’s address', async (text, code, result, after) => {
    const document = await bringDocument(gateway);
    const mail = await receive(replyTo(document, { text, quoted: quoteOf(document), results: passes() }));
    expect(mail).toMatchObject({ state: 'awaiting', result: 'confirmation_asked', agency: readerCode });
    expect(await statusesOf(document)).toEqual([]);
    const token = (await confirmationHref(mail.id)).split('/').at(-1) ?? '';
    expect(await confirm(gateway.ctx, token)).toBe('confirmed');
    expect(await confirm(gateway.ctx, token)).toBe('used');
    await workOffMails(gateway.ctx);
    const { rows } = await gateway.ctx.database.query(
      'select state, result, proof, vouched_by from mails_in where id = $1',
      [mail.id],
    );
    expect(rows).toEqual([{ state: 'done', result, proof: 'confirmed', vouched_by: readerCode }]);
    expect(await statusesOf(document)).toEqual(after);
    expect(await eventOf(document, code)).toMatchObject({ proof: { by: 'confirmed' } });
  });

  it.each([
    ['Tiếp nhận', 'accepted', ['03']],
    ['Từ chối: gửi nhầm nơi nhận', 'confirmation_asked', []],
  ])('that says “%s” and comes in twice is answered once', async (text, result, after) => {
    const document = await bringDocument(gateway);
    const mail = replyTo(document, { text, quoted: quoteOf(document), results: passes() });
    const first = await receive(mail);
    const second = await receive(`Received: from a by b; Thu, 19 May 2016 08:00:00 +0700\r\n${mail}`);
    expect([first.result, second.result]).toEqual([result, 'repeated']);
    expect(await repliesTo(gateway.ctx, first.id)).toHaveLength(1);
    expect(await repliesTo(gateway.ctx, second.id)).toEqual([]);
    expect(await statusesOf(document)).toEqual(after);
  });

  it('that comes in twice and is handled at the same moment is answered once', async () => {
    const { ctx } = gateway;
    const document = await bringDocument(gateway);
    const mail = replyTo(document, { text: 'Tiếp nhận', quoted: quoteOf(document), results: passes() });
    for (const account of ['a@b', 'c@d'])
      await takeMail(ctx, { account, receivedAt: new Date(), content: Readable.from([Buffer.from(mail)]) });
    await workOffMails(ctx);
    expect(gateway.logLines.join()).not.toContain('could not be handled');
    // Whoever came second may have to wait for its next turn.
    await ctx.database.query(`update mails_in set next_at = now() where state = 'new'`);
    await workOffMails(ctx);
    const { rows } = await ctx.database.query<{ id: string; result: string }>(
      `select id, result from mails_in where account in ('a@b', 'c@d') and delivery = $1 order by result`,
      [document.delivery],
    );
    expect(rows.map(({ result }) => result)).toEqual(['accepted', 'repeated']);
    expect(await repliesTo(ctx, rows[0]?.id ?? '')).toHaveLength(1);
    expect(await repliesTo(ctx, rows[1]?.id ?? '')).toEqual([]);
    expect(await statusesOf(document)).toEqual(['03']);
  });

  it('cannot be confirmed once its time is over', async () => {
    const document = await bringDocument(gateway);
    const mail = await receive(replyTo(document, { text: 'Hoàn thành', quoted: quoteOf(document), results: passes() }));
    const token = (await confirmationHref(mail.id)).split('/').at(-1) ?? '';
    gateway.setNow(new Date(Date.now() + 8 * 86_400_000));
    expect(await confirm(gateway.ctx, token)).toBe('ended');
    gateway.setNow(null);
    expect(await statusesOf(document)).toEqual([]);
  });

  it.each([
    ['has another address', { email: 'moi@yte.example' }],
    ['is closed', { validTo: '2001-01-01' }],
  ])('cannot be confirmed once the agency %s', async (_, change) => {
    const document = await bringDocument(gateway);
    const mail = await receive(replyTo(document, { text: 'Hoàn thành', quoted: quoteOf(document), results: passes() }));
    const token = (await confirmationHref(mail.id)).split('/').at(-1) ?? '';
    const setAgency = (email: string, validTo: string | null) =>
      gateway.ctx.database.query('update agencies set email = $2, valid_to = $3 where code = $1', [
        readerCode,
        email,
        validTo,
      ]);
    await setAgency('email' in change ? change.email : readerAddress, 'validTo' in change ? change.validTo : null);
    expect(await confirm(gateway.ctx, token)).toBe('ended');
    expect(await viewConfirmation(gateway.ctx, token)).toMatchObject({ state: 'ended' });
    await setAgency(readerAddress, null);
    expect(await confirm(gateway.ctx, token)).toBe('confirmed');
  });
});

describe('nothing changes, and the mail is quarantined with a human answer, when an unsigned reply', () => {
  it.each<[string, (document: BroughtDocument) => ReplyWish, string]>([
    ['carries no token', () => ({ text: 'Tiếp nhận', results: passes() }), 'token_missing'],
    [
      'carries a token of another making',
      () => ({ text: 'Tiếp nhận', quoted: 'a'.repeat(26), results: passes() }),
      'token_missing',
    ],
    ['passed no DMARC', (document) => ({ text: 'Tiếp nhận', quoted: quoteOf(document) }), 'address_unproven'],
    [
      'failed DMARC',
      (document) => ({
        text: 'Tiếp nhận',
        quoted: quoteOf(document),
        results: [`${trustedServer}; dmarc=fail header.from=yte.example`],
      }),
      'address_unproven',
    ],
    [
      'passed SPF and DKIM only',
      (document) => ({
        text: 'Tiếp nhận',
        quoted: quoteOf(document),
        results: [`${trustedServer}; spf=pass smtp.mailfrom=yte.example; dkim=pass header.d=yte.example`],
      }),
      'address_unproven',
    ],
    [
      'brings results of its own along, below the server’s',
      (document) => ({
        text: 'Tiếp nhận',
        quoted: quoteOf(document),
        results: [`${trustedServer}; dmarc=fail header.from=yte.example`, ...passes()],
      }),
      'address_unproven',
    ],
    [
      'brings results of a server nobody trusts',
      (document) => ({
        text: 'Tiếp nhận',
        quoted: quoteOf(document),
        results: ['mx.elsewhere.example; dmarc=pass header.from=yte.example'],
      }),
      'address_unproven',
    ],
    [
      'comes from somebody the mail was forwarded to',
      (document) => ({
        text: 'Tiếp nhận',
        quoted: quoteOf(document),
        from: 'vanphong@ubnd.example',
        results: passes('vanphong@ubnd.example'),
      }),
      'address_unknown',
    ],
  ])('%s', async (_name, wishOf, why) => {
    const document = await bringDocument(gateway);
    const mail = await receive(replyTo(document, wishOf(document)));
    expect(mail).toMatchObject({ state: 'quarantined', result: 'sender_unproven', detail: why, proof: null });
    expect(await statusesOf(document)).toEqual([]);
    const [reply] = await repliesTo(gateway.ctx, mail.id);
    for (const said of ['chưa được ghi nhận', 'was not recorded']) expect(reply?.text).toContain(said);
  });

  it('carries a token whose time is over', async () => {
    const document = await bringDocument(gateway);
    gateway.setNow(new Date(Date.now() + 31 * 86_400_000));
    const mail = await receive(replyTo(document, { text: 'Tiếp nhận', quoted: quoteOf(document), results: passes() }));
    gateway.setNow(null);
    expect(mail).toMatchObject({ result: 'sender_unproven', detail: 'token_missing' });
    expect(await statusesOf(document)).toEqual([]);
  });

  it('names one document in its header and another in its text', async () => {
    const [one, other] = [await bringDocument(gateway), await bringDocument(gateway)];
    const mail = await receive(replyTo(one, { text: 'Tiếp nhận', quoted: quoteOf(other), results: passes() }));
    expect(mail).toMatchObject({ state: 'quarantined', result: 'answer_ambiguous' });
    expect([await statusesOf(one), await statusesOf(other)]).toEqual([[], []]);
  });

  it('tells people outside the agency nothing of the document', async () => {
    const document = await bringDocument(gateway);
    const from = 'ai-do@la.example';
    const mail = await receive(replyTo(document, { text: 'Tiếp nhận', from, results: passes(from) }));
    const [reply] = await repliesTo(gateway.ctx, mail.id);
    expect(reply?.recipient).toBe('ai-do@la.example');
    expect(`${reply?.subject} ${reply?.text}`).not.toMatch(/STTTT|H30|gửi, nhận văn bản/);
  });

  it.each(['Tiếp nhận', 'Cảm ơn anh'])(
    '“%s” comes from an address that only From names: nobody there is written to',
    async (text) => {
      const document = await bringDocument(gateway);
      const mail = await receive(replyTo(document, { text, from: 'nan-nhan@la.example', quoted: quoteOf(document) }));
      expect(mail.state).toBe('quarantined');
      expect(await repliesTo(gateway.ctx, mail.id)).toEqual([]);
    },
  );
});

describe('a signed reply', () => {
  it('refuses at once, with its reason, whatever server it came by', async () => {
    const document = await bringDocument(gateway);
    const mail = await receive(
      await signedReply(gateway, document, {
        text: 'Từ chối: gửi nhầm',
        quoted: quoteOf(document),
        from: 'a@b.example',
      }),
    );
    expect(mail).toMatchObject({ state: 'done', result: 'refused', proof: 'signature', agency: readerCode });
    expect(await statusesOf(document)).toEqual(['02']);
    expect(await eventOf(document, '02')).toMatchObject({
      reason: 'gửi nhầm',
      proof: { by: 'signature', certificate: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown as string },
    });
  });

  it('completes at once, accepting first', async () => {
    const document = await bringDocument(gateway);
    await receive(await signedReply(gateway, document, { text: 'Hoàn thành', quoted: quoteOf(document) }));
    expect(await statusesOf(document)).toEqual(['03', '06']);
  });

  it('does nothing under the header of an answer to another document', async () => {
    const [one, other] = [await bringDocument(gateway), await bringDocument(gateway)];
    const wish = { text: 'Từ chối: gửi nhầm', quoted: quoteOf(one) };
    const body = await signedBody(gateway, wish);
    const unseen = await receive(underHeader(other, wish, body));
    expect(unseen).toMatchObject({ state: 'quarantined', result: 'answer_ambiguous' });
    expect((await receive(underHeader(one, wish, body))).result).toBe('refused');
    expect(await receive(underHeader(other, wish, body))).toMatchObject({
      result: 'signature_reused',
      state: 'quarantined',
    });
    expect([await statusesOf(one), await statusesOf(other)]).toEqual([['02'], []]);
  });

  it('that names no document in its text does nothing, even with the token in its address', async () => {
    const document = await bringDocument(gateway);
    const wish = { text: 'Từ chối: gửi nhầm', to: tokenAddress(document) };
    const body = await signedBody(gateway, wish);
    expect(await receive(underHeader(document, wish, body))).toMatchObject({
      result: 'sender_unproven',
      detail: 'signature_unbound',
    });
    expect(await statusesOf(document)).toEqual([]);
  });

  it('counts once: the same again, by another way, changes and says nothing', async () => {
    const document = await bringDocument(gateway);
    const wish = { text: 'Tiếp nhận', quoted: quoteOf(document) };
    const body = await signedBody(gateway, wish);
    expect((await receive(underHeader(document, wish, body))).result).toBe('accepted');
    const again = await receive(underHeader(document, wish, body));
    expect(again).toMatchObject({ state: 'done', result: 'repeated' });
    expect(await repliesTo(gateway.ctx, again.id)).toEqual([]);
    expect(await statusesOf(document)).toEqual(['03']);
  });

  it('taken in twice and handled at the same moment acts once', async () => {
    const document = await bringDocument(gateway);
    const wish = { text: 'Hoàn thành', quoted: quoteOf(document) };
    const body = await signedBody(gateway, wish);
    const { ctx } = gateway;
    for (const mail of [underHeader(document, wish, body), underHeader(document, wish, body)])
      await takeMail(ctx, { account: 'a@b', receivedAt: new Date(), content: Readable.from([Buffer.from(mail)]) });
    await workOffMails(ctx);
    const { rows } = await ctx.database.query<{ result: string }>(
      'select result from mails_in where delivery = $1 order by result',
      [document.delivery],
    );
    expect(rows.map(({ result }) => result)).toEqual(['completed', 'repeated']);
    expect(await statusesOf(document)).toEqual(['03', '06']);
  });

  it('to what we wrote back finds its document, too', async () => {
    const document = await bringDocument(gateway);
    const first = await receive(replyTo(document, { text: 'xin hỏi', quoted: quoteOf(document) }));
    const { rows } = await gateway.ctx.database.query<{ id: string }>('select id from mails_out where mail = $1', [
      first.id,
    ]);
    const wish = {
      text: 'Tiếp nhận',
      quoted: `Mã văn bản / Document id: ${document.documentId}`,
      inReplyTo: `<reply.${rows[0]?.id}@truc.example>`,
    };
    expect(await receive(await signedReply(gateway, document, wish))).toMatchObject({
      result: 'accepted',
      delivery: document.delivery,
    });
  });

  it('to a reminder finds its document, too', async () => {
    const document = await bringDocument(gateway);
    const { delivery } = document;
    const reminder = { id: uuidv7(), delivery, aboutFailure: false, to: readerAddress, subject: 'Nhắc', blocks: [] };
    await gateway.ctx.database.transaction((tx) => insertDocumentMails(tx, [reminder]));
    const wish = {
      text: 'Tiếp nhận',
      quoted: `Mã văn bản / Document id: ${document.documentId}`,
      inReplyTo: `<reply.${reminder.id}@truc.example>`,
    };
    expect(await receive(await signedReply(gateway, document, wish))).toMatchObject({
      result: 'accepted',
      delivery: document.delivery,
    });
  });

  it.each([
    ['of another agency', { agency: otherCode }, 'signature_of_another'],
    ['from before the mail was written', { signedAt: new Date(Date.now() - 3_600_000) }, 'signature_too_old'],
  ])('%s does nothing', async (_name, sign, why) => {
    const document = await bringDocument(gateway);
    const mail = await receive(
      await signedReply(gateway, document, { text: 'Tiếp nhận', quoted: quoteOf(document) }, sign),
    );
    expect(mail).toMatchObject({ state: 'quarantined', result: 'sender_unproven', detail: why });
    expect(await statusesOf(document)).toEqual([]);
  });

  it('changed on the way is worth no more than an unsigned one', async () => {
    const document = await bringDocument(gateway);
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const mail = await signedReply(gateway, document, { text: 'accept', quoted: quoteOf(document) });
    const forged = mail.replace(base64('accept'), base64('  done'));
    expect(forged).not.toBe(mail);
    expect(await receive(forged)).toMatchObject({ state: 'quarantined', result: 'sender_unproven', kind: 'answer' });
    expect(await statusesOf(document)).toEqual([]);
  });
});

describe('a proven answer that no rule allows', () => {
  it('after a refusal changes nothing and names the rule', async () => {
    const document = await bringDocument(gateway);
    await declareStatus(gateway.ctx, gateway.clerk(readerCode), document.id, { code: '02', reason: 'gửi nhầm' });
    const mail = await receive(replyTo(document, { text: 'Tiếp nhận', quoted: quoteOf(document), results: passes() }));
    expect(mail).toMatchObject({ state: 'done', result: 'illegal_move' });
    expect((await repliesTo(gateway.ctx, mail.id))[0]?.text).toContain(
      '02 Từ chối tiếp nhận; từ đó không trả lời khác được nữa',
    );
    expect(await statusesOf(document)).toEqual(['02']);
  });

  it('is not asked to be confirmed', async () => {
    const document = await bringDocument(gateway);
    await declareStatus(gateway.ctx, gateway.clerk(readerCode), document.id, { code: '03' });
    const mail = await receive(
      replyTo(document, { text: 'Từ chối: muộn', quoted: quoteOf(document), results: passes() }),
    );
    expect(mail).toMatchObject({ state: 'done', result: 'illegal_move' });
  });

  it('after a recall the reader agreed to says that the sender took it back', async () => {
    const document = await bringDocument(gateway);
    await recallDocument(gateway.ctx, gateway.clerk(senderCode), document.id, { reason: 'Gửi nhầm' });
    await declareStatus(gateway.ctx, gateway.clerk(readerCode), document.id, { code: '15' });
    const mail = await receive(replyTo(document, { text: 'Tiếp nhận', quoted: quoteOf(document), results: passes() }));
    expect(mail.result).toBe('illegal_move');
    expect((await repliesTo(gateway.ctx, mail.id))[0]?.text).toContain('đã thu hồi hoặc thay thế');
  });
});

describe('texts that hold what no text should', () => {
  it('are recorded, or refused with a reason, and never wait for ever', async () => {
    for (const reason of ['a\0b', 'a\u001bb', '\u202eb', `${'a'.repeat(999)}😀`]) {
      const document = await bringDocument(gateway);
      const mail = await receive(
        await signedReply(gateway, document, { text: `Từ chối: ${reason}`, quoted: quoteOf(document) }),
      );
      expect(mail.state, JSON.stringify(reason)).toBe('done');
    }
    for (const text of ['xin\0hỏi\u001b[2J', `${'a'.repeat(99)}😀`, `${'a'.repeat(199)}😀`]) {
      const mail = await receive(replyTo(await bringDocument(gateway), { text, results: passes() }));
      expect(mail).toMatchObject({ state: 'done', result: 'answer_unclear' });
      expect(mail.detail).not.toMatch(/\p{Cc}/u);
    }
    const from = await receive(replyTo(await bringDocument(gateway), { text: 'xin hỏi', from: 'a\0b@c.example' }));
    expect(from).toMatchObject({ state: 'quarantined', result: 'no-sender' });
    const name = await receive(
      replyTo(await bringDocument(gateway), { text: 'xin hỏi', inReplyTo: '<a\0b@c.example>' }),
    );
    expect(name.state).toBe('done');
  });
});

describe('a reply that is no answer', () => {
  it.each([
    ['chúng tôi không tiếp nhận', 'negated'],
    ['Từ chối', 'no-reason'],
    ['Cảm ơn anh', 'no-command'],
  ])('“%s” changes nothing and is told why and which forms are understood', async (text, why) => {
    const document = await bringDocument(gateway);
    const mail = await receive(replyTo(document, { text, quoted: quoteOf(document), results: passes() }));
    expect(mail).toMatchObject({ state: 'done', result: 'answer_unclear', detail: `${why}: ${text}` });
    expect((await repliesTo(gateway.ctx, mail.id))[0]?.text).toContain('Từ chối: lý do');
    expect(await statusesOf(document)).toEqual([]);
  });

  it('is explained a few times about one document and no more: a program that answers for ever comes to an end', async () => {
    const document = await bringDocument(gateway);
    const wish = { text: 'Cảm ơn anh', quoted: quoteOf(document), results: passes() };
    const mails = [];
    for (let index = 0; index < 7; index += 1) mails.push(await receive(replyTo(document, wish)));
    expect(mails.map(({ state }) => state)).toEqual([...Array(5).fill('done'), 'quarantined', 'quarantined']);
    expect((await Promise.all(mails.map(({ id }) => repliesTo(gateway.ctx, id)))).flat()).toHaveLength(5);
  });

  it('is quoted without anything a program would make a link of', async () => {
    const document = await bringDocument(gateway);
    const text = 'xem https://evil.example/x hoặc hoi@evil.example';
    const mail = await receive(replyTo(document, { text, results: passes() }));
    const [reply] = await repliesTo(gateway.ctx, mail.id);
    expect(reply?.text).toContain('evil');
    expect(reply?.text).not.toMatch(/evil\.example|:\/\/evil|hoi@/);
  });

  it('to nothing of ours, from nobody we know, is not answered', async () => {
    const document = await bringDocument(gateway);
    const wish = { text: 'xin chào', from: 'ai-do@la.example', inReplyTo: '<x@y.example>' };
    const mail = await receive(replyTo(document, wish));
    expect(mail).toMatchObject({ state: 'quarantined', result: 'answer_unclear' });
    expect(await repliesTo(gateway.ctx, mail.id)).toEqual([]);
  });
});

describe('a mail an operator released', () => {
  it('acts, with that as its proof', async () => {
    const document = await bringDocument(gateway);
    const mail = await receive(replyTo(document, { text: 'Tiếp nhận' }));
    expect(mail.result).toBe('sender_unproven');
    await gateway.ctx.database.transaction((tx) =>
      vouchForMail(tx, mail.id, { as: 'operator', by: 'user:phuoc', from: ['quarantined'] }),
    );
    await workOffMails(gateway.ctx);
    expect(await statusesOf(document)).toEqual(['03']);
    expect(await eventOf(document, '03')).toMatchObject({ proof: { by: 'operator', vouchedBy: 'user:phuoc' } });
  });
});

describe('a process that dies between the status and the end of the mail', () => {
  it.each(['token', 'signature'])('leaves one status and one reply: %s', async (proof) => {
    const document = await bringDocument(gateway);
    const wish = { text: 'Tiếp nhận', quoted: quoteOf(document), results: passes() };
    const eml = proof === 'token' ? replyTo(document, wish) : await signedReply(gateway, document, wish);
    const { ctx } = gateway;
    await takeMail(ctx, { account: 'a@b', receivedAt: new Date(), content: Readable.from([Buffer.from(eml)]) });
    const [first] = await claimMails(ctx.database, 1, 600);
    if (first === undefined) throw new Error('no mail was claimed');
    await processMail(dyingAtTheEnd(ctx), first);
    expect(await statusesOf(document)).toEqual(['03']);
    expect(await repliesTo(ctx, first.id)).toEqual([]);
    await ctx.database.query(
      `update mails_in set lease_until = now() - interval '1 s', next_at = now() where id = $1`,
      [first.id],
    );
    const [second] = await claimMails(ctx.database, 1, 600);
    if (second === undefined) throw new Error('the mail was not given back');
    expect(await processMail(ctx, second)).toBe('done');
    expect(await statusesOf(document)).toEqual(['03']);
    expect(await repliesTo(ctx, first.id)).toHaveLength(1);
  });
});

describe('a program that answers our explanations as if it were a person', () => {
  it.each([
    ['about a document, with nothing that proves it', 'sender_unproven', {}],
    ['about nothing of ours', 'delivery_unknown', { inReplyTo: '<reply.0@truc.example>' }],
  ])('%s, is told five times in a day, and an operator sees them all', async (_, result, wish) => {
    const document = await bringDocument(gateway);
    const mails = [];
    while (mails.length < 7) mails.push(await receive(replyTo(document, { text: 'Tiếp nhận', ...wish })));
    expect(mails).toMatchObject(mails.map(() => ({ state: 'quarantined', result })));
    const told = await Promise.all(mails.map(async ({ id }) => (await repliesTo(gateway.ctx, id)).length));
    expect(told).toEqual([1, 1, 1, 1, 1, 0, 0]);
  });
});

describe('one address gets so many answers in an hour and no more', () => {
  /** More mails of one kind than are answered. @returns how many were */
  async function answered(limit: number, wish: ReplyWish): Promise<number> {
    const mails = [];
    // About each document a few are answered only.
    while (mails.length < limit + 3) {
      const document = await bringDocument(gateway);
      for (let index = 0; index < 5; index += 1) mails.push(await receive(replyTo(document, wish)));
    }
    expect(new Set(mails.map(({ result }) => result))).toEqual(new Set(['sender_unproven']));
    return (await Promise.all(mails.map(({ id }) => repliesTo(gateway.ctx, id)))).flat().length;
  }

  it('while what became of the mails is kept', async () => {
    const from = 'nguoi-gui@nhieu-thu.example';
    const { count } = replyLimit.most;
    expect(await answered(count, { text: 'Tiếp nhận', from, results: passes(from) })).toBe(count);
  });

  it('and forged mails use up nothing of what the agency itself is told', async () => {
    const { count } = unprovenReplyLimit.most;
    expect(await answered(count, { text: 'Tiếp nhận' })).toBe(count);
    const document = await bringDocument(gateway);
    const mail = await receive(replyTo(document, { text: 'Hoàn thành', quoted: quoteOf(document), results: passes() }));
    expect(await confirmationHref(mail.id)).not.toBe('');
  });

  it('and what only an answer would ask for waits until it may be written', async () => {
    const document = await bringDocument(gateway);
    const fill = `insert into mails_out (id, mail, recipient, subject, search, body)
      select gen_random_uuid(), (select id from mails_in limit 1), $1, '', '', '[]' from generate_series(1, $2)`;
    await gateway.ctx.database.query(fill, [readerAddress, provenReplyLimit.most.count]);
    const mail = await receive(replyTo(document, { text: 'Hoàn thành', quoted: quoteOf(document), results: passes() }));
    expect(mail).toMatchObject({ state: 'new', result: 'reply_held_back' });
    await gateway.ctx.database.query(`delete from mails_out where subject = ''`);
    await gateway.ctx.database.query('update mails_in set next_at = now() where id = $1', [mail.id]);
    await workOffMails(gateway.ctx);
    expect(await confirmationHref(mail.id)).not.toBe('');
  });
});

describe('a mail that cannot be handled', () => {
  const leave = async (mail: string, columns: string) => {
    await gateway.ctx.database.query(`update mails_in set state = 'new', next_at = now(), ${columns} where id = $1`, [
      mail,
    ]);
    const [row] = await claimMails(gateway.ctx.database, 1, 600);
    if (row === undefined) throw new Error('no mail was claimed');
    return row;
  };
  const broken = (): Promise<never> => Promise.reject(new Error('a fault of ours'));
  const failing = () => ({ ...gateway.ctx, blobs: { ...gateway.ctx.blobs, open: broken } });

  it('is tried again, and after some hours of it kept for an operator', async () => {
    const { id } = await receive(replyTo(await bringDocument(gateway), { text: 'Tiếp nhận' }));
    expect(await processMail(failing(), await leave(id, 'deferrals = 14'))).toBe('deferred');
    expect(await processMail(failing(), await leave(id, 'deferrals = 15'))).toBe('quarantined');
  });

  it('because every process that handles it dies is kept for an operator, whose release tries it anew', async () => {
    const { id } = await receive(replyTo(await bringDocument(gateway), { text: 'Tiếp nhận' }));
    const { ctx } = gateway;
    const died = `deaths = 4, lease_until = now() - interval '1 s'`;
    expect(await processMail(ctx, await leave(id, died))).toBe('quarantined');
    const { rows } = await ctx.database.query('select result from mails_in where id = $1', [id]);
    expect(rows).toEqual([{ result: 'handling_failed' }]);
    await ctx.database.transaction((tx) =>
      vouchForMail(tx, id, { as: 'operator', by: 'user:phuoc', from: ['quarantined'] }),
    );
    await workOffMails(ctx);
    expect((await ctx.database.query('select result from mails_in where id = $1', [id])).rows).toEqual([
      { result: 'accepted' },
    ]);
  });
});
