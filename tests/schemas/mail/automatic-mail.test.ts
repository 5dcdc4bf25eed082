/** What programs write, what only sounds like it, and people's mails that must not be taken for either. */
import { describe, expect, it } from 'vitest';
import { contentOf, letter, reply, sort } from './written-mails.js';

const subjected = (mail: string, subject: string) => mail.replace(/^Subject: .*$/m, `Subject: ${subject}`);
const withFields = (mail: string, fields: string) => mail.replace(/^Subject:/m, `${fields}Subject:`);
const block = 'Gửi: H30.05\nKý hiệu: STTTT-VP\nTrích yếu: Về việc nghỉ Tết Nguyên đán';

/** As programs write it; nothing is verified when a mail is sorted. */
const signed = (mail: string) => {
  const [, head = '', body = ''] = /^([\s\S]*?)(Content-Type: [\s\S]*)$/.exec(mail) ?? [];
  const signature = 'Content-Type: application/pkcs7-signature; name=smime.p7s\n\nx';
  return `${head}Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=s\n\n--s\n${body}\n--s\n${signature}\n--s--`;
};

describe('what says of itself that a program wrote it', () => {
  it.each([
    ['Auto-Submitted: auto-replied\n', 'auto-submitted'],
    ['Precedence: auto_reply\n', 'precedence'],
    ['Return-Path: <>\n', 'return-path'],
    ['X-Autoreply: yes\n', 'x-autoreply'],
    ['X-Vacation: yes\n', 'x-vacation'],
  ])('is neither acted upon nor answered, whatever is in it: %s', (field, sign) => {
    for (const mail of [
      reply('Tiếp nhận', field),
      signed(reply('Tiếp nhận', field)),
      withFields(letter(block), field),
    ]) {
      const sorted = sort(mail);
      expect(sorted.content).toMatchObject({ kind: 'automatic-reply', isGuessed: false, sign });
      expect(sorted.mayBeAnswered).toBe(false);
    }
  });

  it('may say that a person wrote it', () => {
    expect(sort(reply('Tiếp nhận', 'Auto-Submitted: no\n'))).toMatchObject({
      content: { kind: 'answer' },
      mayBeAnswered: true,
    });
  });
});

describe('a reply that sounds like an absence notice is taken for one', () => {
  it.each([
    'Tôi hiện đang nghỉ phép từ ngày 20 đến hết ngày 30.',
    'Hiện tại tôi đang đi công tác, xin liên hệ văn phòng.',
    'toi se vang mat den thu hai',
    'I am currently out of the office until Monday.',
    "I'm on annual leave.",
    'Tôi đang đi công tác.\nFrom: Cổng Công văn\nTo: Văn thư Sở\nSubject: 12/QĐ-UBND',
  ])('by its text: %s', (text) => {
    expect(contentOf(reply(text))).toMatchObject({ kind: 'automatic-reply', isGuessed: true, isAbsence: true });
  });

  it.each(['Trả lời tự động: 12/QĐ', 'Thông báo nghỉ phép', 'Automatic reply: 12/QĐ', 'Re: Out of office'])(
    'by its subject: %s',
    (subject) => {
      const { content, mayBeAnswered } = sort(subjected(reply('Xin cảm ơn.'), subject));
      expect(content).toMatchObject({ kind: 'automatic-reply', isGuessed: true, isAbsence: true, sign: 'subject' });
      expect(mayBeAnswered).toBe(false);
    },
  );

  it('and not once somebody has vouched for it', () => {
    const mail = subjected(letter('Kính gửi cổng'), 'Thông báo nghỉ phép');
    expect(contentOf(mail).kind).toBe('automatic-reply');
    expect(contentOf(mail, { isVouchedFor: true })).toMatchObject({ kind: 'document', files: ['1.2'] });
  });
});

describe('an answer of a person stays one', () => {
  it.each([
    ['Hoàn thành\nTôi đang đi công tác, văn thư trả lời thay', '06'],
    ['Tiếp nhận\n\nHiện tại tôi đang nghỉ phép, chị Hoa theo dõi tiếp.', '03'],
    ['Từ chối: gửi nhầm\nTôi sẽ vắng mặt đến ngày 30', '02'],
    ['Accepted\nI am out of the office until Monday.', '03'],
  ])('whatever else it tells of: %s', (text, status) => {
    expect(sort(reply(text))).toMatchObject({ content: { kind: 'answer', status }, mayBeAnswered: true });
  });

  it('whatever its subject has become', () => {
    const mail = subjected(reply('Tiếp nhận'), 'Thông báo nghỉ phép');
    expect(contentOf(mail)).toMatchObject({ kind: 'answer', status: '03', soundsAutomatic: true });
    expect(contentOf(reply('Tiếp nhận'))).not.toHaveProperty('soundsAutomatic');
  });

  it.each([
    ['Từ chối\nTôi đang đi công tác nên không xem được phụ lục', 'no-reason'],
    ['Tiếp nhận\nTừ chối: gửi nhầm\nTôi đang đi công tác', 'several'],
    ['Tiếp nhận, hiện tôi đang đi công tác, chị Hoa xử lý', 'goes-on'],
  ])('when its first line is a command that is not clear: %s', (text, why) => {
    expect(contentOf(reply(text))).toMatchObject({ kind: 'unclear-answer', why });
  });

  it('when it is signed as a whole', () => {
    expect(contentOf(signed(reply('Tôi đang đi công tác, tuần sau trả lời.')))).toMatchObject({
      kind: 'unclear-answer',
      why: 'no-command',
    });
  });
});

describe('a document stays one', () => {
  it.each([
    'Thông báo nghỉ Tết Nguyên đán',
    'Thông báo nghị quyết kỳ họp thứ 5',
    'Thông báo nghiệm thu công trình',
    'Thông báo nghỉ phép năm của cán bộ',
    'Thông báo vắng mặt',
    'Absence of the vice chairman',
  ])('under the subject “%s”', (subject) => {
    for (const mail of [letter(block), signed(letter(block))])
      expect(sort(subjected(mail, subject))).toMatchObject({
        content: { kind: 'document', fields: { to: ['H30.05'], notation: 'STTTT-VP' }, missing: [] },
        mayBeAnswered: true,
      });
  });

  it.each(['Thông báo nghỉ Tết', 'Thông báo nghị quyết', 'Thông báo nghiệm thu'])(
    'that says too little is told what is missing, not taken for a notice: %s',
    (subject) => {
      expect(contentOf(subjected(letter('Kính gửi'), subject))).toMatchObject({
        kind: 'document',
        missing: ['to', 'notation'],
      });
    },
  );

  it('when its lines in a reply speak of a journey', () => {
    const lines = 'Gửi: H30.05\nKý hiệu: STTTT-VP\nTrích yếu: Cử cán bộ đi công tác từ ngày 10/8';
    const mail = withFields(letter(lines), 'In-Reply-To: <a@gateway.example.vn>\n');
    expect(contentOf(mail)).toMatchObject({ kind: 'document', fields: { to: ['H30.05'] }, missing: [] });
  });

  it.each(['van-ban.asice', 'van-ban.edxml'])('when it describes itself: %s', (name) => {
    expect(contentOf(subjected(letter('Kính gửi', name), 'Thông báo nghỉ phép')).kind).toBe('document');
  });
});

describe('what a list passes on', () => {
  const fields = [
    'Precedence: bulk\n',
    'Precedence: list\n',
    'List-Id: <x.example>\n',
    'List-Unsubscribe: <mailto:x@x.example>\n',
    'Feedback-ID: 1:x\n',
    'X-Loop: x@x.example\n',
  ];

  it.each(fields)('is understood, and never answered: %s', (field) => {
    const mails = [
      [withFields(letter('Kính gửi', 'van-ban.asice'), field), 'document'],
      [withFields(letter(block), field), 'document'],
      [withFields(signed(letter('Kính gửi')), field), 'document'],
      [reply('Tiếp nhận', field), 'answer'],
    ] as const;
    for (const [mail, kind] of mails) expect(sort(mail)).toMatchObject({ content: { kind }, mayBeAnswered: false });
  });

  it.each(fields)('and shows nothing of a person is left to an operator: %s', (field) => {
    for (const mail of [reply('Cảm ơn anh', field), withFields(letter('Bản tin tuần'), field)])
      expect(contentOf(mail)).toMatchObject({ kind: 'automatic-reply', isGuessed: true, isAbsence: false });
    expect(contentOf(reply('Tôi hiện đang nghỉ phép', field))).toMatchObject({ isGuessed: true, isAbsence: true });
  });
});

describe('a mail without one sender', () => {
  it('is never answered', () => {
    const mail = reply('Tiếp nhận').replace(/^From: .*/, 'From: a@b.vn, c@d.vn');
    expect(sort(mail)).toMatchObject({ sender: null, mayBeAnswered: false, content: { why: 'no-sender' } });
  });
});
