/** Why documents went on paper is told of the documents a share counts, of no others. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ExchangeReport, reportExchange } from '../../../gateway/registers/exchange-report.js';
import type { PaperReason } from '../../../gateway/registers/paper-reasons.js';
import { reportTables } from '../../../gateway/registers/report-tables.js';
import type { Direction, ShareDefinitionId } from '../../../gateway/registers/share-definitions.js';
import { type GatewayFixture, openGatewayFixture } from '../../support/gateway-fixture.js';
import { Offices, type Paper } from './office-acts.js';

let gateway: GatewayFixture;
const letter = (toStateAgency: boolean, reason: PaperReason, changes: Partial<Paper> = {}): Paper => ({
  ...{ from: 'H30.05', book: 'out', at: '2017-03-06T09:00', toStateAgency, reason, later: 'keep' },
  ...changes,
});

beforeAll(async () => {
  gateway = await openGatewayFixture();
  const offices = new Offices(gateway, '2017-12-31T23:59');
  for (const one of [
    letter(true, 'large'),
    letter(false, 'original'),
    letter(false, 'original'),
    letter(true, 'original', { later: 'cancel' }),
    letter(false, 'equipment', { from: 'H30.07' }),
    letter(false, 'certificate', { book: 'in' }),
  ])
    await offices.enter(one);
});
afterAll(() => gateway.close());

function read(shareDefinition: ShareDefinitionId, direction: Direction = 'out'): Promise<ExchangeReport> {
  const ctx = { ...gateway.ctx, config: { ...gateway.ctx.config, shareDefinition } };
  return reportExchange(ctx, gateway.auditor, { from: '2017-03', to: '2017-03', direction });
}

const reasonsIn = ({ agencies }: ExchangeReport) =>
  Object.fromEntries(agencies.map(({ key, paper, reason }) => [key, { paper, reason }]));

describe('the main reason for paper', () => {
  it('is that of the letters to state agencies where only those count', async () => {
    expect(reasonsIn(await read('electronic-share-2'))).toEqual({
      'H30.05': { paper: 1, reason: { code: 'large', count: 1 } },
    });
  });

  it('is that of all letters where all count', async () => {
    expect(reasonsIn(await read('all-recipients-1'))).toEqual({
      'H30.05': { paper: 3, reason: { code: 'original', count: 2 } },
      'H30.07': { paper: 1, reason: { code: 'equipment', count: 1 } },
    });
  });

  it('is none of what comes in, and its table has no column for one', async () => {
    const incoming = await read('electronic-share-2', 'in');
    expect(reasonsIn(incoming)).toEqual({ 'H30.05': { paper: 1, reason: null } });
    expect(reportTables(incoming, null).flat()).not.toContain('Lý do chính');
    const outgoing = reportTables(await read('electronic-share-2'), null);
    expect(outgoing.flat()).toEqual(expect.arrayContaining(['Lý do chính', 'Bản vẽ, bản đồ khổ lớn: 1']));
  });
});
