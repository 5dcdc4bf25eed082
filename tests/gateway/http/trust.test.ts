import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roleScopes } from '../../../gateway/identity/access.js';
import { addAnchor } from '../../../gateway/identity/trust.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { newTestAuthority } from '../../support/test-authority.js';

let fixture: HttpFixture;
let auditor: string;

beforeAll(async () => {
  fixture = await openHttpFixture();
  auditor = await fixture.token([], roleScopes.auditor);
});
afterAll(() => fixture.close());

async function trust(query = ''): Promise<{ version: number; anchors: Record<string, string>[]; history: unknown[] }> {
  const response = await fixture.call(`/api/v1/trust${query}`, auditor);
  expect(response.status).toBe(200);
  return response.json() as never;
}

describe('GET /api/v1/trust', () => {
  it('shows anchors, version and history to auditors, also of another time', async () => {
    const before = await trust();
    expect(before).toMatchObject({ version: 1, anchors: [{ certificate: expect.any(String) }], history: [{}] });
    const { root } = await newTestAuthority();
    const at = new Date(Date.now() - 60_000);
    const decision = { actor: 'user:operator', at, reason: 'liên thông' };
    const fingerprint = await addAnchor(fixture.ctx.database, root.certificate, decision);
    const after = await trust();
    expect(after.version).toBe(2);
    expect(after.anchors.find((anchor) => anchor['fingerprint'] === fingerprint)).toMatchObject({
      since: at.toISOString(),
      certificate: root.certificate.toString('base64'),
    });
    expect(after.history[0]).toMatchObject({ version: 2, fingerprint, trusted: true, reason: 'liên thông' });
    const earlier = await trust(`?at=${new Date(at.getTime() - 1000).toISOString()}`);
    expect(earlier).toMatchObject({ version: 1, anchors: before.anchors });
  });

  it('is not for agencies', async () => {
    const response = await fixture.call('/api/v1/trust', await fixture.token(['H30.01']));
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([403, 'missing_scope']);
    expect((await fixture.call('/api/v1/trust', null)).status).toBe(401);
  });

  it('refuses a time that is none', async () => {
    expect((await fixture.call('/api/v1/trust?at=yesterday', auditor)).status).toBe(400);
  });
});
