/** The demonstration's documents, sent at a start that may be the second one, or the first of a restored gateway. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { patchAgency } from '../../../gateway/agencies/change-agencies.js';
import { writeGroup } from '../../../gateway/agencies/groups.js';
import { loadSampleDocuments } from '../../../gateway/documents/sample/load-samples.js';
import { sampleLetters } from '../../../gateway/documents/sample/sample-letters.js';
import { type GatewayFixture, openGatewayFixture } from '../../support/gateway-fixture.js';

let gateway: GatewayFixture;
beforeEach(async () => {
  gateway = await openGatewayFixture();
  for (const name of ['so-ban-nganh', 'cap-huyen', 'cap-xa'])
    await writeGroup(gateway.ctx, { name, members: ['H30.03', 'H30.05', 'H30.31'] }, true, 'user:test');
});
afterEach(() => gateway.close());

const count = async () => {
  const { rows } = await gateway.ctx.database.query<{ count: number }>(
    `select count(*)::int as count from documents where state = 'sealed'`,
  );
  return rows[0]?.count;
};

describe('sample documents', () => {
  it('are sent once, however often and on whatever day a gateway starts, also when their keys are forgotten', async () => {
    await loadSampleDocuments(gateway.ctx);
    expect(await count()).toBe(sampleLetters.length);
    gateway.setNow(new Date(Date.now() + 86_400_000));
    await loadSampleDocuments(gateway.ctx);
    await gateway.ctx.database.query('update documents set idempotency_key = null');
    await loadSampleDocuments(gateway.ctx);
    expect(await count()).toBe(sampleLetters.length);
    expect(gateway.logLines.join()).not.toContain('left out');
  });

  it('that cannot be sent, because their key is used or their agency has ended, are left out and nothing else', async () => {
    await loadSampleDocuments(gateway.ctx);
    const [conflicting = '', closed = ''] = sampleLetters.map(({ from }) => from);
    await gateway.ctx.database.query(
      `update documents set subject = 'khác', body_sha256 = '', idempotency_key = nullif(idempotency_key, case when from_agency = $2 then idempotency_key end)
       where from_agency = any ($1)`,
      [[conflicting, closed], closed],
    );
    await patchAgency(gateway.ctx, { code: closed, validTo: '2020-01-01' }, 'user:test');
    await loadSampleDocuments(gateway.ctx);
    expect(await count()).toBe(sampleLetters.length);
    const said = gateway.logLines.filter((line) => line.includes('a sample document is left out'));
    expect(said).toEqual([expect.stringContaining('idempotency_conflict'), expect.stringContaining('agency_closed')]);
  });
});
