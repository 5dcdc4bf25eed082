import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPassphraseFile, replacePassphraseFile } from '../../../certs/keys/passphrase-file.js';
import { addAgency, patchAgency } from '../../../gateway/agencies/change-agencies.js';
import { getAgency } from '../../../gateway/agencies/find-agencies.js';
import {
  getWebhook,
  removeWebhook,
  resealWebhookSecrets,
  rotateWebhookSecret,
  setWebhook,
} from '../../../gateway/agencies/webhook-settings.js';
import { keyPassphrasePath } from '../../../gateway/config.js';
import { type TestContext, testContext } from '../../support/test-context.js';

let test: TestContext;
beforeEach(async () => {
  test = await testContext();
  test.setNow('2026-05-19T03:00:00Z');
  await addAgency(test.ctx, { code: 'H30.1', name: 'Sở Tài chính' }, 'test');
});
afterEach(() => test.end());

const draft = { agency: '000.00.01.H30', url: 'https://qlvb.so.example/in?x=1#part' };

describe('a webhook', () => {
  it('tells its secret once, keeps it encrypted, and keeps it when the address changes', async () => {
    const secret = await setWebhook(test.ctx, draft, 'test');
    expect(secret).toMatch(/^whsec_[A-Za-z0-9_-]{43}$/);
    expect(await getWebhook(test.ctx, 'H30.1')).toEqual({
      agency: 'H30.1',
      url: 'https://qlvb.so.example/in?x=1',
      payload: 'container',
      secrets: [secret],
    });
    expect(
      await setWebhook(test.ctx, { ...draft, url: 'http://10.0.0.1:8080/', payload: 'notice' }, 'test'),
    ).toBeNull();
    expect(await getWebhook(test.ctx, 'H30.1')).toMatchObject({
      url: 'http://10.0.0.1:8080/',
      payload: 'notice',
      secrets: [secret],
    });
    const { rows } = await test.ctx.database.query<{ all: string }>(
      `select encode(secret, 'escape') || (select jsonb_agg(e)::text from events e) as all from webhooks`,
    );
    expect(rows[0]?.all).not.toContain(secret?.slice(6));
  });

  it('has two good secrets while one is being replaced, then the new one only', async () => {
    const old = await setWebhook(test.ctx, draft, 'test');
    const fresh = await rotateWebhookSecret(test.ctx, 'H30.1', 24, 'test');
    expect((await getWebhook(test.ctx, 'H30.1')).secrets).toEqual([fresh, old]);
    test.setNow('2026-05-20T03:00:01Z');
    expect((await getWebhook(test.ctx, 'H30.1')).secrets).toEqual([fresh]);
  });

  it('keeps its secrets when the passphrase of the keys is changed', async () => {
    const old = await setWebhook(test.ctx, draft, 'test');
    const fresh = await rotateWebhookSecret(test.ctx, 'H30.1', 24, 'test');
    const path = keyPassphrasePath(test.ctx.config);
    await resealWebhookSecrets(test.ctx, await readPassphraseFile(path), 'another passphrase');
    await expect(getWebhook(test.ctx, 'H30.1')).rejects.toMatchObject({ code: 'key_passphrase' });
    await replacePassphraseFile(path, 'another passphrase');
    expect((await getWebhook(test.ctx, 'H30.1')).secrets).toEqual([fresh, old]);
  });

  it('makes its agency reachable by it, and local again when it is taken away; both are told', async () => {
    const channel = async () => (await getAgency(test.ctx, 'H30.1')).channel;
    await setWebhook(test.ctx, draft, 'test');
    expect(await channel()).toBe('webhook');
    await patchAgency(test.ctx, { code: 'H30.1', channel: 'local' }, 'test');
    await patchAgency(test.ctx, { code: 'H30.1', channel: 'webhook' }, 'test');
    expect(await channel()).toBe('webhook');
    await removeWebhook(test.ctx, draft.agency, 'test');
    expect(await channel()).toBe('local');
    await expect(getWebhook(test.ctx, 'H30.1')).rejects.toMatchObject({ code: 'not_found' });
    await expect(removeWebhook(test.ctx, 'H30.1', 'test')).rejects.toMatchObject({ code: 'not_found' });
    const { rows } = await test.ctx.database.query<{ payload: object }>(
      `select payload from events where kind = 'webhook.changed' and agencies = '{H30.1}' order by id`,
    );
    expect(rows.map(({ payload }) => payload)).toMatchObject([
      { channel: 'webhook', url: 'https://qlvb.so.example', actor: 'test' },
      { channel: 'local', removed: true, actor: 'test' },
    ]);
  });

  it('is refused for other schemes, with a password in the address, or for nobody', async () => {
    for (const url of [
      'file:///etc/passwd',
      'gopher://x/',
      'nonsense',
      'https://u:p@so.example/',
      `https://so.example/${'x'.repeat(2000)}`,
    ]) {
      await expect(setWebhook(test.ctx, { ...draft, url }, 'test')).rejects.toMatchObject({
        code: 'invalid_request',
        field: 'url',
      });
    }
    await expect(setWebhook(test.ctx, { ...draft, agency: 'H99' }, 'test')).rejects.toMatchObject({
      code: 'unknown_agency',
    });
    await expect(getWebhook(test.ctx, 'H30.1')).rejects.toMatchObject({ code: 'not_found' });
    await expect(rotateWebhookSecret(test.ctx, 'H30.1', 24, 'test')).rejects.toMatchObject({ code: 'not_found' });
  });
});
