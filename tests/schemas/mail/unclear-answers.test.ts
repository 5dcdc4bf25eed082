/** Replies that answer twice, that only seem to, and that nobody can read. */
import { describe, expect, it } from 'vitest';
import { contentOf, reply } from './written-mails.js';

describe('an answer that contradicts itself is none', () => {
  it.each([
    'Tiếp nhận\nTừ chối: sai thẩm quyền',
    'Tiếp nhận\n\nTừ chối',
    'Tiếp nhận\nTừ chối - sai thẩm quyền',
    'Tiếp nhận\nTừ chối, gửi nhầm',
    'Tiếp nhận\nTừ chối vì sai thẩm quyền',
    'Tiếp nhận\nChúng tôi từ chối tiếp nhận do gửi nhầm.',
    'tiep nhan\ntu choi: sai tham quyen',
    'Từ chối: sai thẩm quyền\nTiếp nhận',
    'Từ chối: sai thẩm quyền\nTiếp nhận: theo chỉ đạo mới',
    'Từ chối\nLý do: gửi nhầm\nHoàn thành.',
    'Hoàn thành\nTiếp nhận',
    'Hoàn thành\nKính gửi Quý cơ quan\n- Từ chối: gửi nhầm',
    'Accepted\nRefused: wrong agency',
    'Accepted\nRejected because it is not ours',
  ])('%s', (text) => {
    expect(contentOf(reply(text))).toMatchObject({ kind: 'unclear-answer', why: 'several' });
  });
});

describe('an answer is not contradicted by', () => {
  it.each([
    ['the same once more', 'Tiếp nhận\nĐã tiếp nhận văn bản', '03'],
    ['the same refusal once more', 'Từ chối: gửi nhầm\nTừ chối: sai thẩm quyền', '02'],
    ['prose with its words', 'Tiếp nhận\nNếu quá hạn, Sở sẽ từ chối: mong thông cảm', '03'],
    ['prose that begins with its words', 'Tiếp nhận\nHoàn thành trước ngày 30 tháng này.', '03'],
    ['prose that begins with a refusal', 'Tiếp nhận\nTừ chối hay không thì tuần sau báo', '03'],
    ['who takes part', 'Hoàn thành\nTiếp nhận và Trả kết quả: Nguyễn Thị Hoa', '06'],
    ['what is quoted', 'Tiếp nhận\n> Từ chối: lý do', '03'],
    ['what stands below', 'Tiếp nhận\n\nVào Th 2, 23 thg 11, 2026 Cổng <a@b.vn> đã viết:\nTừ chối: lý do', '03'],
    ['what stands in a signature', 'Tiếp nhận\n-- \nTừ chối: sai', '03'],
    [
      'a reason that goes on in the next line',
      'Từ chối: văn bản này không thuộc thẩm quyền của Sở, đề nghị gửi cơ quan khác\ntiếp nhận.',
      '02',
    ],
  ])('%s', (_, text, status) => {
    expect(contentOf(reply(text))).toMatchObject({ kind: 'answer', status });
  });
});

describe('a reply nobody here can read says so', () => {
  const body = (type: string) => reply('MIAGCSqGSIb3DQEHA6CA').replace('text/plain; charset=utf-8', type);
  const pgp =
    'multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream\n\nx\n--b--';

  it.each([
    'application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m',
    'application/x-pkcs7-mime; smime-type=enveloped-data; name=smime.p7m',
    'application/pkcs7-mime; smime-type=authEnveloped-data; name=smime.p7m',
    pgp,
  ])('%s', (type) => {
    expect(contentOf(body(type))).toMatchObject({ kind: 'unclear-answer', why: 'encrypted', line: '' });
  });

  it.each([
    ['enveloped', 'MIAGCSqGSIb3DQEHA6CA'],
    ['enveloped and authenticated', 'MIAGCyqGSIb3DQEJEAEXoIA='],
  ])('also when its program does not name the kind: %s', (_, cms) => {
    const mail = reply(cms, 'Content-Transfer-Encoding: base64\n');
    const unnamed = mail.replace('text/plain; charset=utf-8', 'application/pkcs7-mime; name=smime.p7m');
    expect(contentOf(unnamed)).toMatchObject({ kind: 'unclear-answer', why: 'encrypted' });
  });

  it('and one that holds only quoted text says that', () => {
    expect(contentOf(reply('> Tiếp nhận'))).toMatchObject({ why: 'empty' });
  });
});
