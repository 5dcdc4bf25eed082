import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentOf, documentIn, letter, reply } from './written-mails.js';

describe('an answer', () => {
  it.each([
    ['Tiếp nhận', '03', null],
    ['tiếp nhận.', '03', null],
    ['Đã tiếp nhận văn bản', '03', null],
    ['TIEP NHAN', '03', null],
    ['Tiếp nhận'.normalize('NFD'), '03', null],
    ['Accepted', '03', null],
    ['Từ chối: sai thẩm quyền', '02', 'sai thẩm quyền'],
    ['Từ chối tiếp nhận - gửi nhầm cơ quan', '02', 'gửi nhầm cơ quan'],
    ['tu choi: khong thuoc tham quyen', '02', 'khong thuoc tham quyen'],
    ['Từ chối: sai thẩm quyền'.normalize('NFD'), '02', 'sai thẩm quyền'],
    ['Từ chối\nLý do: thiếu phụ lục', '02', 'thiếu phụ lục'],
    ['Refused: wrong agency', '02', 'wrong agency'],
    ['Hoàn thành', '06', null],
    ['da hoan thanh', '06', null],
    ['Completed.', '06', null],
    ['Dear Gateway,  accepted', '03', null],
  ])('%s', (line, status, reason) => {
    expect(contentOf(reply(line))).toEqual({
      kind: 'answer',
      status,
      reason,
      inReplyTo: ['a@gateway.example.vn', 'root@gateway.example.vn'],
    });
  });

  it.each([
    ['Không tiếp nhận', 'negated'],
    ['Chưa hoàn thành', 'negated'],
    ['We cannot accept this', 'negated'],
    ['Tiếp nhận nhưng thiếu phụ lục', 'goes-on'],
    ['Hoàn thành 50%', 'goes-on'],
    ['Tiếp nhận\n\nHoàn thành', 'several'],
    ['Từ chối', 'no-reason'],
    ['Từ chối:', 'no-reason'],
    ['Từ chối hay tiếp nhận thì báo sau', 'goes-on'],
    ['Tiếp nhận hay từ chối: xin hỏi lại', 'goes-on'],
    ['Tiếp nhậnx', 'no-command'],
    ['Xin cho biết thêm', 'no-command'],
    ['> Tiếp nhận', 'empty'],
    ['', 'empty'],
  ])('that is unclear says why: %s', (line, why) => {
    expect(contentOf(reply(line))).toMatchObject({ kind: 'unclear-answer', why });
  });

  it.each([
    ['> hoàn thành'],
    ['-- \nHoàn thành'],
    ['Vào Th 2, 23 thg 11, 2026 vào lúc 09:00 Cổng <cong@gateway.example.vn> đã viết:\nhoàn thành'],
    ['On Mon, 23 Nov 2026 at 09:00,\nCổng <cong@gateway.example.vn> wrote:\nhoàn thành'],
    ['-----Original Message-----\nHoàn thành'],
    ['________________________________\nFrom: cong@gateway.example.vn\nHoàn thành'],
    ['Gửi từ iPhone của tôi\nHoàn thành'],
  ])('is not looked for in what is quoted or signed: %s', (below) => {
    expect(contentOf(reply(`Tiếp nhận\n\n${below}`))).toMatchObject({ kind: 'answer', status: '03' });
  });

  it('in HTML alone is read without what is quoted, hidden or run', () => {
    const html = [
      '<html><head><title>Hoàn thành</title><style>p{}</style></head><body><div style="display:none">Từ chối: x</div>',
      '<script>Hoàn thành</script><p>Tiếp&nbsp;<b>nhận</b></p><blockquote><p>Hoàn thành</p></blockquote></body></html>',
    ].join('');
    const mail = reply(html).replace('text/plain', 'text/html');
    expect(contentOf(mail)).toMatchObject({ kind: 'answer', status: '03' });
  });

  it('is none where nothing is answered', () => {
    const mail = reply('Tiếp nhận').replace(/^(?:In-Reply-To|References|Subject):.*\n/gm, '');
    expect(contentOf(mail)).toEqual({ kind: 'unknown', why: 'nothing-recognised' });
  });
});

describe('a document to send', () => {
  it('says what is asked, in Vietnamese', () => {
    const block = [
      'Gửi: H30.01, H30.05;',
      '  000.00.12.H30',
      'Số: 123',
      'Ký hiệu: QĐ-UBND',
      'Trích yếu: Về việc gửi nhận văn bản',
      'Loại: Quyết định',
      'Ngày ban hành: 19/5/2016',
      'Độ khẩn: Thượng khẩn',
      'Hạn xử lý: ngày 1 tháng 6 năm 2016',
      '',
      'Trân trọng',
    ].join('\n');
    expect(documentIn(letter(block))).toEqual({
      kind: 'document',
      metadata: { from: 'block' },
      fields: {
        from: null,
        to: ['H30.01', 'H30.05', '000.00.12.H30'],
        number: '123',
        notation: 'QĐ-UBND',
        subject: 'Về việc gửi nhận văn bản',
        type: 'QĐ',
        date: '2016-05-19',
        urgency: 'very-urgent',
        dueDate: '2016-06-01',
        note: null,
      },
      missing: [],
      unusable: [],
      proposed: [],
      files: ['1.2'],
    });
  });

  it('is understood without diacritics, in English, and with the code in one', () => {
    const english = documentIn(letter('To: H30.01\nCode: 7/UBND-VX\nSubject: On sending\nUrgency: urgent'));
    expect(english.fields).toMatchObject({ to: ['H30.01'], number: '7', notation: 'UBND-VX', subject: 'On sending' });
    const plain = documentIn(letter('* gui: H30.01\n* so/ky hieu: 7/UBND-VX\n* trich yeu: abc'));
    expect(plain.fields).toMatchObject({ to: ['H30.01'], number: '7', notation: 'UBND-VX', subject: 'abc' });
    expect([english.missing, plain.missing]).toEqual([[], []]);
  });

  it('says exactly what is missing', () => {
    const request = documentIn(letter('Số: 12'));
    expect(request.missing).toEqual(['to', 'notation']);
    expect(request.proposed).toEqual(['subject']);
    const text = 'From: a@b.vn\nContent-Type: text/plain; charset=utf-8\n\nGửi: H30.01\n';
    expect(documentIn(text).missing).toEqual(['notation', 'subject', 'files']);
  });

  it.each([
    ['Ngày: 31/02/2026', 'date'],
    ['Loại: Thơ', 'type'],
    ['Độ khẩn: rất gấp', 'urgency'],
    ['Số: 1\nSố: 2', 'number'],
    ['Số: / ', 'number'],
  ])('with a value that means nothing names it: %s', (lines, field) => {
    expect(documentIn(letter(`Gửi: H30.01\n${lines}`)).unusable.map((one) => one.field)).toEqual([field]);
  });

  it.each([
    ['văn bản.asice', 'container'],
    ['van-ban.edxml', 'edxml'],
  ])('that describes itself needs no lines: %s', (name, from) => {
    expect(documentIn(letter('Kính gửi', name))).toMatchObject({ metadata: { from, place: '1.2' }, missing: [] });
  });

  it('gives back what was written', () => {
    const name = fc.constantFrom('H30.01', 'H30.05.2', '000.00.12.H30');
    const word = fc.stringMatching(/^[A-Za-zĐđạếờ0-9]{1,12}$/);
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { minLength: 1 }),
        word,
        fc.array(word, { minLength: 1 }),
        (to, notation, words) => {
          const subject = words.join(' ');
          const { fields } = documentIn(letter(`Gửi: ${to.join(', ')}\nKý hiệu: ${notation}\nTrích yếu: ${subject}`));
          expect(fields).toMatchObject({ to, notation: notation.normalize('NFC'), subject: subject.normalize('NFC') });
        },
      ),
    );
  });
});

const report = (type: string, fields: string, note = 'note') =>
  [
    'From: MAILER-DAEMON@mx.example.vn',
    `Content-Type: multipart/report; report-type=x; boundary=b`,
    '',
    `--b\n\n${note}\n--b\nContent-Type: ${type}\n\n${fields}\n--b`,
    'Content-Type: text/rfc822-headers\n\nMessage-ID: <ours@gateway.example.vn>\n--b--',
  ].join('\n');

describe('a delivery report', () => {
  it('says for each recipient what became of the mail', () => {
    const fields = [
      'Reporting-MTA: dns; mx.example.vn\nOriginal-Envelope-Id: delivery-7',
      'Final-Recipient: rfc822; A@example.vn\nOriginal-Recipient: rfc822; b@example.vn\nAction: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 Over quota',
      'Final-Recipient: rfc822; c@example.vn\nAction: delayed\nStatus: 4.4.1\nDiagnostic-Code: smtp; 421 timed out',
      'Final-Recipient: rfc822; d@example.vn\nAction: relayed\nStatus: 2.1.9',
    ].join('\n\n');
    const content = contentOf(report('message/delivery-status', fields));
    expect(content).toMatchObject({
      kind: 'delivery-report',
      form: 'standard',
      original: { envelopeId: 'delivery-7', messageId: 'ours@gateway.example.vn' },
      outcomes: [
        {
          recipient: 'a@example.vn',
          originalRecipient: 'b@example.vn',
          isPermanent: true,
          reason: 'mailbox-full',
          reply: '552',
        },
        { recipient: 'c@example.vn', action: 'delayed', isPermanent: false, reason: 'unreachable' },
        { recipient: 'd@example.vn', action: 'relayed', isPermanent: null, reason: null },
      ],
    });
  });

  it('quoted by a person is none', () => {
    const quoted = 'Final-Recipient: rfc822; a@example.vn\nAction: failed\nStatus: 5.1.1';
    expect(contentOf(reply(quoted)).kind).toBe('unclear-answer');
  });

  it('that a mail was opened is one of its own', () => {
    const fields =
      'Final-Recipient: rfc822; A@example.vn\nOriginal-Message-ID: <m@gateway.example.vn>\nDisposition: manual-action/MDN-sent-manually; displayed';
    expect(contentOf(report('message/disposition-notification', fields))).toEqual({
      kind: 'disposition-notification',
      disposition: 'displayed',
      isManual: true,
      recipient: 'a@example.vn',
      original: { envelopeId: null, messageId: 'm@gateway.example.vn' },
    });
  });
});

describe('what is attached', () => {
  const withPart = (header: string) =>
    documentIn(
      `From: a@b.vn\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nGui: H30.01\n--b\n${header}\n\nx\n--b--`,
    ).files;

  it.each([
    [
      'a signature',
      'Content-Type: application/pkcs7-signature; name=smime.p7s\nContent-Disposition: attachment; filename=smime.p7s',
    ],
    ['an image the text shows', 'Content-Type: image/png; name=quoc-huy.png\nContent-ID: <1@b>'],
  ])('is no file when it is %s', (_, header) => {
    expect(withPart(header)).toEqual([]);
  });

  it('is a file when somebody attached an image', () => {
    const header = 'Content-Type: image/png; name=a.png\nContent-ID: <1@b>\nContent-Disposition: attachment';
    expect(withPart(header)).toEqual(['1.2']);
  });

  it('of two containers none is the document', () => {
    const part =
      'Content-Type: application/octet-stream; name=a.asice\nContent-Disposition: attachment; filename=a.asice';
    const text = `From: a@b.vn\nContent-Type: multipart/mixed; boundary=b\n\n--b\n${part}\n\nx\n--b\n${part}\n\ny\n--b--`;
    expect(documentIn(text).metadata).toEqual({ from: 'several' });
  });
});

describe('a field', () => {
  it('is understood by the name our own mails give it, in both languages', () => {
    const { fields } = documentIn(
      letter('Từ / From: H30.03\nGửi / To: H30.01\nKý hiệu / Notation: A\nTrích yếu / Subject: b'),
    );
    expect(fields).toMatchObject({ from: 'H30.03', to: ['H30.01'], notation: 'A', subject: 'b' });
  });
});
