/** Mails as they are written, judged by Python's email package and by openssl. */
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createKeypair } from '../../../certs/authority/create-keypair.js';
import { issueMailCertificate } from '../../../certs/authority/issue-certificate.js';
import { fileSigner } from '../../../certs/keys/file-key.js';
import type { Signer } from '../../../certs/keys/signer.js';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import { composeDocumentMail, type DocumentMail } from '../../../gateway/mail/compose-document-mail.js';
import { mailNames } from '../../../gateway/mail/mail-names.js';
import { type MailProtection, mailSize, type OutgoingMail, writeMail } from '../../../gateway/mail/write-mail.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { type UrgencyLevel, urgencies } from '../../../schemas/directory/urgency.js';
import { opensslVerifies, takeApart } from '../../mail/take-apart.js';
import { pemOf } from '../../support/pem.js';
import { type TestAuthority, testAuthority } from '../../support/test-authority.js';

const from = 'congvan@truc.example';
const [delivery, document] = ['01890000-0000-7000-8000-000000000001', '01890000-0000-7000-8000-000000000002'];
const names = mailNames({ mailFrom: from, mailReturnDelimiter: '+' }, delivery, document);

let authority: TestAuthority;
let signer: Signer;

beforeAll(async () => {
  authority = await testAuthority();
  const { privateKey, publicKey } = await createKeypair('rsa-2048');
  const validity = { notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 86_400_000) };
  const request = { organization: 'Tỉnh Thử', publicKey, validity, mailAddress: from };
  const certificate = await issueMailCertificate(authority.issuing, request);
  signer = fileSigner(privateKey, certificate, [authority.issuing.certificate]);
});

const attachment = (name: string, content: Buffer, mediaType = 'application/pdf') => ({
  name,
  mediaType,
  size: content.length,
  open: () => Readable.from([content]),
});

const mailWith = (changes: Partial<OutgoingMail>): OutgoingMail => ({
  names,
  from: { name: 'Sở Thông tin và Truyền thông', address: from },
  to: { name: 'Sở Y tế', address: 'vanthu@yte.example' },
  subject: 'Thư thử',
  text: 'Kính gửi\n',
  html: '<p>Kính gửi</p>',
  attachments: [],
  isUrgent: false,
  automatic: null,
  marks: {},
  ...changes,
});

const plain: MailProtection = { signature: 'detached', encryptTo: null };

async function written(changes: Partial<OutgoingMail>, protection = plain): Promise<Buffer> {
  return Buffer.concat(await writeMail(mailWith(changes), signer, protection, new Date()).toArray());
}

describe('a mail', () => {
  it('has no field but its own, whatever stands in names, subjects and file names', async () => {
    const evil = fc
      .array(
        fc.constantFrom(
          'a',
          'ế',
          '"',
          '\\',
          '<',
          '>',
          ',',
          ';',
          '=?',
          '?=',
          '\r\n',
          '\n',
          '\r',
          '\0',
          '\u2028',
          '\u202e',
          'Bcc: x@y.example',
          '\r\n\r\n',
          '--',
          ' ',
        ),
      )
      .map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(evil, evil, evil, async (subject, name, file) => {
        const mail = await written({
          subject: `S${subject}`,
          from: { name: `F${name}`, address: from },
          to: { name: `T${name}`, address: 'vanthu@yte.example' },
          attachments: [attachment(`A${file}.pdf`, Buffer.from('%PDF-'))],
        });
        const { field, parts } = takeApart(mail);
        const head = mail.subarray(0, mail.indexOf('\r\n\r\n')).toString('latin1');
        const fields = head.split(/\r\n(?![ \t])/).map((line) => line.split(':')[0]);
        expect(fields).toEqual([
          'From',
          'To',
          'Subject',
          'Date',
          'Message-ID',
          'In-Reply-To',
          'References',
          'Disposition-Notification-To',
          'MIME-Version',
          'Content-Type',
        ]);
        expect(field('to')[0]).toMatch(/<vanthu@yte\.example>$/);
        expect(parts.map(({ type }) => type)).toEqual([
          'text/plain',
          'text/html',
          'application/pdf',
          'application/pkcs7-signature',
        ]);
        expect(head).toMatch(/^[\x20-\x7e\r\n]*$/);
      }),
      { numRuns: 20 },
    );
  });

  it('has lines of at most 78 octets, all of them ASCII and ended by CRLF', async () => {
    const mail = await written({
      subject: 'Về việc triển khai '.repeat(40),
      attachments: [attachment(`${'Phụ lục '.repeat(20)}.pdf`, Buffer.alloc(10_000, 0xff))],
    });
    expect(mail.toString('latin1')).toMatch(/^(?:[\x20-\x7e\t]*\r\n)*$/);
    expect(
      Math.max(
        ...mail
          .toString('latin1')
          .split('\r\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(78);
  });

  it('brings every file back, octet for octet, under its name, and never larger than foretold', async () => {
    const files = [
      attachment('Công văn số 1.pdf', Buffer.from('%PDF-1.4\n.\n..\nFrom hai\r\n')),
      attachment('trống.txt', Buffer.alloc(0), 'text/plain'),
      attachment('thư.eml', Buffer.from('Subject: x\r\n\r\ny'), 'message/rfc822'),
      attachment('lớn.zip', Buffer.alloc(3_000_000, 0x0d), 'application/zip'),
    ];
    const mail = await written({ attachments: files });
    const read = new Map(takeApart(mail).parts.map(({ name, content }) => [name, content]));
    for (const { name, open } of files) {
      const whole = Buffer.concat(await open().toArray());
      expect(read.get(name)?.equals(whole), name).toBe(true);
    }
    expect(mail.length).toBeLessThanOrEqual(mailSize(files, plain));
    expect(mail.length).toBeGreaterThan(mailSize(files, plain) * 0.9);
    expect(opensslVerifies(mail, pemOf(authority.root.certificate))).not.toBeNull();
  });

  it('ends with the fault of a file that cannot be read, not as a shorter mail', async () => {
    const broken = {
      ...attachment('x.pdf', Buffer.alloc(0)),
      open: () =>
        Readable.from(
          (async function* () {
            yield Buffer.alloc(100_000);
            throw new Error('the disk is gone');
          })(),
        ),
    };
    await expect(written({ attachments: [broken] })).rejects.toThrow('the disk is gone');
  });

  it('closes the files it was reading when nobody reads it any more', async () => {
    const content = Readable.from(
      (async function* () {
        for (;;) yield Buffer.alloc(64 * 1024);
      })(),
    );
    const mail = writeMail(
      mailWith({ attachments: [{ ...attachment('x', Buffer.alloc(0)), open: () => content }] }),
      signer,
      plain,
      new Date(),
    );
    let read = 0;
    for await (const chunk of mail as AsyncIterable<Buffer>) {
      read += chunk.length;
      if (read > 200_000) break;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(content.destroyed).toBe(true);
  });

  it('says nothing of automatic answers unless nobody caused it, and then asks for no disposition', async () => {
    const automatic = takeApart(await written({ automatic: 'auto-replied' }));
    expect(automatic.field('auto-submitted')).toEqual(['auto-replied']);
    expect(automatic.field('disposition-notification-to')).toEqual([]);
  });
});

describe('a mail signed around its content', () => {
  const opaque: MailProtection = { ...plain, signature: 'opaque' };
  const files = [attachment('Công văn.pdf', Buffer.alloc(1_000_000, 0x0a)), attachment('trống.txt', Buffer.alloc(0))];

  it('gives openssl the same content, and Python the files in it', async () => {
    const mail = await written({ subject: 'Về việc', attachments: files }, opaque);
    const content = opensslVerifies(mail, pemOf(authority.root.certificate));
    const read = new Map(takeApart(content ?? Buffer.alloc(0)).parts.map((part) => [part.name, part.content]));
    expect(read.get('Công văn.pdf')?.equals(Buffer.alloc(1_000_000, 0x0a))).toBe(true);
    expect(takeApart(mail).field('subject')).toEqual(['Về việc']);
    expect(takeApart(mail).field('content-type')[0]).toContain('smime-type="signed-data"');
    expect(mail.length).toBeLessThanOrEqual(mailSize(files, opaque));
    expect(mail.length).toBeGreaterThan(mailSize(files, opaque) * 0.9);
  });

  it('is found genuine by our own verifier, every part covered, and false when an octet is changed', async () => {
    const mail = await written({ attachments: files }, opaque);
    const judged = (bytes: Buffer) =>
      verifyFile(bufferSource(bytes), { policy: 'core', anchors: [authority.root.certificate], at: new Date() });
    const report = await judged(mail);
    expect(report).toMatchObject({ format: 'eml', indication: 'TOTAL-PASSED' });
    expect(report.files.map(({ covered }) => covered)).toEqual([true, true, true, true]);
    const forged = Buffer.from(mail);
    const middle = Math.floor(mail.length / 2);
    const at = mail[middle] === 0x0a || mail[middle] === 0x0d ? middle + 2 : middle;
    forged[at] = forged[at] === 0x41 ? 0x42 : 0x41;
    expect((await judged(forged)).indication).toBe('TOTAL-FAILED');
  });
});

describe('the words of a document’s mail', () => {
  const level = (code: UrgencyLevel['code']) => urgencies.find((one) => one.code === code) as UrgencyLevel;
  const mail: DocumentMail = {
    from: { code: 'H30.03', name: 'Sở TTTT' },
    to: { code: 'H30.05', name: 'Sở Y tế' },
    document: {
      documentId: 'H30.03,2016/05/19,12/QĐ-UBND',
      type: 'QĐ',
      number: '12',
      notation: 'QĐ-UBND',
      subject: 'Về việc <b>&</b>',
      date: '2016-05-19',
      dueDate: null,
      urgency: level('normal'),
    },
    files: [{ name: 'a\u202efdp.exe', size: 1_400_000 }],
    verdict: { vi: 'Hợp lệ', en: 'Valid' },
    link: null,
    answering: {
      links: [{ text: { vi: 'Tiếp nhận', en: 'Accept' }, href: 'https://gateway.example/tra-loi/abc?viec=03' }],
      code: 'abc',
      expiresAt: '2016-06-18T02:00:00Z',
      byReply: true,
    },
  };

  it('tell how to answer by link, and by a reply only where replies are read', () => {
    const said = composeDocumentMail(mail);
    for (const text of [said.text, said.html]) {
      expect(text).toContain('https://gateway.example/tra-loi/abc?viec=03');
      expect(text).toContain('18/06/2016 09:00:00');
      expect(text).toMatch(/Mã trả lời.*Answer code/);
      expect(text).toContain('Từ chối: lý do');
    }
    const unread = composeDocumentMail({ ...mail, answering: { ...mail.answering, byReply: false } });
    expect(unread.text).toContain('https://gateway.example/tra-loi/abc?viec=03');
    expect(unread.text).not.toContain('Từ chối: lý do');
  });

  it('show what hides in names and subjects, and markup as text', () => {
    const { html, text } = composeDocumentMail(mail);
    expect(html).toContain('Về việc &lt;b&gt;&amp;&lt;/b&gt;');
    expect(html).not.toContain('[U+000A]');
    for (const said of [html, text]) expect(said).toContain('a[U+202E]fdp.exe (1,4 MB)');
  });

  it('mark what is urgent in the subject, and only that', () => {
    const subjectOf = (code: UrgencyLevel['code']) =>
      composeDocumentMail({ ...mail, document: { ...mail.document, urgency: level(code) } }).subject;
    expect(subjectOf('normal')).toBe('12/QĐ-UBND: Về việc <b>&</b>');
    expect(subjectOf('very-urgent')).toMatch(/^\[THƯỢNG KHẨN\] 12/);
  });
});

it('the return address holds the delivery where the server knows subaddresses, and fits a mailbox of 30 characters', () => {
  const returnPath = (mailFrom: string, mailReturnDelimiter: '+' | '-' | 'none') =>
    mailNames({ mailFrom, mailReturnDelimiter }, delivery, document).returnPath;
  expect(returnPath(from, '-')).toBe('congvan-01890000000070008000000000000001@truc.example');
  expect(returnPath(from, 'none')).toBe(from);
  expect(returnPath(`${'a'.repeat(30)}@b.example`, '+').split('@')[0]?.length).toBeLessThanOrEqual(64);
});
