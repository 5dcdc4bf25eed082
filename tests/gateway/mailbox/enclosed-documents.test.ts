/** Sealed containers and edXML messages that come by mail: their own proof counts, whoever brings them. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signEdxml } from '../../../certs/xmldsig/sign-edxml.js';
import { confirm } from '../../../gateway/mailbox/confirmations/confirmations.js';
import { writeEdxmlStatus } from '../../../schemas/edxml/write-status.js';
import { workOffMails } from '../../../workers/mails.js';
import { edxmlFile, readyContainer } from '../../support/foreign-messages.js';
import {
  arriveDocument,
  type GatewayFixture,
  metadataOf,
  openGatewayFixture,
  smallPdf,
  submitDocument,
} from '../../support/gateway-fixture.js';
import { type MailSigner, mailSigner, plainMail, vouched } from '../../support/mailed-document.js';
import { publishLists } from '../../support/publish-lists.js';
import { type ReceivedMail, receiveMail, repliesTo } from '../../support/receive-mail.js';

const sender = 'H30.03';
const address = 'vanthu@so.example';
const stranger = 'ai-do@example.com';
const confirming = 'H30.12';
const confirmingAddress = 'vanthu@xac-nhan.example';
let gateway: GatewayFixture;
let signer: MailSigner;

beforeAll(async () => {
  gateway = await openGatewayFixture({
    config: { mailTrustedServers: ['mx.congvan.example'] },
    agencies: {
      [sender]: { email: address, numbering: 'agency' },
      'H30.05': { email: 'vanthu@nhan.example' },
      [confirming]: { email: confirmingAddress, numbering: 'agency', mailPolicy: 'confirmed' },
    },
  });
  await publishLists(gateway.ctx, gateway.authority);
  signer = await mailSigner(gateway.ctx, gateway.authority, sender);
});
afterAll(async () => {
  signer.remove();
  await gateway.close();
});

const mailWith = (name: string, bytes: Buffer, from = stranger) =>
  plainMail({ from, text: 'Kính gửi', attachments: [{ name, bytes }] });
const receive = (mail: string) => receiveMail(gateway.ctx, mail);
const container = async () => readyContainer(sender, { signer: await gateway.ctx.keys.sealSigner(sender) });

async function countDocuments(): Promise<number> {
  const { rows } = await gateway.ctx.database.query<{ n: number }>('select count(*)::int as n from documents');
  return rows[0]?.n ?? 0;
}

describe('a sealed container', () => {
  it('is sent whoever brings it, byte for byte, and its agency is told', async () => {
    const bytes = await container();
    const mail = await receive(mailWith('van-ban.asice', bytes));
    expect(mail).toMatchObject({ state: 'done', result: 'submitted', agency: sender, proof: 'signature' });
    expect((await repliesTo(gateway.ctx, mail.id)).map(({ recipient }) => recipient)).toEqual([address]);
    const { rows } = await gateway.ctx.database.query<{ sha256: string }>(
      'select container_sha256 as sha256 from documents where id = $1',
      [mail.document],
    );
    const source = await gateway.ctx.blobs.open(rows[0]?.sha256 ?? '');
    expect((await source.read(0, source.size)).equals(bytes)).toBe(true);
    await source.close();
  });

  it('that a list passes on is sent, and nobody is told', async () => {
    const mail = await receive(`List-Id: <so.example>\r\n${mailWith('van-ban.asice', await container())}`);
    expect(mail).toMatchObject({ state: 'done', result: 'submitted', agency: sender, proof: 'signature' });
    expect(await repliesTo(gateway.ctx, mail.id)).toEqual([]);
  });

  it('brought again by one who received it is not sent again, and nobody is told', async () => {
    const bytes = await container();
    await receive(mailWith('a.asice', bytes));
    const before = await countDocuments();
    const again = await receive(mailWith('b.asice', bytes, 'vanthu@nhan.example'));
    expect(again).toMatchObject({ state: 'done', result: 'repeated' });
    expect(await countDocuments()).toBe(before);
    expect(await repliesTo(gateway.ctx, again.id)).toEqual([]);
  });

  it.each([
    ['without a seal', { isUnsealed: true }, 'signature_missing'],
    ['with a wrong digest', { statedDigest: Buffer.alloc(32) }, 'digest_mismatch'],
    ['with a file added', { stowaway: { name: 'them.pdf', bytes: Buffer.from('%PDF-1.4') } }, 'not_covered'],
  ])('%s is kept, and no stranger is written to', async (_, wish, code) => {
    const before = await countDocuments();
    const bytes = await readyContainer(sender, { signer: await gateway.ctx.keys.sealSigner(sender), ...wish });
    const mail = await receive(mailWith('van-ban.asice', bytes));
    expect(mail).toMatchObject({ state: 'quarantined', result: code, agency: null });
    expect(await repliesTo(gateway.ctx, mail.id)).toEqual([]);
    expect(await countDocuments()).toBe(before);
  });

  it('without a seal from an agency’s own mailbox is refused with what to do', async () => {
    const signed = await readyContainer(sender, { signer: signer.seal.signer, isUnsealed: true });
    const mail = await receive(mailWith('van-ban.asice', signed, address));
    expect(mail).toMatchObject({ state: 'quarantined', result: 'signature_missing' });
    const [reply] = await repliesTo(gateway.ctx, mail.id);
    expect(reply?.recipient).toBe(address);
    expect(reply?.text).toContain('không mang con dấu điện tử nào');
  });

  it('under the seal of another agency is kept', async () => {
    const bytes = await readyContainer(sender, { signer: await gateway.ctx.keys.sealSigner('H30.05') });
    expect(await receive(mailWith('x.asice', bytes))).toMatchObject({
      state: 'quarantined',
      result: 'signer_not_sender',
    });
  });

  it('beside another one is not sent: one document in each mail', async () => {
    const before = await countDocuments();
    const attachments = [
      { name: 'a.asice', bytes: await container() },
      { name: 'b.asice', bytes: await container() },
    ];
    const mail = await receive(plainMail({ from: address, attachments }));
    expect(mail).toMatchObject({ result: 'several_documents', document: null });
    expect(await countDocuments()).toBe(before);
  });

  it('that is no container is kept', async () => {
    const mail = await receive(mailWith('van-ban.asice', Buffer.from('PK\u0003\u0004 nothing')));
    expect(mail).toMatchObject({ state: 'quarantined', document: null });
  });
});

describe('an edXML message', () => {
  it('signed by the agency’s seal is sent whoever brings it', async () => {
    const bytes = await signEdxml(await edxmlFile(sender), signer.seal.signer);
    const mail = await receive(mailWith('van-ban.edxml', bytes));
    expect(mail).toMatchObject({ state: 'done', result: 'submitted', agency: sender, proof: 'signature' });
  });

  it('brought again is not sent again', async () => {
    const bytes = await signEdxml(await edxmlFile(sender), signer.seal.signer);
    await receive(mailWith('a.edxml', bytes));
    const before = await countDocuments();
    expect(await receive(mailWith('b.edxml', bytes))).toMatchObject({ document: null });
    expect(await countDocuments()).toBe(before);
  });

  it.each([
    ['without a signature', async (bytes: Buffer) => bytes],
    [
      'changed after it was signed',
      async (bytes: Buffer) => {
        const signed = await signEdxml(bytes, signer.seal.signer);
        return Buffer.from(signed.toString().replace('Về việc gửi', 'Về việc không gửi'));
      },
    ],
  ])('%s is kept', async (_, make) => {
    const before = await countDocuments();
    const mail = await receive(mailWith('van-ban.edxml', await make(await edxmlFile(sender)), address));
    expect(mail).toMatchObject({ state: 'quarantined', result: 'sender_unproven' });
    expect(await countDocuments()).toBe(before);
  });

  it('without a signature of its own is sent when the mail is signed', async () => {
    const attachments = [{ name: 'van-ban.edxml', bytes: await edxmlFile(sender) }];
    const mail = await receive(signer.sign({ text: 'Kính gửi', attachments }));
    expect(mail).toMatchObject({ state: 'done', result: 'submitted', proof: 'signature' });
  });

  it('of another agency than the one that signed the mail is refused', async () => {
    const attachments = [{ name: 'van-ban.edxml', bytes: await edxmlFile('H30.05', { to: ['H30.01'] }) }];
    const mail = await receive(signer.sign({ attachments }));
    expect(mail).toMatchObject({ state: 'done', result: 'wrong_agency', document: null });
  });

  it('with a status moves the document it is about', async () => {
    const { ctx } = gateway;
    const answer = await submitDocument(ctx, gateway.clerk('H30.05'), metadataOf({ to: [sender] }));
    await arriveDocument(ctx, answer.id, sender);
    const status = writeEdxmlStatus({
      kind: 'status',
      responseFor: { organId: 'H30.05', documentId: answer.documentId },
      from: { organId: sender, name: 'Sở' },
      statusCode: '03',
      timestamp: '2026-11-26T08:00:00Z',
    });
    const mail = await receive(signer.sign({ attachments: [{ name: 'trang-thai.edxml', bytes: status }] }));
    expect(mail).toMatchObject({ state: 'done', result: 'status', agency: sender, document: answer.id });
    const { rows } = await ctx.database.query('select status from recipients where document = $1', [answer.id]);
    expect(rows).toEqual([{ status: '03' }]);
  });
});

describe('an edXML message nobody signed, from the mailbox of an agency that confirms', () => {
  const above = vouched('xac-nhan.example');
  const fileOf = (bytes: Buffer, header = above) =>
    plainMail({
      from: confirmingAddress,
      above: header,
      text: 'Kính gửi',
      attachments: [{ name: 'van-ban.edxml', bytes }],
    });

  async function confirmed(mail: string): Promise<ReceivedMail> {
    const [question] = await repliesTo(gateway.ctx, mail);
    const [, token = ''] = /xac-nhan\/([\w-]+)/.exec(question?.text ?? '') ?? [];
    expect(await confirm(gateway.ctx, token)).toBe('confirmed');
    await workOffMails(gateway.ctx);
    const { rows } = await gateway.ctx.database.query<ReceivedMail>('select * from mails_in where id = $1', [mail]);
    return rows[0] as ReceivedMail;
  }

  it('is shown at the directory’s address as it would be sent, and sent after the click', async () => {
    const before = await countDocuments();
    const pdf = smallPdf('chờ xác nhận');
    const wish = { to: ['H30.05'], subject: 'Về việc xác nhận' };
    const bytes = await edxmlFile(confirming, wish, { name: 'Công văn.pdf', bytes: pdf });
    const mail = await receive(fileOf(bytes));
    expect(mail).toMatchObject({ state: 'awaiting', result: 'to_confirm', document: null });
    const [question] = await repliesTo(gateway.ctx, mail.id);
    expect(question?.recipient).toBe(confirmingAddress);
    for (const part of ['(H30.05)', 'Về việc xác nhận', 'Công văn.pdf', createHash('sha256').update(pdf).digest('hex')])
      expect(question?.text).toContain(part);
    expect(await countDocuments()).toBe(before);
    const sent = { state: 'done', result: 'submitted', agency: confirming, proof: 'confirmed' };
    expect(await confirmed(mail.id)).toMatchObject(sent);
    expect(await countDocuments()).toBe(before + 1);
  });

  it('says which document it replaces', async () => {
    const first = await confirmed((await receive(fileOf(await edxmlFile(confirming)))).id);
    const { rows } = await gateway.ctx.database.query<{ documentId: string }>(
      'select document_id as "documentId" from documents where id = $1',
      [first.document],
    );
    const documentId = rows[0]?.documentId ?? '';
    const business = { type: 3, reason: 'Sai trích yếu', documentId } as const;
    const mail = await receive(fileOf(await edxmlFile(confirming, {}, undefined, business)));
    expect(mail).toMatchObject({ state: 'awaiting', result: 'to_confirm' });
    const [question] = await repliesTo(gateway.ctx, mail.id);
    expect(question?.text).toMatch(/Thay thế văn bản/);
    expect(question?.text).toContain(documentId);
  });

  it.each([
    ['that no trusted server vouches for', confirming, '', 'sender_unproven'],
    ['in the name of another agency', 'H30.05', above, 'wrong_agency'],
  ])('%s is kept, and nobody is asked', async (_, from, header, result) => {
    const mail = await receive(fileOf(await edxmlFile(from, { to: ['H30.01'] }), header));
    expect(mail).toMatchObject({ state: 'quarantined', result, document: null });
    expect((await repliesTo(gateway.ctx, mail.id))[0]?.text).not.toContain('xac-nhan/');
  });

  it('with a status has to be signed', async () => {
    const status = writeEdxmlStatus({
      kind: 'status',
      responseFor: { organId: 'H30.05', documentId: 'H30.05,2026/11/26,1/QĐ' },
      from: { organId: confirming, name: 'Sở' },
      statusCode: '03',
      timestamp: '2026-11-26T08:00:00Z',
    });
    expect(await receive(fileOf(status))).toMatchObject({ state: 'quarantined', result: 'sender_unproven' });
  });
});
