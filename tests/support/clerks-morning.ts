/** A morning at the Department of Home Affairs (H30.02): what came in and went out, in every state that lists show. */
import { vietnamDay } from '../../gateway/agencies/agency.js';
import { declareStatus } from '../../gateway/documents/declare-status.js';
import { recallDocument } from '../../gateway/documents/request-changes.js';
import { arriveDocument, type GatewayFixture, metadataOf, submitDocument } from './gateway-fixture.js';

export const ownAgency = 'H30.02';

/** A day before or after today, in Vietnam. */
export const dayFromToday = (days: number): string => vietnamDay(new Date(Date.now() + days * 86_400_000));

export interface Letter {
  readonly from: string;
  readonly subject: string;
  readonly urgency?: string;
  readonly dueDate?: string;
  readonly type?: string;
  readonly notation?: string;
}

/** A document in the agency's inbox. @returns its id */
export async function receive(gateway: GatewayFixture, { from, ...letter }: Letter): Promise<string> {
  const { id } = await submitDocument(
    gateway.ctx,
    gateway.clerk(from),
    metadataOf({ to: [ownAgency], notation: 'UBND-VP', ...letter }),
  );
  await arriveDocument(gateway.ctx, id, ownAgency);
  return id;
}

/** A document of the agency to others, where it arrived. */
export async function send(gateway: GatewayFixture, to: readonly string[], subject: string): Promise<string> {
  const metadata = metadataOf({ to: [...to], notation: 'SNV-VP', subject });
  const { id } = await submitDocument(gateway.ctx, gateway.clerk(ownAgency), metadata);
  for (const agency of to) await arriveDocument(gateway.ctx, id, agency);
  return id;
}

/** Ids by what became of them. */
export type Morning = Readonly<
  Record<
    'express' | 'urgent' | 'plain' | 'recalled' | 'accepted' | 'assigned' | 'overdue' | 'refused' | 'failed',
    string
  >
>;

export async function clerksMorning(gateway: GatewayFixture): Promise<Morning> {
  const { ctx } = gateway;
  const own = gateway.clerk(ownAgency);
  const overdue = await receive(gateway, {
    from: 'H30.09',
    subject: 'Báo cáo kết quả tiếp công dân, giải quyết khiếu nại, tố cáo tháng 4 năm 2016',
    type: 'BC',
    notation: 'BC-SXD',
    dueDate: dayFromToday(-2),
  });
  for (const code of ['03', '05']) await declareStatus(ctx, own, overdue, { code });
  const assigned = await receive(gateway, {
    from: 'H30.08',
    subject: 'Thông báo kết luận cuộc họp về sắp xếp tổ chức bộ máy các phòng chuyên môn',
    type: 'TB',
    notation: 'TB-SGTVT',
  });
  await declareStatus(ctx, own, assigned, { code: '03' });
  await declareStatus(ctx, own, assigned, { code: '04', staff: { department: 'Phòng Tổ chức' } });
  const accepted = await receive(gateway, {
    from: 'H30.05',
    subject: 'V/v thẩm định dự toán kinh phí cải cách hành chính 6 tháng cuối năm 2016',
    notation: 'STC-QLNS',
    dueDate: dayFromToday(8),
  });
  await declareStatus(ctx, own, accepted, { code: '03' });
  const plain = await receive(gateway, {
    from: 'H30.03',
    subject: 'Kế hoạch triển khai chứng thư số và gửi, nhận văn bản điện tử giữa các cơ quan nhà nước tỉnh Hậu Giang',
    type: 'KH',
    notation: 'KH-STTTT',
    dueDate: dayFromToday(40),
  });
  const recalled = await receive(gateway, {
    from: 'H30.06',
    subject: 'V/v cử cán bộ tham gia đoàn kiểm tra an toàn thực phẩm đợt 2 năm 2016',
    notation: 'SCT-NVY',
  });
  await recallDocument(ctx, gateway.clerk('H30.06'), recalled, { reason: 'Gửi nhầm bản dự thảo' });
  const urgent = await receive(gateway, {
    from: 'H30.04',
    subject:
      'V/v chuẩn bị các điều kiện phục vụ ngày bầu cử đại biểu Quốc hội khóa XIV và đại biểu Hội đồng nhân dân các cấp',
    notation: 'SKHĐT-TH',
    urgency: 'urgent',
    dueDate: dayFromToday(1),
  });
  const express = await receive(gateway, {
    from: 'H30.01',
    subject: 'Công điện về việc ứng phó hạn hán, xâm nhập mặn trên địa bàn tỉnh',
    type: 'CĐ',
    notation: 'CĐ-UBND',
    urgency: 'express',
    dueDate: dayFromToday(0),
  });
  const refused = await send(gateway, ['H30.05', 'H30.07'], 'V/v bổ sung biên chế năm 2016');
  await declareStatus(ctx, gateway.clerk('H30.05'), refused, { code: '02', reason: 'Thiếu phụ lục 2' });
  const failed = await send(gateway, ['H30.09'], 'V/v cử người dự hội nghị triển khai công tác văn thư');
  await ctx.database.query(
    `update deliveries set state = 'queued', deferrals = 2, reason = 'hộp thư đầy', next_at = now() + interval '20 minutes'
     where document = $1 and kind = 'document'`,
    [failed],
  );
  return { express, urgent, plain, recalled, accepted, assigned, overdue, refused, failed };
}
