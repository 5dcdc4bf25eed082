/** What everybody may read tells nothing of single documents: nobody small stands alone, and nothing follows from a difference. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leastDocuments, reportPublicly } from '../../../gateway/registers/public-report.js';
import { type GatewayFixture, openGatewayFixture } from '../../support/gateway-fixture.js';

let gateway: GatewayFixture;
beforeAll(async () => {
  gateway = await openGatewayFixture();
});
afterAll(() => gateway.close());

/** Paper and electronic documents of agencies in a month, as the kept figures have them. */
async function count(month: string, documents: Readonly<Record<string, readonly [electronic: number, paper: number]>>) {
  for (const [agency, [electronic, paper]] of Object.entries(documents))
    for (const [measure, number] of [
      ['sent-electronic-state', electronic],
      ['sent-paper-state', paper],
    ] as const)
      await gateway.ctx.database.query(`insert into report_counts values ($1, $2, $3, 0, $4)`, [
        agency,
        `${month}-05`,
        measure,
        number,
      ]);
}

const read = (month: string) => reportPublicly(gateway.ctx, { from: month, to: month });

describe('the public report', () => {
  it('puts agencies with few documents together', async () => {
    await count('2001-01', { 'H30.03': [90, 10], 'H30.05': [8, 3], 'H30.07': [12, 4] });
    const { agencies, others, total } = await read('2001-01');
    expect(agencies.map(({ key }) => key)).toEqual(['H30.03']);
    expect(others).toMatchObject({ agencies: 2, denominator: 27, numerator: 20 });
    expect(total.denominator).toBe(127);
  });

  it('hides a further one where a single small agency would follow from the difference', async () => {
    await count('2002-01', { 'H30.03': [90, 10], 'H30.05': [1, 0], 'H30.07': [30, 10] });
    const { agencies, others } = await read('2002-01');
    expect(agencies.map(({ key }) => key)).toEqual(['H30.03']);
    expect(others).toMatchObject({ agencies: 2, denominator: 41 });
  });

  it('hides further ones until those together are many documents', async () => {
    await count('2003-01', { 'H30.03': [90, 10], 'H30.05': [1, 0], 'H30.07': [2, 0], 'H30.09': [20, 0] });
    const { agencies, others } = await read('2003-01');
    expect(agencies.map(({ key }) => key)).toEqual(['H30.03']);
    expect(others).toMatchObject({ agencies: 3, denominator: 23 });
  });

  it('says nothing of a month with few documents, nor of few documents at all', async () => {
    await count('2004-01', { 'H30.03': [leastDocuments - 1, 0] });
    const few = await read('2004-01');
    expect(few).toMatchObject({ current: null, pace: null, agencies: [], others: null, total: { denominator: 0 } });
    expect(few.months).toMatchObject([{ denominator: 0, share: null }]);
    await count('2004-01', { 'H30.05': [1, 0] });
    expect((await read('2004-01')).current).toMatchObject({ key: '2004-01', denominator: leastDocuments });
  });
});
