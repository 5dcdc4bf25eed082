import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAgency } from '../../../gateway/agencies/change-agencies.js';
import {
  actingAgency,
  allScopes,
  principalOf,
  requireScope,
  roleScopes,
  type Scope,
} from '../../../gateway/identity/access.js';
import { authenticate, issueToken, listTokens, revokeToken } from '../../../gateway/identity/tokens.js';
import { type TestContext, testContext } from '../../support/test-context.js';

let test: TestContext;
beforeAll(async () => {
  test = await testContext();
  test.setNow('2026-03-02T01:00:00Z');
  await addAgency(test.ctx, { code: 'H30.03', name: 'Sở Thông tin và Truyền thông' }, 'test');
  await addAgency(test.ctx, { code: 'H30.05', name: 'Sở Tài chính' }, 'test');
});
afterAll(() => test.end());

const request = { name: 'QLVB', scopes: ['documents:read', 'seal'], agencies: ['H30.03'], actor: 'user:1' };

describe('tokens', () => {
  it('are recognised with their scopes and agencies, aliases turned into codes', async () => {
    const { id, token } = await issueToken(test.ctx, { ...request, agencies: ['000.00.03.H30', 'H30.05'] });
    expect(token).toMatch(/^cv_[A-Za-z0-9_-]{43}$/);
    const principal = await authenticate(test.ctx, token);
    expect(principal).toMatchObject({
      actor: `token:${id}`,
      agencies: ['H30.03', 'H30.05'],
      auditor: false,
      operator: false,
    });
    expect([...principal.scopes].sort()).toEqual(['documents:read', 'seal']);
  });

  it('are nowhere in the database', async () => {
    const { token } = await issueToken(test.ctx, request);
    const { rows } = await test.ctx.database.query<{ all: string }>(
      `select (select jsonb_agg(t)::text from tokens t) || (select coalesce(jsonb_agg(e)::text, '') from events e) as all`,
    );
    expect(rows[0]?.all).toContain('QLVB');
    expect(rows[0]?.all).not.toContain(token.slice(3));
    expect(rows[0]?.all).not.toContain(Buffer.from(token).toString('hex'));
  });

  it('that are missing, of another shape, or unknown are refused alike', async () => {
    const guesses = [
      undefined,
      '',
      'cv_',
      'Bearer x',
      `cv_${'A'.repeat(43)}`,
      `cv_${'A'.repeat(4000)}`,
      "cv_' or 1=1 --",
    ];
    for (const guess of guesses)
      await expect(authenticate(test.ctx, guess)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('work until they expire, also when they were used a moment before', async () => {
    test.setNow('2026-03-02T02:00:00Z');
    const { token } = await issueToken(test.ctx, { ...request, expiresAt: new Date('2026-03-02T02:00:01Z') });
    await authenticate(test.ctx, token);
    test.setNow('2026-03-02T02:00:01Z');
    await expect(authenticate(test.ctx, token)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('are refused at once after they were revoked here, by id or by the token itself', async () => {
    const [first, second] = [await issueToken(test.ctx, request), await issueToken(test.ctx, request)];
    await authenticate(test.ctx, first.token);
    await authenticate(test.ctx, second.token);
    await revokeToken(test.ctx, first.id, 'user:1');
    await revokeToken(test.ctx, second.token, 'user:1');
    await revokeToken(test.ctx, first.id, 'user:1');
    for (const { token } of [first, second]) {
      await expect(authenticate(test.ctx, token)).rejects.toMatchObject({ code: 'unauthenticated' });
    }
    const revoked = await test.ctx.database.query(
      `select payload->>'token' as id from events where kind = 'token.revoked' order by id`,
    );
    expect(revoked.rows).toEqual([{ id: first.id }, { id: second.id }]);
    await expect(revokeToken(test.ctx, 'cv_nothing', 'user:1')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('revoked by another process are refused within seconds', async () => {
    test.setNow('2026-03-02T03:00:00Z');
    const { id, token } = await issueToken(test.ctx, request);
    await authenticate(test.ctx, token);
    await test.ctx.database.query('update tokens set revoked_at = now() where id = $1', [id]);
    test.setNow('2026-03-02T03:00:03Z');
    await expect(authenticate(test.ctx, token)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('note their use at most once a minute', async () => {
    const { id, token } = await issueToken(test.ctx, request);
    const lastUse = async () => (await listTokens(test.ctx, 'H30.03')).find((row) => row.id === id)?.last_used_at;
    expect(await lastUse()).toBeNull();
    for (const [now, noted] of [
      ['2026-03-02T04:00:00.000Z', '2026-03-02T04:00:00.000Z'],
      ['2026-03-02T04:00:30.000Z', '2026-03-02T04:00:00.000Z'],
      ['2026-03-02T04:01:30.000Z', '2026-03-02T04:01:30.000Z'],
    ] as const) {
      test.setNow(now);
      await authenticate(test.ctx, token);
      expect(await lastUse()).toBe(noted);
    }
  });

  it('are not issued with an unknown or no scope, for an unknown agency, or with an expiry that is past', async () => {
    const wrong = [
      [{ scopes: ['everything'] }, 'invalid_request'],
      [{ scopes: ['__proto__'] }, 'invalid_request'],
      [{ scopes: [] }, 'invalid_request'],
      [{ agencies: ['H30.03', 'H99'] }, 'unknown_agency'],
      [{ expiresAt: new Date('2020-01-01') }, 'invalid_request'],
    ] as const;
    const before = (await listTokens(test.ctx)).length;
    for (const [change, code] of wrong) {
      await expect(issueToken(test.ctx, { ...request, ...change })).rejects.toMatchObject({ code });
    }
    expect(await listTokens(test.ctx)).toHaveLength(before);
  });
});

describe('access', () => {
  const scoped = (agencies: string[], ...scopes: Scope[]) => principalOf('token:x', scopes, agencies);

  it('needs the very scope and names it when it is missing', () => {
    expect(() => requireScope(scoped([], 'seal'), 'seal')).not.toThrow();
    expect(() => requireScope(scoped([], 'admin'), 'seal')).toThrow(
      expect.objectContaining({ code: 'missing_scope', field: 'seal' }),
    );
  });

  it('takes the only agency, needs to be told which of several, and refuses any other', () => {
    expect(actingAgency(scoped(['A']))).toBe('A');
    expect(actingAgency(scoped(['A', 'B']), 'B')).toBe('B');
    expect(() => actingAgency(scoped(['A', 'B']))).toThrow(
      expect.objectContaining({ code: 'invalid_request', field: 'from' }),
    );
    expect(() => actingAgency(scoped(['A']), 'C')).toThrow(expect.objectContaining({ code: 'wrong_agency' }));
    expect(() => actingAgency(scoped([]))).toThrow(expect.objectContaining({ code: 'wrong_agency' }));
    expect(() => actingAgency(scoped([]), 'A')).toThrow(expect.objectContaining({ code: 'wrong_agency' }));
  });

  it('lets auditors change nothing and operators act for no agency', () => {
    const changing = /write|submit|seal|manage|admin/;
    expect(roleScopes.auditor.filter((scope) => changing.test(scope))).toEqual([]);
    expect(roleScopes.operator.filter((scope) => /documents|seal|status|registers/.test(scope))).toEqual([]);
    expect(principalOf('user:x', roleScopes.auditor, [])).toMatchObject({ auditor: true, operator: false });
    expect(principalOf('user:x', roleScopes.operator, [])).toMatchObject({ auditor: false, operator: true });
    for (const scope of Object.values(roleScopes).flat()) expect(allScopes).toContain(scope);
  });
});
