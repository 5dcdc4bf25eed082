/** A year of some offices: documents sent, answered, recalled; paper entered; numbers reserved and cancelled. For pages of books and report. */
import { declareStatus } from '../../gateway/documents/declare-status.js';
import { cancelEntry } from '../../gateway/registers/correct-entries.js';
import { enterPaper, reserveNumber } from '../../gateway/registers/reserve-numbers.js';
import { arriveDocument, type GatewayFixture, metadataOf, submitDocument } from './gateway-fixture.js';

export const hostile = `=HYPERLINK("http://evil.example","x")<img src=x onerror=alert(1)>`;

const subjects = [
  'V/v đôn đốc báo cáo công tác cải cách hành chính tháng 5 năm 2016',
  'V/v điều chỉnh khu vực bỏ phiếu số 07, xã Thuận Hưng, huyện Long Mỹ',
  'V/v phân công trực và báo cáo nhanh trong ngày bầu cử đại biểu Quốc hội khóa XIV, nhiệm kỳ 2016-2021',
] as const;

/** Fills the months up to May 2016 for H30.03 and H30.07, who write to H30.05; the clock is left at 19/05/2016. */
export async function fillYear(gateway: GatewayFixture): Promise<void> {
  const { ctx } = gateway;
  for (let month = 1; month <= 5; month += 1) {
    const date = `2016-0${month}-12`;
    gateway.setNow(new Date(`${date}T09:42:00+07:00`));
    for (let n = 0; n < month + 2; n += 1) await sendOne(gateway, month, n, date);
    for (let n = 0; n < 6 - month; n += 1)
      await enterPaper(ctx, gateway.clerk('H30.07'), {
        book: 'out',
        notation: 'QĐ-STC',
        details: {
          ...{ date, type: 'Quyết định', subject: `Về bản đồ hiện trạng số ${n + 1}`, signer: 'Trần Quốc Tuấn' },
          ...{ recipients: 'Sở Xây dựng', unit: 'P. Tổ chức', copies: 4, forwardedOn: date, receivedBy: 'Đỗ Thị Lan' },
          ...{ toStateAgency: true, paperReason: n === 0 ? 'equipment' : 'large' },
        },
      });
  }
  gateway.setNow(new Date('2016-05-19T09:42:00+07:00'));
  await strange(gateway);
}

async function sendOne(gateway: GatewayFixture, month: number, n: number, date: string): Promise<void> {
  const from = n % 2 === 0 ? 'H30.03' : 'H30.07';
  const wish = metadataOf({
    ...{ to: ['H30.05', ...(n % 3 === 0 ? ['H30.01', 'H30.02'] : [])], notation: n % 2 === 0 ? 'SNV-CCHC' : 'STC-VP' },
    ...{ subject: `${subjects[n % subjects.length]} (${month}.${n})`, promulgation: { place: 'Vị Thanh', date } },
    ...{ paper: n === 1 ? 'follows' : 'none', dueDate: '2016-06-01' },
  });
  const { id } = await submitDocument(gateway.ctx, gateway.clerk(from), wish);
  await arriveDocument(gateway.ctx, id, 'H30.05');
  if (n % 4 !== 3) await declareStatus(gateway.ctx, gateway.clerk('H30.05'), id, { code: '03' });
  if (n % 4 === 0) await declareStatus(gateway.ctx, gateway.clerk('H30.05'), id, { code: '06' });
}

/** A number cancelled, one reserved, and a paper document with hostile texts. */
async function strange(gateway: GatewayFixture): Promise<void> {
  const clerk = gateway.clerk('H30.03');
  const given = await reserveNumber(gateway.ctx, clerk, { notation: 'QĐ-SNV' });
  await cancelEntry(gateway.ctx, clerk, given.id, 'trùng nội dung với số 03');
  await reserveNumber(gateway.ctx, clerk, { notation: 'QĐ-SNV', note: 'Quyết định chờ ký' });
  const details = {
    date: '2016-05-18',
    subject: hostile,
    signer: '+1',
    recipients: '@SUM(A1)',
    unit: '-1',
    note: '\t=1\u0001',
  };
  await enterPaper(gateway.ctx, clerk, { book: 'out', notation: 'BC-SNV', details });
}
