/** Mails that sound like a program's, came by a list, contradict themselves or cannot be read: all the way, to what becomes of them. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { declareStatus } from '../../../gateway/documents/declare-status.js';
import { releaseMail } from '../../../gateway/mailbox/operating/operate-mails.js';
import { workOffMails } from '../../../workers/mails.js';
import type { GatewayFixture } from '../../support/gateway-fixture.js';
import { type MailSigner, mailSigner, plainMail } from '../../support/mailed-document.js';
import { openOpenssl } from '../../support/openssl-folder.js';
import { receiveMail, repliesTo } from '../../support/receive-mail.js';
import {
  type BroughtDocument,
  bringDocument,
  declaredStatuses,
  openAnswerRoom,
  otherCode,
  passes,
  quoteOf,
  type ReplyWish,
  readerCode,
  replyTo,
  underHeader,
} from './answer-room.js';

const from = 'vanphong@ubnd.example';
let gateway: GatewayFixture;
let signer: MailSigner;

beforeAll(async () => {
  gateway = await openAnswerRoom();
  signer = await mailSigner(gateway.ctx, gateway.authority, otherCode);
});
afterAll(async () => {
  signer?.remove();
  await gateway?.close();
});
// Between two tests lie two hours: how often one address is answered is tested elsewhere.
beforeEach(() =>
  gateway.ctx.database.query(`update mails_out set created_at = created_at - interval '2 hours'`).then(() => undefined),
);

const receive = (mail: string) => receiveMail(gateway.ctx, mail);
const statusesOf = (document: BroughtDocument) => declaredStatuses(gateway, document.id);
const repliesOf = ({ id }: { readonly id: string }) => repliesTo(gateway.ctx, id);

/** From the agency's mailbox, with the answer code. */
const proven = (document: BroughtDocument, text: string): ReplyWish => ({
  text,
  quoted: quoteOf(document),
  results: passes(),
});

/** As if its mail had gone out. */
async function brought(): Promise<BroughtDocument> {
  const document = await bringDocument(gateway);
  await gateway.ctx.database.query(
    `update deliveries set attempt = 1, channel = 'email', state = 'sent' where id = $1`,
    [document.delivery],
  );
  return document;
}

async function stateOf({ id }: { readonly id: string }) {
  const { rows } = await gateway.ctx.database.query('select state, kind, result from mails_in where id = $1', [id]);
  return rows[0];
}

describe('a document that sounds like an absence notice, or one sent to many', () => {
  it.each(['Thông báo nghỉ Tết Nguyên đán', 'Thông báo nghị quyết kỳ họp thứ 5', 'Thông báo nghỉ phép'])(
    'is sent when it is signed: %s',
    async (subject) => {
      const mail = await receive(signer.sign({ from, subject }));
      expect(mail).toMatchObject({ state: 'done', result: 'submitted', agency: otherCode, proof: 'signature' });
      expect((await repliesOf(mail)).map(({ recipient }) => recipient)).toEqual([from]);
    },
  );

  it('is sent when it is signed and a list passed it on, and nobody is told', async () => {
    const mail = await receive(signer.sign({ from, above: 'List-Id: <so.example>\r\n' }));
    expect(mail).toMatchObject({ state: 'done', result: 'submitted', proof: 'signature' });
    expect(await repliesOf(mail)).toEqual([]);
  });

  it('and that says no more waits for an operator, whose release has it handled as what it is', async () => {
    const mail = await receive(plainMail({ from, subject: 'Thông báo vắng mặt', text: 'Kính gửi cổng' }));
    expect(mail).toMatchObject({ state: 'quarantined', kind: 'automatic-reply', result: 'automatic_guessed' });
    await releaseMail(gateway.ctx, mail.id, 'user:phuoc', 'văn bản thật');
    await workOffMails(gateway.ctx);
    expect(await stateOf(mail)).toMatchObject({ kind: 'document', result: 'incomplete' });
  });
});

describe('an answer that tells of a journey', () => {
  it('is recorded', async () => {
    const document = await bringDocument(gateway);
    const text = 'Tiếp nhận\nTôi đang đi công tác, văn thư trả lời thay';
    expect(await receive(replyTo(document, proven(document, text)))).toMatchObject({
      state: 'done',
      result: 'accepted',
    });
    expect(await statusesOf(document)).toEqual(['03']);
  });

  it('and without an answer is an absence notice, shown on the delivery, however its text is cut', async () => {
    const document = await brought();
    const text = `Tôi đang đi công tác.\nx${'😀'.repeat(400)}`;
    const mail = await receive(replyTo(document, proven(document, text)));
    expect(mail).toMatchObject({ state: 'done', result: 'absence', delivery: document.delivery });
    const { rows } = await gateway.ctx.database.query<{ reason_code: string; reason: string }>(
      'select reason_code, reason from deliveries where id = $1',
      [document.delivery],
    );
    expect(rows[0]?.reason_code).toBe('absence');
    expect(rows[0]?.reason).toMatch(/^Tôi đang đi công tác\.\nx(?:😀)+$/u);
    expect(await repliesOf(mail)).toEqual([]);
  });

  it('that accepts under the subject of a program’s answers is asked to confirm: a status cannot be taken back', async () => {
    const document = await brought();
    const mail = replyTo(document, proven(document, 'Đã tiếp nhận văn bản.')).replace(
      /^Subject: .*$/m,
      'Subject: Automatic reply',
    );
    expect(await receive(mail)).toMatchObject({ state: 'awaiting', result: 'confirmation_asked' });
    expect(await statusesOf(document)).toEqual([]);
  });

  it('to nothing of ours waits for an operator', async () => {
    const document = await bringDocument(gateway);
    const wish = { text: 'Tôi đang đi công tác.', inReplyTo: '<x@y.example>', from: 'ai-do@la.example' };
    expect(await receive(replyTo(document, wish))).toMatchObject({ state: 'quarantined', result: 'automatic_guessed' });
  });
});

describe('a reply that a list passed on', () => {
  const byList = (document: BroughtDocument, text: string) =>
    receive(`List-Id: <so.example>\r\n${replyTo(document, proven(document, text))}`);

  it('is recorded when it may be, and nobody is written to', async () => {
    const document = await bringDocument(gateway);
    const mail = await byList(document, 'Tiếp nhận');
    expect(mail).toMatchObject({ state: 'done', result: 'accepted', proof: 'token' });
    expect(await statusesOf(document)).toEqual(['03']);
    expect(await repliesOf(mail)).toEqual([]);
  });

  it.each([
    ['has to be confirmed', 'Từ chối: gửi nhầm', 'sender_unproven'],
    ['is not clear', 'Từ chối', 'answer_unclear'],
    ['holds no answer', 'Cảm ơn anh', 'automatic_guessed'],
  ])('and %s waits for an operator, because nobody is told', async (_, text, result) => {
    const document = await bringDocument(gateway);
    const mail = await byList(document, text);
    expect(mail).toMatchObject({ state: 'quarantined', result });
    expect(await repliesOf(mail)).toEqual([]);
    expect(await statusesOf(document)).toEqual([]);
  });

  it('and that no rule allows waits for an operator, too', async () => {
    const document = await bringDocument(gateway);
    await declareStatus(gateway.ctx, gateway.clerk(readerCode), document.id, { code: '02', reason: 'gửi nhầm' });
    expect(await byList(document, 'Tiếp nhận')).toMatchObject({ state: 'quarantined', result: 'illegal_move' });
  });
});

describe('a reply that says two things', () => {
  it('changes nothing, and its writer is told why', async () => {
    const document = await bringDocument(gateway);
    const mail = await receive(replyTo(document, proven(document, 'Tiếp nhận\nTừ chối: sai thẩm quyền')));
    expect(mail).toMatchObject({ state: 'done', result: 'answer_unclear', detail: 'several: Tiếp nhận' });
    expect(await statusesOf(document)).toEqual([]);
    const [reply] = await repliesOf(mail);
    for (const said of ['nhiều câu trả lời khác nhau', 'several different answers'])
      expect(reply?.text).toContain(said);
  });
});

describe('an encrypted reply', () => {
  it('is told that it cannot be read', async () => {
    const openssl = openOpenssl();
    openssl.certificate('reader');
    openssl.write('answer', 'Content-Type: text/plain; charset=utf-8\r\n\r\nTiếp nhận\r\n');
    const encrypted = openssl.run('cms', '-encrypt', '-in', 'answer', 'reader.crt').toString('latin1');
    openssl.remove();
    const document = await bringDocument(gateway);
    const body = encrypted.replace(/^MIME-Version: .*\r?\n/m, '');
    const mail = await receive(underHeader(document, proven(document, ''), body));
    expect(mail).toMatchObject({ state: 'done', result: 'answer_unclear', detail: 'encrypted: ' });
    const [reply] = await repliesOf(mail);
    for (const said of ['Thư được mã hóa', 'The mail is encrypted']) expect(reply?.text).toContain(said);
    expect(await statusesOf(document)).toEqual([]);
  });
});
