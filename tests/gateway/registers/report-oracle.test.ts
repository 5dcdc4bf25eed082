/**
 * The report on what comes in, by month and by agency, on who answers when and by mail, and why what goes out went on paper: after
 * whatever happened, held against a count of the raw tables by the printed definition (count-again.ts). Outgoing shares:
 * report-counts.test.ts.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportElectronicShare } from '../../../gateway/registers/electronic-share.js';
import { type ExchangeReport, reportExchange } from '../../../gateway/registers/exchange-report.js';
import { foldReportCounts } from '../../../gateway/registers/keep-counts.js';
import type { ShareCounts } from '../../../gateway/registers/share-rows.js';
import type { GatewayFixture } from '../../support/gateway-fixture.js';
import { fillYear } from '../../support/office-year.js';
import { openAnswerRoom } from '../mailbox/answer-room.js';
import { countAgain, countReasonsAgain, type Media, type Medians, type Recount } from './count-again.js';
import { type Answer, Offices, type Paper, type Sending, vietnam } from './office-acts.js';

const agencies = ['H30.01', 'H30.03', 'H30.05'] as const;
const today = '2016-04-20';
const endOfToday = `${today}T23:59`;

let gateway: GatewayFixture;
let offices: Offices;
beforeAll(async () => {
  gateway = await openAnswerRoom();
  offices = new Offices(gateway, endOfToday);
});
afterAll(() => gateway.close());

const mediaOf = ({ electronicOnly, electronicAndPaper, paper }: ShareCounts): Media => ({
  electronicOnly,
  electronicAndPaper,
  paper,
});

/** A report in the shape of the recount, without the medians. */
function toldBy(report: ExchangeReport): Omit<Recount, 'medians'> {
  const withDocuments = report.months.filter(({ denominator }) => denominator > 0);
  const { sameDay, late } = report.pace.acknowledged;
  return {
    months: Object.fromEntries(withDocuments.map((month) => [month.key, mediaOf(month)])),
    agencies: Object.fromEntries(
      report.agencies.map(({ acknowledged, ...line }) => [
        line.key,
        { ...mediaOf(line), sameDay: acknowledged.sameDay, late: acknowledged.late },
      ]),
    ),
    total: mediaOf(report.total),
    answered: { sameDay, late },
    byMail: report.byMail,
  };
}

/** What the report promises: 2.5 %; times under a second count as one. */
function expectClose(told: number | null, right: number | null, what: string): void {
  if (right === null) expect(told, what).toBeNull();
  else
    expect(Math.abs(Math.log((told ?? 0) / Math.max(right, 1))), `${what}: ${told}, not ${right}`).toBeLessThan(0.0251);
}

const expectMedians = ({ pace }: ExchangeReport, medians: Medians, what: string) => {
  expectClose(pace.deliverSeconds, medians.deliver, `${what}, delivered`);
  expectClose(pace.acceptSeconds, medians.accept, `${what}, accepted`);
  expectClose(pace.completeSeconds, medians.complete, `${what}, completed`);
};

const read = (from: string, to: string, agency: string | null) =>
  reportExchange(gateway.ctx, gateway.auditor, { from, to, direction: 'in', ...(agency === null ? {} : { agency }) });

const readForPrograms = async (from: string, to: string, by: 'month' | 'agency') => {
  const query = { from: `${from}-01`, to: `${to}-29`, by, direction: 'in' };
  const { rows } = await reportElectronicShare(gateway.ctx, gateway.auditor, query);
  return Object.fromEntries(rows.map((row) => [row.key, mediaOf(row)]));
};

const definitions = { 'electronic-share-2': 'state', 'all-recipients-1': 'all' } as const;

/** The main reasons of the outgoing report, by either definition, against the recount. */
async function compareReasons(wish: { from: string; to: string; agency: string | null }, what: string): Promise<void> {
  const { ctx, auditor } = gateway;
  for (const shareDefinition of ['electronic-share-2', 'all-recipients-1'] as const) {
    const config = { ...ctx.config, shareDefinition };
    const query = { ...wish, agency: wish.agency ?? undefined, direction: 'out' } as const;
    const { agencies: lines } = await reportExchange({ ...ctx, config }, auditor, query);
    const given = await countReasonsAgain(ctx.database, wish, definitions[shareDefinition]);
    for (const [code, reasons] of Object.entries(given)) {
      const told = lines.find(({ key }) => key === code)?.reason;
      expect(told?.count, `${what}, ${shareDefinition}, ${code}`).toBe(Math.max(...Object.values(reasons)));
      expect(reasons[told?.code ?? '']).toBe(told?.count);
    }
    const silent = lines.filter(({ key }) => given[key] === undefined);
    expect(
      silent.filter(({ reason }) => reason !== null),
      `${what}, ${shareDefinition}`,
    ).toEqual([]);
  }
}

/** The report of a period on a day, for the province or an agency, against the recount. @returns what both say */
async function compare(from: string, to: string, agency: string | null, day = today): Promise<Recount> {
  const what = `${from} to ${to}, ${agency ?? 'everybody'}, read on ${day}`;
  gateway.setNow(vietnam(`${day}T23:59`));
  const report = await read(from, to, agency);
  const counted = await countAgain(gateway.ctx.database, { from, to, agency, today: day });
  const { medians, ...rest } = counted;
  expect(toldBy(report), what).toEqual(rest);
  expectMedians(report, medians, what);
  expect(
    report.agencies.filter(({ reason }) => reason !== null),
    `${what}, reasons`,
  ).toEqual([]);
  await compareReasons({ from, to, agency }, what);
  return counted;
}

const months = ['2016-01', '2016-02', '2016-03', '2016-04'] as const;

async function compareAll(): Promise<Recount> {
  for (const agency of [...agencies, null]) {
    for (const month of months) await compare(month, month, agency);
    await compare('2016-01', '2016-03', agency);
  }
  const all = await compare('2016-01', '2016-04', null);
  expect(await readForPrograms('2016-01', '2016-04', 'month')).toEqual(all.months);
  const lines = Object.entries(all.agencies).map(([key, { sameDay: _same, late: _late, ...media }]) => [key, media]);
  expect(await readForPrograms('2016-01', '2016-04', 'agency')).toEqual(Object.fromEntries(lines));
  return all;
}

const sent = (changes: Partial<Sending>): Sending => ({
  ...{ from: 'H30.03', to: ['H30.05'], at: '2016-02-03T08:00', by: 'api', paper: 'none', takes: 2 },
  ...{ answers: [{ what: 'accept', by: 'api', after: 10 }], asks: [] },
  ...changes,
});
const answered = (what: Answer['what'], after: number, by: Answer['by'] = 'api') => ({
  answers: [{ what, after, by }],
});
const entered = (changes: Partial<Paper>): Paper => ({
  ...{ from: 'H30.05', book: 'in', at: '2016-02-03T10:00', toStateAgency: true, later: 'keep' },
  ...changes,
});

describe('the report on what comes in', () => {
  it('counts a month of an office as its clerk would', async () => {
    await offices.send(sent({}));
    await offices.send(sent({ paper: 'follows', ...answered('complete', 30) }));
    // Arrives at 23:52, accepted a quarter of an hour later: the next day in Vietnam, the same in UTC.
    await offices.send(sent({ at: '2016-02-03T23:50', ...answered('accept', 15, 'link') }));
    await offices.send(sent({ ...answered('refuse', 5) }));
    await offices.send(sent({ ...answered('nothing', 0) }));
    await offices.send(sent({ asks: [{ for: 'recall', answer: 'agreed', after: 10 }] }));
    await offices.send(sent({ asks: [{ for: 'recall', answer: 'refused', after: 10 }], from: 'H30.01' }));
    // Arrived on the last day of the month, accepted on the first of the next: a document of February.
    await offices.send(sent({ at: '2016-02-29T08:00', ...answered('accept', 1_500) }));
    await offices.enter(entered({}));
    await offices.enter(entered({ arrivedOn: '2016-01-29' }));
    await offices.enter(entered({ later: 'cancel' }));
    await offices.enter(entered({ later: { correctTo: '2016-03-01' } }));
    await offices.enter(entered({ book: 'out', reason: 'large' }));
    for (const reason of ['original', 'original'] as const)
      await offices.enter(entered({ book: 'out', toStateAgency: false, reason }));
    // Given back within its day; on the next one, for another one that waits, too.
    await offices.send(sent({ ...answered('nothing', 0), asks: [{ for: 'recall', answer: 'agreed', after: 10 }] }));
    await offices.send(sent({ ...answered('nothing', 0), asks: [{ for: 'replace', answer: 'agreed', after: 1_500 }] }));
    await compareAll();
    const february = await compare('2016-02', '2016-02', 'H30.05');
    expect(february).toMatchObject({
      total: { electronicOnly: 4, electronicAndPaper: 1, paper: 1 },
      answered: { sameDay: 5, late: 5 },
      medians: { deliver: 120, accept: 750, complete: 1_800 },
      byMail: 1,
    });
  });

  it('takes the middle between the two middle times', async () => {
    const march = { at: '2016-03-07T08:00', to: ['H30.01'] };
    await offices.send(sent({ ...march, ...answered('complete', 10) }));
    await offices.send(sent({ ...march, ...answered('complete', 70), takes: 4 }));
    const { medians } = await compare('2016-03', '2016-03', 'H30.01');
    expect(medians).toEqual({ deliver: 180, accept: 2_400, complete: 2_400 });
  });

  it('calls nothing of past months more or less late for what waits since this morning', async () => {
    const before = await compare('2016-01', '2016-03', null);
    await offices.send(sent({ at: `${today}T08:00`, ...answered('nothing', 0) }));
    const { agencies: lines } = await compare('2016-01', '2016-03', null);
    expect(lines).toEqual(before.agencies);
    expect((await compare('2016-04', '2016-04', 'H30.05')).answered).toEqual({ sameDay: 0, late: 0 });
    expect((await compare('2016-04', '2016-04', 'H30.05', '2016-04-21')).answered).toEqual({ sameDay: 0, late: 1 });
  });

  it('knows who answered by reply, by link or sent by mail, each agency once', async () => {
    const april = { at: '2016-04-05T08:00' };
    await offices.send(sent({ ...april, ...answered('accept', 10, 'mail') }));
    await offices.send(sent({ ...april, ...answered('complete', 10, 'link') }));
    await offices.send(sent({ ...april, ...answered('refuse', 10, 'link') }));
    expect((await compare('2016-04', '2016-04', null)).byMail).toBe(1);
    await offices.send(sent({ ...april, by: 'mail' }));
    expect((await compare('2016-04', '2016-04', null)).byMail).toBe(2);
    expect((await compare('2016-04', '2016-04', 'H30.01')).byMail).toBe(0);
  });
});

const day = fc.constantFrom('2016-01-29', '2016-02-29', '2016-03-31', '2016-04-19', today);
const time = fc.tuple(day, fc.constantFrom('06:59', '08:00', '16:50', '23:50')).map(([on, at]) => `${on}T${at}`);
const answer = fc.record({
  what: fc.constantFrom(
    'nothing' as const,
    'nothing' as const,
    'accept' as const,
    'refuse' as const,
    'complete' as const,
  ),
  by: fc.constantFrom('api' as const, 'link' as const, 'mail' as const),
  after: fc.constantFrom(3, 90, 1_500),
});
const asking = fc.record({
  for: fc.constantFrom('recall' as const, 'replace' as const, 'update' as const),
  answer: fc.constantFrom('agreed' as const, 'agreed' as const, 'refused' as const),
  after: fc.constantFrom(5, 5, 1_600),
});
const sending = fc
  .record({
    from: fc.constantFrom(...agencies),
    to: fc.subarray([...agencies], { minLength: 2 }),
    at: time,
    by: fc.constantFrom('api' as const, 'mail' as const),
    paper: fc.constantFrom('none' as const, 'follows' as const),
    takes: fc.constantFrom(1, 20, 500),
    answers: fc.array(answer, { minLength: 1, maxLength: 2 }),
    asks: fc.array(asking, { maxLength: 2 }),
  })
  .map((one) => ({ ...one, to: one.to.filter((code) => code !== one.from) }));
const paper = fc.record({
  from: fc.constantFrom(...agencies),
  book: fc.constantFrom('in' as const, 'out' as const),
  at: time,
  arrivedOn: fc.option(day, { nil: undefined }),
  toStateAgency: fc.boolean(),
  reason: fc.constantFrom(undefined, 'large' as const, 'original' as const, 'other' as const),
  later: fc.oneof(
    fc.constantFrom('keep' as const, 'cancel' as const),
    fc.record({ correctTo: fc.option(day, { nil: null }) }),
  ),
});
const act = fc.oneof(
  { weight: 3, arbitrary: fc.record({ send: sending }) },
  { weight: 2, arbitrary: fc.record({ enter: paper }) },
  { weight: 1, arbitrary: fc.constant('fold' as const) },
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

async function perform(one: Act): Promise<void> {
  if (one === 'fold') await foldReportCounts(gateway.ctx);
  else if ('send' in one) await offices.send(one.send);
  else await offices.enter(one.enter);
}

describe('the kept figures', () => {
  it('are what the raw tables say, in whatever order offices act', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 3, maxLength: 8 }), async (acts) => {
        for (const one of acts) await perform(one);
        await compareAll();
      }),
      { numRuns: 15 },
    );
  }, 120_000);

  it('are right over the months of several offices, folded or not', async () => {
    await fillYear(gateway);
    const before = await compareAll();
    while (await foldReportCounts(gateway.ctx));
    expect(await compareAll()).toEqual(before);
  });
});
