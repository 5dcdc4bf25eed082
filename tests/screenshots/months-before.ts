/** The months of this year before today, for the books and the report: letters by wire and on paper, more of them by wire from month to month. */
import type { Api, LetterWish } from './api.js';

/** Paper letters in each month, from January on: 90 % is reached on the way. */
const onPaper = [4, 4, 3, 3, 3, 2, 2, 1, 1, 1, 1, 0] as const;
const byWire = 9;

const subjects = [
  'Báo cáo kết quả cải cách hành chính tháng',
  'Triển khai kế hoạch kiểm tra công tác văn thư, lưu trữ',
  'Cử công chức tham gia lớp bồi dưỡng nghiệp vụ',
  'Góp ý dự thảo quy chế phối hợp giữa các cơ quan',
  'Đề nghị cấp chứng thư số cho công chức mới',
] as const;

const reasons = ['large', 'original', 'attachments', 'certificate'] as const;

export interface Writers {
  readonly sender: Api;
  readonly recipient: Api;
  readonly office: Api;
}

const wireLetter = (date: string, place: number, notation: string): LetterWish => ({
  to: [place % 3 === 0 ? 'H30.02' : 'H30.07'],
  notation,
  subject: subjects[place % subjects.length] ?? subjects[0],
  date,
  paper: place === 5 ? 'follows' : 'none',
});

const paperLetter = (date: string, place: number) => ({
  notation: 'STC-NS',
  details: {
    date,
    type: 'Công văn',
    subject: 'Gửi hồ sơ quyết toán kèm bản vẽ hoàn công',
    signer: 'Huỳnh Công Danh',
    recipients: 'Sở Xây dựng',
    toStateAgency: true,
    paperReason: reasons[place % reasons.length],
  },
});

/** @param today YYYY-MM-DD; letters of a month are dated its fifth */
export async function fillMonthsBefore({ sender, recipient, office }: Writers, pdf: Uint8Array, today: string) {
  const [year, month] = today.split('-');
  const writers = [
    [office, 'VP-TH'],
    [recipient, 'STC-TCHC'],
    [sender, 'STTTT-CNTT'],
  ] as const;
  for (let past = 1; past < Number(month); past += 1) {
    const date = `${year}-${String(past).padStart(2, '0')}-05`;
    for (let place = 0; place < byWire; place += 1) {
      const [writer, notation] = writers[place % writers.length] ?? writers[0];
      await writer.send(wireLetter(date, place, notation), pdf);
    }
    for (let place = 0; place < (onPaper[past - 1] ?? 0); place += 1)
      await recipient.post('/registers/out/paper', paperLetter(date, place));
  }
}
