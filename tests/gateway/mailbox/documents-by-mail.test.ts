/** Documents sent by mail: who may, what the sender reads, and that nothing is ever sent twice or for somebody else. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { patchAgency } from '../../../gateway/agencies/change-agencies.js';
import { writeGroup } from '../../../gateway/agencies/groups.js';
import { confirm, openConfirmation } from '../../../gateway/mailbox/confirmations/confirmations.js';
import { vouchForMail } from '../../../gateway/mailbox/mails-in.store.js';
import { workOffMails } from '../../../workers/mails.js';
import { type GatewayFixture, openGatewayFixture, smallPdf } from '../../support/gateway-fixture.js';
import {
  fullBlock,
  type MailSigner,
  mailSigner,
  plainMail,
  strangerSigner,
  vouched,
} from '../../support/mailed-document.js';
import { publishLists } from '../../support/publish-lists.js';
import { type ReceivedMail, receiveMail, repliesTo } from '../../support/receive-mail.js';

const sender = 'H30.03';
const other = 'H30.12';
const careful = 'H30.02';
const address = 'vanthu@so.example';
const trusted = 'mx.congvan.example';
let gateway: GatewayFixture;
let signer: MailSigner;

beforeAll(async () => {
  gateway = await openGatewayFixture({
    config: { mailTrustedServers: [trusted], publicUrl: 'https://congvan.example' },
    agencies: {
      [sender]: { email: address, mailPolicy: 'confirmed' },
      [careful]: { email: 'vanthu@than-trong.example' },
    },
  });
  await publishLists(gateway.ctx, gateway.authority);
  signer = await mailSigner(gateway.ctx, gateway.authority, sender);
});
afterAll(async () => {
  signer.remove();
  await gateway.close();
});

const receive = (mail: string | Buffer) => receiveMail(gateway.ctx, mail);
const aligned = vouched('so.example');

async function countDocuments(): Promise<number> {
  const { rows } = await gateway.ctx.database.query<{ n: number }>('select count(*)::int as n from documents');
  return rows[0]?.n ?? 0;
}

async function documentOf({ document }: ReceivedMail) {
  const { rows } = await gateway.ctx.database.query<Record<string, unknown>>(
    `select from_agency as "from", origin, number, notation, subject, type, submitted_by as by, promulgation_date as date,
       array(select agency from recipients r where r.document = d.id order by agency) as "to",
       array(select name || ' ' || sha256 from files f where f.document = d.id order by n) as files
     from documents d where id = $1`,
    [document],
  );
  return rows[0];
}

async function stateOf(id: string) {
  const { rows } = await gateway.ctx.database.query<ReceivedMail>(
    'select id, state, kind, result, detail, agency, proof, document, delivery from mails_in where id = $1',
    [id],
  );
  return rows[0] as ReceivedMail;
}

/** The link in the only answer to a mail. */
async function tokenFor(mail: ReceivedMail): Promise<string> {
  const [reply] = await repliesTo(gateway.ctx, mail.id);
  return /xac-nhan\/([\w-]+)/.exec(reply?.text ?? '')?.[1] ?? '';
}

describe('a mail signed by a certificate of the agency', () => {
  it('is sent at once, and answered with number, recipients and digests', async () => {
    const pdf = smallPdf('đã ký');
    const mail = await receive(signer.sign({ attachments: [{ name: 'Công văn.pdf', bytes: pdf }] }));
    expect(mail).toMatchObject({ state: 'done', result: 'submitted', agency: sender, proof: 'signature' });
    const sha256 = createHash('sha256').update(pdf).digest('hex');
    expect(await documentOf(mail)).toMatchObject({
      from: sender,
      origin: 'mail',
      notation: 'STTTT-VP',
      type: 'CV',
      by: `mail:${mail.id}`,
      subject: 'Về việc gửi văn bản bằng thư',
      to: ['H30.05'],
      files: [`Công văn.pdf ${sha256}`],
    });
    const [reply, another] = await repliesTo(gateway.ctx, mail.id);
    expect(another).toBeUndefined();
    expect(reply?.recipient).toBe(address);
    expect(reply?.subject).toMatch(/^\[ĐÃ GỬI\] \d+\/STTTT-VP: Về việc gửi văn bản bằng thư$/);
    expect(reply?.text).toContain(sha256);
    expect(reply?.text).toContain('(H30.05)');
    expect(reply?.text).toContain(`"https://congvan.example/van-ban/${mail.document}"`);
  });

  it('is answered at the agency’s address, whatever From says', async () => {
    const mail = await receive(signer.sign({ from: 'ke-gian@example.com' }));
    expect(mail.result).toBe('submitted');
    expect((await repliesTo(gateway.ctx, mail.id)).map(({ recipient }) => recipient)).toEqual([address]);
  });

  it('sent again by anybody, under another Message-ID, is the same document and not answered', async () => {
    const text = signer.sign({ messageId: 'first@so.example' });
    const first = await receive(text);
    const before = await countDocuments();
    const again = await receive(text.replace('first@', 'second@').replace(/^From: .*$/m, 'From: ke-gian@example.com'));
    expect(again).toMatchObject({ state: 'done', result: 'repeated' });
    expect(await countDocuments()).toBe(before);
    expect(await repliesTo(gateway.ctx, again.id)).toEqual([]);
    expect(first.result).toBe('submitted');
  });

  it('changed on its way proves nobody', async () => {
    const before = await countDocuments();
    const mail = await receive(signer.sign().replace('--inner--', '--inner--\r\n'));
    expect(mail).toMatchObject({ state: 'quarantined', result: 'sender_unproven' });
    expect(await countDocuments()).toBe(before);
  });

  it('inside a mail that somebody else wrote around it proves nothing of what is around', async () => {
    const before = await countDocuments();
    const inner = signer
      .sign({ text: 'Kính gửi' })
      .replace(/^[\s\S]*?(?=Content-Type: multipart\/signed|MIME-Version)/, '');
    const block = `Content-Type: text/plain; charset=utf-8\r\n\r\n${fullBlock}\r\n`;
    const around = `From: ${address}\r\nContent-Type: multipart/mixed; boundary=outer\r\n\r\n--outer\r\n${block}--outer\r\n${inner}\r\n--outer--\r\n`;
    expect(await receive(around)).toMatchObject({ state: 'quarantined', result: 'sender_unproven' });
    expect(await countDocuments()).toBe(before);
  });

  it('inside a mail that somebody else signed around it says nothing for parts that bear the names of its own', async () => {
    const before = await countDocuments();
    const stranger = await strangerSigner(gateway.authority, 'H99.99');
    const inner = signer
      .sign({ text: 'Kính gửi' })
      .replace(/^[\s\S]*?(?=MIME-Version)/, '')
      .replace(/\r?\n/g, '\r\n');
    const block = [
      'Content-Type: text/plain; charset=utf-8; name="part 1.1.2.1.1"',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from(fullBlock).toString('base64'),
    ];
    const mail = await receive(stranger.signAround({}, [block.join('\r\n'), inner]));
    stranger.remove();
    expect(mail).toMatchObject({ state: 'quarantined', result: 'sender_unproven' });
    expect(await countDocuments()).toBe(before);
  });

  it('without “Trích yếu” is asked: the mail’s subject line is not signed', async () => {
    const text = fullBlock.replace(/^Trích yếu.*\n/m, '');
    const mail = await receive(signer.sign({ text, subject: 'Tiêu đề của thư' }));
    expect(mail).toMatchObject({ state: 'awaiting', result: 'to_confirm' });
    expect(await confirm(gateway.ctx, await tokenFor(mail))).toBe('confirmed');
    await workOffMails(gateway.ctx);
    const sent = await stateOf(mail.id);
    expect(sent).toMatchObject({ state: 'done', result: 'submitted', proof: 'signature' });
    expect(await documentOf(sent)).toMatchObject({ subject: 'Tiêu đề của thư' });
  });

  it('that lies inside its signature is read there', async () => {
    const mail = await receive(signer.sign({ messageId: 'opaque@so.example' }, 'opaque'));
    expect(mail).toMatchObject({ state: 'done', result: 'submitted', proof: 'signature' });
    expect(await documentOf(mail)).toMatchObject({ files: [expect.stringMatching(/^Công văn.pdf /)] });
  });

  it('in the name of another agency is refused', async () => {
    const mail = await receive(signer.sign({ text: `Từ: H30.05\n${fullBlock.replace('H30.05', 'H30.01')}` }));
    expect(mail).toMatchObject({ state: 'done', result: 'wrong_agency' });
  });

  it('under the Message-ID of one that was sent is kept', async () => {
    await receive(signer.sign({ messageId: 'used@so.example' }));
    const mail = await receive(
      signer.sign({ messageId: 'used@so.example', attachments: [{ name: 'b.pdf', bytes: smallPdf('b') }] }),
    );
    expect(mail).toMatchObject({ state: 'quarantined', result: 'message_id_reused' });
    expect(await repliesTo(gateway.ctx, mail.id)).toEqual([]);
  });
});

describe('a mail of an agency that confirms', () => {
  it('shows what would be sent, at the directory’s address, and sends it after the click, once', async () => {
    const before = await countDocuments();
    const mail = await receive(plainMail({ above: aligned }));
    expect(mail).toMatchObject({ state: 'awaiting', result: 'to_confirm', document: null });
    expect(await countDocuments()).toBe(before);
    const [reply] = await repliesTo(gateway.ctx, mail.id);
    expect(reply?.recipient).toBe(address);
    expect(reply?.text).toContain(createHash('sha256').update(smallPdf()).digest('hex'));
    expect(reply?.text).toContain('(H30.05)');
    const token = await tokenFor(mail);
    expect(await openConfirmation(gateway.ctx, token)).toMatchObject({ mail: mail.id, agency: sender, usedAt: null });
    expect(await countDocuments()).toBe(before);
    const clicks = await Promise.all([confirm(gateway.ctx, token), confirm(gateway.ctx, token)]);
    expect(clicks.sort()).toEqual(['confirmed', 'used']);
    await workOffMails(gateway.ctx);
    expect(await stateOf(mail.id)).toMatchObject({
      state: 'done',
      result: 'submitted',
      proof: 'confirmed',
      agency: sender,
    });
    expect(await countDocuments()).toBe(before + 1);
    expect(await confirm(gateway.ctx, token)).toBe('used');
    expect(await confirm(gateway.ctx, 'nobody-made-this')).toBe('ended');
  });

  it('is not sent once the link is over', async () => {
    const mail = await receive(plainMail({ above: aligned }));
    const token = await tokenFor(mail);
    gateway.setNow(new Date(Date.now() + 8 * 86_400_000));
    try {
      expect(await confirm(gateway.ctx, token)).toBe('ended');
    } finally {
      gateway.setNow(null);
    }
    expect(await stateOf(mail.id)).toMatchObject({ state: 'awaiting' });
  });

  it('that came in twice under one Message-ID becomes one document', async () => {
    const first = await receive(plainMail({ above: aligned, messageId: 'double@so.example' }));
    const second = await receive(plainMail({ above: `X-Again: 1\r\n${aligned}`, messageId: 'double@so.example' }));
    const before = await countDocuments();
    for (const mail of [first, second]) await confirm(gateway.ctx, await tokenFor(mail));
    await workOffMails(gateway.ctx);
    // Handled at the same time, one of them had to wait for the other.
    await gateway.ctx.database.query(`update mails_in set next_at = now() where state = 'new'`);
    await workOffMails(gateway.ctx);
    expect(await countDocuments()).toBe(before + 1);
    const results = [await stateOf(first.id), await stateOf(second.id)].map(({ result }) => result);
    expect(results.sort()).toEqual(['repeated', 'submitted']);
  });

  it('under a Message-ID that another content had is kept', async () => {
    const messageId = 'twice@so.example';
    const first = await receive(plainMail({ above: aligned, messageId }));
    await confirm(gateway.ctx, await tokenFor(first));
    await workOffMails(gateway.ctx);
    const second = await receive(
      plainMail({ above: aligned, messageId, text: `${fullBlock}\n`.replace('H30.05', other) }),
    );
    await confirm(gateway.ctx, await tokenFor(second));
    await workOffMails(gateway.ctx);
    expect(await stateOf(second.id)).toMatchObject({ state: 'quarantined', result: 'message_id_reused' });
  });
});

describe('nobody’s word', () => {
  const forged = (fields: string) => `${fields}\r\n`;

  it.each([
    ['no result at all', '', address],
    ['a result of a server nobody trusts', vouched('so.example', 'mx.example.com'), address],
    ['a failed result', forged(`Authentication-Results: ${trusted}; dmarc=fail header.from=so.example`), address],
    ['a pass for another domain', vouched('example.com'), address],
    [
      'a forged pass below the real failure',
      forged(`Authentication-Results: ${trusted}; dmarc=fail header.from=so.example\r\n${aligned.trim()}`),
      address,
    ],
    ['a pass, for an agency that takes signed mails only', vouched('than-trong.example'), 'vanthu@than-trong.example'],
    ['a pass, for an address of no agency', vouched('example.com'), 'ai-do@example.com'],
    ['two senders', aligned, `${address}, ai-do@example.com`],
  ])('with %s makes no document', async (_, above, from) => {
    const before = await countDocuments();
    const mail = await receive(plainMail({ above, from }));
    expect(mail).toMatchObject({ state: 'quarantined', document: null, agency: null });
    expect(await countDocuments()).toBe(before);
    const recipients = (await repliesTo(gateway.ctx, mail.id)).map(({ recipient }) => recipient);
    expect(recipients.every((one) => [address, 'vanthu@than-trong.example'].includes(one))).toBe(true);
  });

  it('is answered with how to do it when it comes from an agency, and not at all when it does not', async () => {
    const known = await receive(plainMail());
    const [reply] = await repliesTo(gateway.ctx, known.id);
    expect(reply).toMatchObject({
      recipient: address,
      subject: expect.stringContaining('Chưa xác thực được người gửi'),
    });
    expect(reply?.text).toContain('S/MIME');
    const stranger = await receive(plainMail({ from: 'ai-do@example.com' }));
    expect(await repliesTo(gateway.ctx, stranger.id)).toEqual([]);
  });

  it('is answered without anything of it that a program would make a link of', async () => {
    const signed = 'Content-Type: multipart/signed; protocol="https://evil.example/x"; boundary=inner';
    const mail = await receive(plainMail().replace('Content-Type: multipart/mixed; boundary=inner', signed));
    const [reply] = await repliesTo(gateway.ctx, mail.id);
    expect(reply?.text).toContain('evil');
    expect(reply?.text).not.toMatch(/evil\.example|:\/\//);
  });

  it('is not answered when a program sent it', async () => {
    const mail = await receive(plainMail({ above: `Precedence: bulk\r\n${aligned}` }));
    expect(mail).toMatchObject({ document: null, agency: null });
    expect(await repliesTo(gateway.ctx, mail.id)).toEqual([]);
  });

  it('counts when the operator releases it, for the one agency of the address', async () => {
    const mail = await receive(plainMail());
    const vouch = { as: 'operator', by: 'user:op', from: ['quarantined'] } as const;
    await gateway.ctx.database.transaction((tx) => vouchForMail(tx, mail.id, vouch));
    await workOffMails(gateway.ctx);
    expect(await stateOf(mail.id)).toMatchObject({
      state: 'done',
      result: 'submitted',
      proof: 'operator',
      agency: sender,
    });
    const stranger = await receive(plainMail({ from: 'ai-do@example.com' }));
    await gateway.ctx.database.transaction((tx) => vouchForMail(tx, stranger.id, vouch));
    await workOffMails(gateway.ctx);
    expect(await stateOf(stranger.id)).toMatchObject({ state: 'quarantined', result: 'agency_unclear' });
  });
});

describe('a mailbox of several agencies', () => {
  beforeAll(async () => {
    await patchAgency(gateway.ctx, { code: other, email: address, mailPolicy: 'confirmed' }, 'user:1');
  });
  afterAll(async () => {
    await patchAgency(gateway.ctx, { code: other, email: null, mailPolicy: 'signed' }, 'user:1');
  });

  it('is asked which of them sends', async () => {
    const mail = await receive(plainMail({ above: aligned }));
    expect(mail).toMatchObject({ state: 'quarantined', result: 'agency_unclear' });
    const [reply] = await repliesTo(gateway.ctx, mail.id);
    expect(reply?.text).toContain(`${sender}, ${other}`);
  });

  it('says it in a line', async () => {
    const mail = await receive(plainMail({ above: aligned, text: `Từ: ${other}\n${fullBlock}` }));
    await confirm(gateway.ctx, await tokenFor(mail));
    await workOffMails(gateway.ctx);
    expect(await stateOf(mail.id)).toMatchObject({ result: 'submitted', agency: other });
  });

  it('cannot name an agency it does not belong to', async () => {
    const mail = await receive(plainMail({ above: aligned, text: `Từ: H30.01\n${fullBlock}` }));
    expect(mail).toMatchObject({ state: 'quarantined', result: 'sender_unproven' });
  });
});

describe('what a mail says', () => {
  it('may be English, without diacritics, decomposed, by name, alias and group', async () => {
    await writeGroup(gateway.ctx, { name: 'cac-so', members: ['H30.05', 'H30.06'] }, true, 'user:1');
    const { rows } = await gateway.ctx.database.query<{ name: string }>(
      `select name from agencies where code = 'H30.04'`,
    );
    const name = rows[0]?.name ?? '';
    const english = ['To: cac-so, 000.00.12.H30', 'Notation: STTTT-VP', 'Subject: On sending'].join('\n');
    const plain = ['gui: cac-so; 000.00.12.H30', 'ky hieu: STTTT-VP', 'trich yeu: Ve viec gui'].join('\n');
    const decomposed = [`Gửi: ${name.toUpperCase()}`, 'Ký hiệu: QĐ-STTTT', 'Trích yếu: Về việc gửi']
      .join('\n')
      .normalize('NFD');
    const sent = [];
    for (const text of [english, plain, decomposed]) sent.push(await documentOf(await receive(signer.sign({ text }))));
    expect(sent).toMatchObject([
      { to: ['H30.05', 'H30.06', 'H30.12'], subject: 'On sending' },
      { to: ['H30.05', 'H30.06', 'H30.12'], subject: 'Ve viec gui' },
      { to: ['H30.04'], subject: 'Về việc gửi'.normalize('NFC'), type: 'QĐ', notation: 'QĐ-STTTT'.normalize('NFC') },
    ]);
  });

  it('and what it does not say comes back, each thing by its name, with the lines to fill in', async () => {
    const text = 'Gửi: H30.05, H30.77, Sở Không Có\nNgày: 31/02/2026\nKý hiệu: QD-UBND';
    const mail = await receive(signer.sign({ text, subject: '', attachments: [] }));
    expect(mail).toMatchObject({ state: 'done', result: 'incomplete', document: null });
    const [reply] = await repliesTo(gateway.ctx, mail.id);
    for (const part of [
      'Thiếu “Trích yếu”',
      'Thiếu “Tệp đính kèm”',
      '“H30.77”',
      '“Sở Không Có”',
      '“Ngày: 31/02/2026”',
      '“QD-UBND”',
    ])
      expect(reply?.text).toContain(part);
    expect(reply?.text).toContain('is missing');
  });

  it('that breaks a rule of the document’s room is told', async () => {
    const mail = await receive(signer.sign({ text: `Số: 999\n${fullBlock}` }));
    expect(mail).toMatchObject({ state: 'done', result: 'number_unknown' });
    const [reply] = await repliesTo(gateway.ctx, mail.id);
    expect(reply?.text).toContain('number_unknown');
  });

  it('with a file that may not travel is told which', async () => {
    const mail = await receive(signer.sign({ attachments: [{ name: 'x.exe', bytes: Buffer.from('MZ\u0090\0') }] }));
    expect(mail).toMatchObject({ state: 'done', result: 'file_type' });
  });
});

describe('a crash between the document and the end of its mail', () => {
  it('leaves one document and one answer', async () => {
    const { database } = gateway.ctx;
    const before = await countDocuments();
    let isCrashing = true;
    const crashing: typeof gateway.ctx = {
      ...gateway.ctx,
      database: {
        ...database,
        query: (...query) => database.query(...query),
        close: () => database.close(),
        transaction: (work) =>
          database.transaction((tx) =>
            work({
              afterCommit: (then) => tx.afterCommit(then),
              query: (text, ...rest) => {
                if (isCrashing && text.startsWith('update mails_in m set state')) throw new Error('killed here');
                return tx.query(text, ...rest);
              },
            }),
          ),
      },
    };
    const mail = await receiveMail(crashing, signer.sign());
    expect(mail).toMatchObject({ state: 'new', document: null });
    expect(await countDocuments()).toBe(before + 1);
    isCrashing = false;
    await database.query('update mails_in set next_at = now() where id = $1', [mail.id]);
    await workOffMails(gateway.ctx);
    expect(await stateOf(mail.id)).toMatchObject({ state: 'done', result: 'submitted' });
    expect(await countDocuments()).toBe(before + 1);
    expect(await repliesTo(gateway.ctx, mail.id)).toHaveLength(1);
  });
});
