/** Documents in many states at once, for tests of the document page: sent by H30.03, received by H30.05 among others. */

import { declareStatus } from '../../gateway/documents/declare-status.js';
import { recallDocument } from '../../gateway/documents/request-changes.js';
import { drawOfficialLetter } from '../../gateway/documents/sample/official-letter.js';
import { recordEvents } from '../../gateway/evidence/events.store.js';
import { sequenceOnce } from '../../gateway/evidence/sequencer.js';
import { advanceProofs } from '../../workers/proofs.js';
import { arriveDocument, type GatewayFixture, metadataOf, submitDocument } from './gateway-fixture.js';
import { publishLists } from './publish-lists.js';

const others = ['H30.01', 'H30.02', 'H30.04', 'H30.06', 'H30.07', 'H30.08', 'H30.10', 'H30.14', 'H30.15'] as const;

export interface DocumentScene {
  /** To ten agencies: one refused it, one could not be reached yet, one not at all, others accepted it. */
  readonly outgoing: string;
  /** Express, to H30.05 alone, which has not accepted it; answers a document H30.05 sent. */
  readonly incoming: string;
  /** What `incoming` answers. */
  readonly answered: string;
  /** Its sender asks to recall it; H30.05 has accepted it. */
  readonly recalled: string;
}

const letter = (subject: string) =>
  drawOfficialLetter({
    above: 'UBND TỈNH HẬU GIANG',
    issuer: 'SỞ THÔNG TIN VÀ TRUYỀN THÔNG',
    place: 'Vị Thanh',
    date: '2016-05-19',
    kind: '',
    notation: 'STTTT-VP',
    subject,
    addressees: ['Các sở, ban, ngành'],
    paragraphs: ['Thực hiện chỉ đạo của Ủy ban nhân dân tỉnh, đề nghị các đơn vị báo cáo trước ngày 25/5/2016./.'],
    signer: { competence: 'KT. GIÁM ĐỐC', position: 'Phó Giám đốc', fullName: 'Nguyễn Văn Minh' },
  });

async function refuseToTake(fixture: GatewayFixture, document: string, agency: string, isOver: boolean): Promise<void> {
  const { database } = fixture.ctx;
  const state = isOver ? 'failed' : 'queued';
  const [code, detail] = isOver
    ? ['mailbox_unknown', '550 5.1.1 no such user']
    : ['mailbox_full', '452 4.2.2 mailbox full'];
  await database.transaction(async (tx) => {
    await tx.query(
      `update deliveries set channel = 'email', state = $3, attempt = 3, deferrals = 3, reason_code = $4, reason = $5,
         next_at = now() + interval '25 minutes' where document = $1 and target = $2`,
      [document, agency, state, code, detail],
    );
    const payload = { kind: 'document', target: agency, channel: 'email', attempt: 3, code, detail };
    const kind = isOver ? 'delivery.failed' : 'delivery.deferred';
    await recordEvents(tx, [{ kind, document, agencies: ['H30.03'], payload }]);
  });
}

export async function buildScene(fixture: GatewayFixture): Promise<DocumentScene> {
  const { ctx, clerk, authority } = fixture;
  await publishLists(ctx, authority);
  const pdf = await letter('V/v phân công trực và báo cáo nhanh trong ngày bầu cử đại biểu Quốc hội khóa XIV');
  const sender = clerk('H30.03');
  const outgoing = await submitDocument(
    ctx,
    sender,
    metadataOf({
      to: ['H30.05', ...others],
      urgency: 'urgent',
      subject: 'V/v phân công trực và báo cáo nhanh trong ngày bầu cử đại biểu Quốc hội khóa XIV, nhiệm kỳ 2016-2021',
      dueDate: '2016-05-25',
      pages: 3,
    }),
    { file: pdf, fileName: '12-STTTT-VP.pdf' },
  );
  for (const agency of ['H30.05', ...others.slice(0, 7)]) await arriveDocument(ctx, outgoing.id, agency);
  const say = (agency: string, code: string, more: object = {}) =>
    declareStatus(ctx, clerk(agency), outgoing.id, { code, staff: { staff: `Lê Ngọc Hân ${agency}` }, ...more });
  for (const agency of others.slice(0, 5)) await say(agency, '03');
  await say('H30.02', '04', { staff: { department: 'Phòng Nội vụ', staff: 'Phan Văn Lộc' } });
  await say('H30.04', '06');
  await say('H30.08', '02', { reason: 'Phụ lục 2 thiếu trang 3, đề nghị gửi lại' });
  await refuseToTake(fixture, outgoing.id, 'H30.14', false);
  await refuseToTake(fixture, outgoing.id, 'H30.15', true);
  const answered = await submitDocument(ctx, clerk('H30.05'), metadataOf({ to: ['H30.03'], notation: 'STC-VP' }));
  await arriveDocument(ctx, answered.id, 'H30.03');
  const incoming = await submitDocument(
    ctx,
    sender,
    metadataOf({
      urgency: 'express',
      subject: 'Công điện về việc ứng phó hạn hán, xâm nhập mặn trên địa bàn tỉnh',
      dueDate: '2016-05-20',
      responseFor: [{ agency: 'H30.05', number: answered.number, notation: 'STC-VP', date: '2016-05-19' }],
    }),
    { file: pdf, fileName: '05-CD-UBND.pdf' },
  );
  await arriveDocument(ctx, incoming.id, 'H30.05');
  const recalled = await submitDocument(
    ctx,
    sender,
    metadataOf({ to: ['H30.05', 'H30.01'], subject: 'V/v báo cáo biên chế công chức' }),
  );
  for (const agency of ['H30.05', 'H30.01']) await arriveDocument(ctx, recalled.id, agency);
  await declareStatus(ctx, clerk('H30.05'), recalled.id, { code: '03' });
  await recallDocument(ctx, sender, recalled.id, { reason: 'Phụ lục 2 thiếu trang 3, sẽ gửi văn bản thay thế' });
  await proveAll(fixture);
  return { outgoing: outgoing.id, incoming: incoming.id, answered: answered.id, recalled: recalled.id };
}

/** Timestamps and revocation data for every seal, and everything in the log. */
async function proveAll({ ctx }: GatewayFixture): Promise<void> {
  for (let step = 0; step < 2; step += 1) {
    await ctx.database.query("update proofs set next_at = now() - interval '1 second'");
    await advanceProofs(ctx);
  }
  await sequenceOnce(ctx);
}
