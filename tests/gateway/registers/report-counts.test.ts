/** The kept figures of the report against the registers counted anew, by statements that share nothing with how they are kept. */
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAgency } from '../../../gateway/agencies/change-agencies.js';
import { checkReport } from '../../../gateway/doctor/check-work.js';
import { declareStatus } from '../../../gateway/documents/declare-status.js';
import { recallDocument } from '../../../gateway/documents/request-changes.js';
import { backup } from '../../../gateway/evidence/backup.js';
import { restore } from '../../../gateway/evidence/restore.js';
import { cancelReservation } from '../../../gateway/registers/correct-entries.js';
import { reportElectronicShare } from '../../../gateway/registers/electronic-share.js';
import { reportExchange } from '../../../gateway/registers/exchange-report.js';
import { foldReportCounts, recountReport } from '../../../gateway/registers/keep-counts.js';
import { enterPaper, reserveNumber } from '../../../gateway/registers/reserve-numbers.js';
import {
  arriveDocument,
  type GatewayFixture,
  metadataOf,
  openGatewayFixture,
  submitDocument,
} from '../../support/gateway-fixture.js';
import { emptyDatabase } from '../../support/test-database.js';

let gateway: GatewayFixture;
const agencies = ['H30.03', 'H30.05', 'H30.07'] as const;
const outsider = 'A30.1';
const year = { from: '2015-01-01', to: '2016-12-31' };

beforeAll(async () => {
  gateway = await openGatewayFixture();
  await addAgency(gateway.ctx, { code: outsider, name: 'Văn phòng Tỉnh ủy' }, 'user:test');
});
afterAll(() => gateway.close());

interface Counted {
  electronic: number;
  both: number;
  paper: number;
}

/** The definition electronic-share 2, written once more: every outgoing entry looked at. */
async function countByHand(agency: string): Promise<Counted> {
  const { rows } = await gateway.ctx.database.query<{ medium: keyof Counted; count: number }>(
    `select case when d.id is null then 'paper' when d.metadata->>'paper' = 'follows' then 'both' else 'electronic' end as medium,
       count(*)::int as count
     from register_entries e left join documents d on d.id = e.document
     where e.book = 'out' and e.state = 'issued' and e.agency = $1
       and coalesce(d.promulgation_date::text, e.entry->>'date') between $2 and $3
       and (d.id is not null or e.entry->>'toStateAgency' = 'true')
       and (d.id is null or d.metadata->'to' @> '"H30.03"' and d.from_agency <> 'H30.03'
         or d.metadata->'to' @> '"H30.05"' and d.from_agency <> 'H30.05' or d.metadata->'to' @> '"H30.07"' and d.from_agency <> 'H30.07')
     group by 1`,
    [agency, year.from, year.to],
  );
  return { electronic: 0, both: 0, paper: 0, ...Object.fromEntries(rows.map((row) => [row.medium, row.count])) };
}

async function reported(ctx = gateway.ctx): Promise<Record<string, Counted>> {
  const { rows } = await reportElectronicShare(ctx, gateway.auditor, year);
  return Object.fromEntries(
    rows.map((row) => [row.key, { electronic: row.electronicOnly, both: row.electronicAndPaper, paper: row.paper }]),
  );
}

let serial = 0;
const day = fc.constantFrom('2015-03-02', '2015-12-31', '2016-01-01', '2016-05-19');
const agency = fc.constantFrom(...agencies);
const act = fc.oneof(
  fc.record({
    kind: fc.constant('send' as const),
    from: agency,
    to: fc.subarray([...agencies, outsider], { minLength: 1 }),
    day,
    paper: fc.constantFrom('none', 'follows'),
    after: fc.constantFrom(...(['nothing', 'arrive', 'accept', 'refuse', 'complete', 'recall', 'agree'] as const)),
  }),
  fc.record({
    kind: fc.constant('paper' as const),
    from: agency,
    day,
    book: fc.constantFrom('out' as const, 'in' as const),
    state: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('reserve' as const), from: agency, after: fc.constantFrom('cancel', 'use', 'keep') }),
  fc.record({ kind: fc.constant('fold' as const) }),
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

type ActOf<Kind extends Act['kind']> = Extract<Act, { kind: Kind }>;

async function perform(one: Act): Promise<void> {
  serial += 1;
  if (one.kind === 'fold') await foldReportCounts(gateway.ctx);
  if (one.kind === 'paper') await enterOnPaper(one);
  if (one.kind === 'reserve') await reserve(one);
  if (one.kind === 'send') await send(one);
}

const enterOnPaper = ({ from, book, day: date, state }: ActOf<'paper'>) =>
  enterPaper(gateway.ctx, gateway.clerk(from), {
    book,
    details: { date, arrivedOn: date, subject: `Giấy ${serial}`, toStateAgency: state },
  });

async function reserve({ from, after }: ActOf<'reserve'>): Promise<void> {
  const clerk = gateway.clerk(from);
  const { id, number } = await reserveNumber(gateway.ctx, clerk, { year: 2016 });
  if (after === 'cancel') await cancelReservation(gateway.ctx, clerk, id, 'Không ban hành');
  const details = { date: '2016-05-19', subject: 'x', toStateAgency: true };
  if (after === 'use') await enterPaper(gateway.ctx, clerk, { book: 'out', number, details });
}

/** The statuses with which each way goes on after the arrival. */
const answers = { arrive: [], accept: ['03'], refuse: ['02'], complete: ['03', '06'], recall: ['03'], agree: ['03'] };

async function send({ from, to, day: date, paper, after }: ActOf<'send'>): Promise<void> {
  const { ctx } = gateway;
  const clerk = gateway.clerk(from);
  const promulgation = { place: 'Vị Thanh', date };
  const { id } = await submitDocument(ctx, clerk, metadataOf({ to, promulgation, paper, subject: `Số ${serial}` }));
  const reader = to.find((code) => code !== from);
  if (after === 'nothing' || reader === undefined) return;
  await arriveDocument(ctx, id, reader);
  const answer = (code: string) => declareStatus(ctx, gateway.clerk(reader), id, { code, reason: 'Lý do' });
  for (const code of answers[after]) await answer(code);
  if (after === 'recall' || after === 'agree') await recallDocument(ctx, clerk, id, { reason: 'Sai nội dung' });
  if (after === 'agree') await answer('15');
}

describe('the kept figures', () => {
  it('are what counting everything gives, whatever happened and however much is folded', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 6 }), async (acts) => {
        for (const one of acts) await perform(one);
        const seen = await reported();
        for (const code of agencies)
          expect(seen[code] ?? { electronic: 0, both: 0, paper: 0 }, code).toEqual(await countByHand(code));
        expect(await checkReport(gateway.ctx)).toMatchObject({ level: 'ok' });
      }),
      { numRuns: 12 },
    );
  }, 120_000);

  it('stay right when many write while others fold', async () => {
    const before = await countByHand('H30.05');
    const write = (n: number) =>
      enterPaper(gateway.ctx, gateway.clerk('H30.05'), {
        book: 'out',
        details: { date: '2016-02-01', subject: `Song song ${n}`, toStateAgency: true },
      });
    await Promise.all([
      ...Array.from({ length: 30 }, (_, n) => write(n)),
      ...Array.from({ length: 10 }, () => foldReportCounts(gateway.ctx)),
    ]);
    expect((await reported())['H30.05']?.paper).toBe(before.paper + 30);
    while (await foldReportCounts(gateway.ctx));
    expect(await countByHand('H30.05')).toEqual((await reported())['H30.05']);
  });

  it('are found by doctor when somebody changed them behind the gateway, and counted anew', async () => {
    const { database } = gateway.ctx;
    const right = await reported();
    await foldReportCounts(gateway.ctx);
    await database.query(`update report_counts set count = count + 7 where measure like 'sent-%'`);
    expect(await reported()).not.toEqual(right);
    expect(await checkReport(gateway.ctx)).toMatchObject({
      level: 'problem',
      whatToDo: expect.stringContaining('congvan recount'),
    });
    expect(await recountReport(gateway.ctx)).toBeGreaterThan(0);
    expect(await reported()).toEqual(right);
    expect(await checkReport(gateway.ctx)).toMatchObject({ level: 'ok' });
  });
});

describe('a gateway restored from a backup', () => {
  it('has the figures of the one it was made from, folded or not', async () => {
    const entry = { date: '2016-02-02', subject: 'Chưa gộp', toStateAgency: true };
    await foldReportCounts(gateway.ctx);
    await enterPaper(gateway.ctx, gateway.clerk('H30.05'), { book: 'out', details: entry });
    const right = await reported();
    const folder = join(gateway.folder, 'backup');
    await backup(gateway.ctx, gateway.databaseUrl, folder);
    const target = await emptyDatabase();
    try {
      await restore({ databaseUrl: target.url, dataFolder: join(gateway.folder, 'restored'), folder });
      const ctx = { ...gateway.ctx, database: target.database };
      expect(await reported(ctx)).toEqual(right);
      expect(await checkReport(ctx)).toMatchObject({ level: 'ok' });
      await enterPaper(ctx, gateway.clerk('H30.05'), { book: 'out', details: entry });
      expect((await reported(ctx))['H30.05']?.paper).toBe((right['H30.05']?.paper ?? 0) + 1);
    } finally {
      await target.drop();
    }
  });
});

describe('the pace', () => {
  const month = '2017-04';
  const at = (text: string) => new Date(`${month}-${text}+07:00`);

  /** Sent at the first time, in the inbox at the second, accepted at the third, completed at the fourth. */
  async function follow(times: readonly (Date | null)[]): Promise<void> {
    const { ctx } = gateway;
    const [sent, arrived, accepted, completed] = times;
    serial += 1;
    gateway.setNow(sent ?? null);
    const promulgation = { place: 'Vị Thanh', date: `${month}-03` };
    const { id } = await submitDocument(
      ctx,
      gateway.clerk('H30.03'),
      metadataOf({ promulgation, subject: `p${serial}` }),
    );
    await ctx.database.query('update documents set dispatch_at = sealed_at where id = $1', [id]);
    gateway.setNow(arrived ?? null);
    if (arrived) await arriveDocument(ctx, id, 'H30.05');
    gateway.setNow(accepted ?? null);
    if (accepted) await declareStatus(ctx, gateway.clerk('H30.05'), id, { code: '03' });
    gateway.setNow(completed ?? null);
    if (completed) await declareStatus(ctx, gateway.clerk('H30.05'), id, { code: '06' });
  }

  it('tells the middle times and who acknowledges on the day of arrival, by days of Vietnam', async () => {
    await follow([at('03T08:00:00'), at('03T08:00:03'), at('03T08:47:03'), at('05T08:00:03')]);
    await follow([at('03T09:00:00'), at('03T09:00:02'), at('03T09:10:02'), null]);
    // Arrived at 23:59 of the 3rd, answered two minutes later on the 4th: in UTC that is one day.
    await follow([at('03T23:58:00'), at('03T23:59:00'), at('04T00:01:00'), at('04T09:59:00')]);
    await follow([at('03T10:00:00'), at('03T10:00:03'), null, null]);
    gateway.setNow(at('10T08:00:00'));
    const query = { from: month, to: month, direction: 'out', agency: 'H30.05' } as const;
    const received = await reportExchange(gateway.ctx, gateway.clerk('H30.05'), query);
    expect(received.pace.acknowledged).toEqual({ sameDay: 2, late: 2, share: 0.5 });
    const within = (seconds: number | null, right: number) =>
      expect(Math.abs((seconds ?? 0) / right - 1)).toBeLessThan(0.03);
    within(received.pace.deliverSeconds, 3);
    within(received.pace.acceptSeconds, 600);
    // Ten hours and two days: the middle lies between them.
    within(received.pace.completeSeconds, 104_400);
    gateway.setNow(null);
  });

  it('does not call late what arrived today', async () => {
    const day = new Date('2017-06-06T08:00:00+07:00');
    gateway.setNow(day);
    const promulgation = { place: '', date: '2017-06-06' };
    const { id } = await submitDocument(
      gateway.ctx,
      gateway.clerk('H30.05'),
      metadataOf({ to: ['H30.07'], promulgation }),
    );
    await arriveDocument(gateway.ctx, id, 'H30.07');
    const query = { from: '2017-06', to: '2017-06', direction: 'out' } as const;
    const acknowledged = async () => (await reportExchange(gateway.ctx, gateway.auditor, query)).pace.acknowledged;
    expect(await acknowledged()).toEqual({ sameDay: 0, late: 0, share: null });
    gateway.setNow(new Date('2017-06-07T08:00:00+07:00'));
    expect(await acknowledged()).toEqual({ sameDay: 0, late: 1, share: 0 });
    gateway.setNow(null);
  });
});
