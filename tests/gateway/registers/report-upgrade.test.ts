/** A gateway that counted by migration 0027 has the right figures once migration 0039 was applied, whatever was folded before. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkReport } from '../../../gateway/doctor/check-work.js';
import { reportExchange } from '../../../gateway/registers/exchange-report.js';
import { recountReport } from '../../../gateway/registers/keep-counts.js';
import { type GatewayFixture, openGatewayFixture } from '../../support/gateway-fixture.js';
import { Offices, type Paper, type Sending, vietnam } from './office-acts.js';

let gateway: GatewayFixture;
let offices: Offices;
beforeAll(async () => {
  gateway = await openGatewayFixture();
  offices = new Offices(gateway, '2017-12-31T23:59');
});
afterAll(() => gateway.close());

const sqlOf = (name: string) =>
  readFileSync(new URL(`../../../gateway/database/migrations/${name}.sql`, import.meta.url), 'utf8');

const recalled = (after: number): Sending => ({
  ...{ from: 'H30.03', to: ['H30.05'], at: '2017-03-06T09:00', by: 'api', paper: 'none', takes: 1 },
  ...{ answers: [{ what: 'nothing', by: 'api', after: 0 }], asks: [{ for: 'recall', answer: 'agreed', after }] },
});
const letter = (toStateAgency: boolean): Paper => ({
  ...{ from: 'H30.05', book: 'out', at: '2017-03-06T09:00', toStateAgency, later: 'keep' },
  reason: toStateAgency ? 'large' : 'original',
});

async function act(): Promise<void> {
  await offices.send(recalled(5));
  await offices.send(recalled(1_440));
  for (const toStateAgency of [true, false, false]) await offices.enter(letter(toStateAgency));
}

async function told() {
  gateway.setNow(vietnam('2017-03-20T09:00'));
  const query = { from: '2017-03', to: '2017-03', direction: 'out', agency: 'H30.05' } as const;
  const [line] = (await reportExchange(gateway.ctx, gateway.auditor, query)).agencies;
  return { late: line?.acknowledged.late, reason: line?.reason };
}

/** The functions as 0027 has them, and every count by them. */
async function countAsBefore(): Promise<void> {
  const before = sqlOf('0027_report_counts').match(/create function counts_of_(entry|status)[\s\S]*?\$\$;/g) ?? [];
  expect(before).toHaveLength(2);
  for (const one of before) await gateway.ctx.database.query(one.replace('create', 'create or replace'));
  await recountReport(gateway.ctx);
}

it('counts given back and reasons right after the upgrade, what is not folded, too', async () => {
  await act();
  await countAsBefore();
  await act();
  expect(await told()).toEqual({ late: 4, reason: null });
  await gateway.ctx.database.transaction((tx) => tx.query(sqlOf('0039_given_back_and_reasons')));
  expect(await told()).toEqual({ late: 2, reason: { code: 'large', count: 2 } });
  expect(await checkReport(gateway.ctx)).toMatchObject({ level: 'ok' });
});
