import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { patchAgency } from '../../../gateway/agencies/change-agencies.js';
import { issueDemonstrationTokens, loadDemonstration } from '../../../gateway/agencies/demonstration.js';
import { expandRecipients } from '../../../gateway/agencies/expand-recipients.js';
import { findAgencies } from '../../../gateway/agencies/find-agencies.js';
import { authenticate } from '../../../gateway/identity/tokens.js';
import { addUser, listUsers } from '../../../gateway/identity/users.js';
import { type TestContext, testContext } from '../../support/test-context.js';

let test: TestContext;
beforeEach(async () => {
  test = await testContext();
});
afterEach(() => test.end());

describe('the demonstration province', () => {
  it('is put into an empty directory once, even when several processes start at once', async () => {
    const made = await Promise.all([1, 2, 3].map(() => loadDemonstration(test.ctx)));
    expect(made.filter((isNew) => isNew)).toHaveLength(1);
    const { agencies } = await findAgencies(test.ctx, { limit: 500 });
    expect(agencies).toHaveLength(31);
    expect(
      agencies.every(
        ({ demonstration, validFrom, validTo }) => demonstration && validFrom === null && validTo === null,
      ),
    ).toBe(true);
    expect(new Set((await listUsers(test.ctx)).map(({ role }) => role)).size).toBe(5);
  });

  it('has groups for departments, districts and communes', async () => {
    await loadDemonstration(test.ctx);
    const count = async (name: string) => (await expandRecipients(test.ctx, [name])).agencies.length;
    expect([await count('so-ban-nganh'), await count('cap-huyen'), await count('cap-xa')]).toEqual([19, 8, 3]);
  });

  it('addresses nobody real: every address lies under .example and none can be changed to another', async () => {
    await loadDemonstration(test.ctx);
    const { agencies } = await findAgencies(test.ctx, { limit: 500 });
    const addresses = [...agencies, ...(await listUsers(test.ctx))].map(({ email }) => email);
    expect(addresses.filter((address) => !address?.endsWith('.example'))).toEqual([]);
    await expect(patchAgency(test.ctx, { code: 'H30.05', email: 'a@gmail.com' }, 'test')).rejects.toMatchObject({
      field: 'email',
    });
    await expect(patchAgency(test.ctx, { code: 'H30.05', email: 'a@xexample' }, 'test')).rejects.toMatchObject({
      field: 'email',
    });
    await patchAgency(test.ctx, { code: 'H30.05', demonstration: false, email: 'a@b.example' }, 'test');
    await expect(patchAgency(test.ctx, { code: 'H30.05', email: 'a@gmail.com' }, 'test')).rejects.toMatchObject({
      field: 'email',
    });
  });

  it('comes with tokens that work', async () => {
    await loadDemonstration(test.ctx);
    const tokens = await issueDemonstrationTokens(test.ctx);
    for (const { token, agencies, key } of tokens) {
      const principal = await authenticate(test.ctx, token);
      expect(principal.agencies).toEqual(agencies);
      expect(principal).toMatchObject({ operator: key === 'operator', auditor: key === 'auditor' });
    }
  });
});

describe('people', () => {
  const clerk = { name: 'Lê A', email: 'a@So.Example', role: 'clerk', agency: '000.00.05.H30', actor: 'user:7' };

  it('are added once per address, to the agency their role needs', async () => {
    await loadDemonstration(test.ctx);
    await addUser(test.ctx, clerk);
    expect((await listUsers(test.ctx)).find(({ name }) => name === 'Lê A')).toMatchObject({
      email: 'a@so.example',
      agency: 'H30.05',
      role: 'clerk',
    });
    await expect(addUser(test.ctx, clerk)).rejects.toMatchObject({ code: 'already_exists' });
    const { rows } = await test.ctx.database.query(`select agencies, payload from events where kind = 'user.added'`);
    const payload = { user: expect.any(String), role: 'clerk', agency: 'H30.05', actor: 'user:7' };
    expect(rows).toEqual([{ agencies: ['H30.05'], payload }]);
  });

  it('are refused with a wrong role, address, name or agency', async () => {
    const wrong = [
      [{ role: 'king' }, 'invalid_request', 'role'],
      [{ email: 'a' }, 'invalid_request', 'email'],
      [{ name: ' ' }, 'invalid_request', 'name'],
      [{ agency: null }, 'invalid_request', 'agency'],
      [{ role: 'auditor' }, 'invalid_request', 'agency'],
      [{ agency: 'H99' }, 'unknown_agency', 'agencies[0]'],
      [{ demonstration: true, email: 'a@gmail.com' }, 'invalid_request', 'email'],
    ] as const;
    for (const [change, code, field] of wrong) {
      await expect(addUser(test.ctx, { ...clerk, ...change })).rejects.toMatchObject({ code, field });
    }
    expect(await listUsers(test.ctx)).toEqual([]);
  });
});
