/** A day of the Department of Information and Communications: what comes in and goes out, in the states a clerk meets. */
import { drawOfficialLetter, type OfficialLetter } from '../../gateway/documents/sample/official-letter.js';
import type { Api, LetterWish, StatusWish } from './api.js';
import type { Writers } from './months-before.js';

export interface DayOfWork {
  /** Sent; one recipient works on it, one refused it, one has it in its mailbox. */
  readonly sent: string;
  /** Came in with the highest urgency, not accepted yet. */
  readonly urgent: string;
}

type Drawn = Omit<OfficialLetter, 'date' | 'notation' | 'subject'>;

const department: Drawn = {
  above: 'UBND TỈNH HẬU GIANG',
  issuer: 'SỞ THÔNG TIN VÀ TRUYỀN THÔNG',
  place: 'Vị Thanh',
  kind: '',
  addressees: ['Văn phòng Ủy ban nhân dân tỉnh', 'Sở Tài chính', 'Sở Y tế'],
  paragraphs: [
    'Thực hiện kế hoạch ứng dụng công nghệ thông tin của tỉnh, Sở Thông tin và Truyền thông mở lớp tập huấn ký số và gửi, nhận văn bản điện tử cho văn thư các cơ quan.',
    'Đề nghị Quý cơ quan cử 02 công chức tham dự và gửi danh sách về Sở trước khi khai giảng 03 ngày./.',
  ],
  signer: { competence: 'KT. GIÁM ĐỐC', position: 'Phó Giám đốc', fullName: 'Phạm Quốc Việt' },
};

const office: Drawn = {
  ...department,
  issuer: 'VĂN PHÒNG',
  addressees: ['Sở Thông tin và Truyền thông', 'Sở Tài chính'],
  paragraphs: [
    'Để kịp thời phục vụ cuộc họp chiều nay của Ủy ban nhân dân tỉnh, Văn phòng đề nghị Quý cơ quan báo cáo nhanh tình hình gửi, nhận văn bản điện tử trong tháng.',
    'Báo cáo gửi về Văn phòng trên cổng trao đổi văn bản điện tử trước 14 giờ 00./.',
  ],
  signer: { competence: 'TL. CHỦ TỊCH', position: 'Chánh Văn phòng', fullName: 'Trần Văn Lộc' },
};

export const courseLetter = (date: string): Promise<Buffer> =>
  drawOfficialLetter({ ...department, date, notation: 'STTTT-CNTT', subject: 'cử công chức tập huấn ký số' });

async function send(writer: Api, drawn: Drawn, wish: LetterWish): Promise<string> {
  const subject = wish.subject.charAt(0).toLocaleLowerCase('vi') + wish.subject.slice(1);
  return writer.send(wish, await drawOfficialLetter({ ...drawn, date: wish.date, notation: wish.notation, subject }));
}

async function answerAll(reader: Api, document: string, statuses: readonly StatusWish[]): Promise<void> {
  for (const status of statuses) await reader.answer(document, status);
}

const dayBefore = (date: string) => new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10);

async function writeOut({ sender, recipient, office: other }: Writers, date: string): Promise<string> {
  const done = await send(sender, department, {
    ...{ to: ['H30.05'], notation: 'STTTT-KH', date },
    subject: 'Dự toán kinh phí duy trì hệ thống văn bản điện tử',
  });
  await answerAll(recipient, done, [{ code: '03' }, { code: '06' }]);
  const taken = await send(sender, department, {
    ...{ to: ['H30.05', 'H30.01'], notation: 'STTTT-VP', date },
    subject: 'Thay đổi thời gian họp tổ công tác',
  });
  await recipient.answer(taken, { code: '03' });
  await sender.post(`/documents/${taken}/recall`, { reason: 'Ghi nhầm thời gian họp; văn bản đúng sẽ gửi sau.' });
  const sent = await send(sender, department, {
    ...{ to: ['H30.05', 'H30.01', 'H30.15'], notation: 'STTTT-CNTT', date },
    subject: 'Cử công chức tập huấn ký số và gửi, nhận văn bản điện tử',
  });
  await answerAll(recipient, sent, [
    { code: '03' },
    { code: '04', staff: { department: 'Văn phòng Sở', staff: 'Nguyễn Hữu Thọ' } },
  ]);
  await other.answer(sent, { code: '02', reason: 'Văn phòng đã cử công chức theo văn bản trước đó của Sở.' });
  return sent;
}

async function comeIn({ sender, recipient, office: other }: Writers, date: string): Promise<string> {
  const late = await send(recipient, department, {
    ...{ to: ['H30.03'], notation: 'STC-HCSN', date, dueDate: dayBefore(date) },
    subject: 'Bổ sung hồ sơ quyết toán kinh phí công nghệ thông tin',
  });
  await sender.answer(late, { code: '03' });
  const back = await send(recipient, department, {
    ...{ to: ['H30.03'], notation: 'STC-TCHC', date },
    subject: 'Kế hoạch kiểm kê tài sản công cuối năm',
  });
  await answerAll(sender, back, [
    { code: '03' },
    { code: '04', staff: { department: 'Văn phòng', staff: 'Võ Minh Tâm' } },
  ]);
  await recipient.post(`/documents/${back}/recall`, { reason: 'Gửi thiếu phụ lục kèm theo.' });
  return send(other, office, {
    ...{ to: ['H30.03', 'H30.05'], notation: 'VP-TH', date, dueDate: date, urgency: 'express' },
    subject: 'Báo cáo nhanh tình hình gửi, nhận văn bản điện tử',
  });
}

/** @param date YYYY-MM-DD, today in Vietnam */
export async function workADay(writers: Writers, date: string): Promise<DayOfWork> {
  const sent = await writeOut(writers, date);
  return { sent, urgent: await comeIn(writers, date) };
}
