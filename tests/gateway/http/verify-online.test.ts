import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VerificationReport } from '../../../certs/verdict/report.js';
import { addAnchor } from '../../../gateway/identity/trust.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { type OnlineAuthority, openOnlineAuthority } from '../../support/online-authority.js';
import { sealedText } from '../../support/sealed-text.js';

let online: OnlineAuthority;
let fixture: HttpFixture;

beforeAll(async () => {
  [online, fixture] = await Promise.all([
    openOnlineAuthority(),
    openHttpFixture({ config: { fetchAllow: ['127.0.0.1'] } }),
  ]);
  await addAnchor(fixture.ctx.database, online.authority.root.certificate, { actor: 'user:test', at: new Date() });
});
afterAll(() => Promise.all([online.close(), fixture.close()]));

async function verify(file: Buffer): Promise<VerificationReport> {
  const response = await fixture.call('/api/v1/verifications', null, { method: 'POST', body: new Uint8Array(file) });
  expect(response.status).toBe(200);
  return (await response.json()) as VerificationReport;
}

describe('POST /api/v1/verifications', () => {
  it('fetches what is missing once, and uses it again for the next file of the same seal', async () => {
    const first = await verify(await sealedText(online.signer, 'một'));
    expect([first.indication, first.problems]).toEqual(['TOTAL-PASSED', []]);
    const asked = online.web.asked.length;
    await online.responder.stop();
    expect((await verify(await sealedText(online.signer, 'hai'))).indication).toBe('TOTAL-PASSED');
    expect(online.web.asked).toHaveLength(asked);
  });
});
