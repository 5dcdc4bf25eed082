import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findAgencies, getAgency } from '../../../gateway/agencies/find-agencies.js';
import { exportAgencies, importAgencies } from '../../../gateway/agencies/import-agencies.js';
import { setWebhook } from '../../../gateway/agencies/webhook-settings.js';
import { type TestContext, testContext } from '../../support/test-context.js';

let test: TestContext;
beforeEach(async () => {
  test = await testContext();
});
afterEach(() => test.end());

const take = (text: string) => importAgencies(test.ctx, Buffer.from(text), 'test');

const directory = [
  'code,name,parent,email,channel,numbering,valid_from,valid_to,successor,aliases,pdf_policy,mail_protection,mail_policy',
  'H30,Ủy ban nhân dân tỉnh,,vanthu@ubnd.example,local,gateway,,,,000.00.00.H30 OLD[..2020-12-31],warn,signed,signed',
  'H30.1,"Sở Văn hóa, Thể thao",H30,,local,agency,2016-01-01,2025-06-30,H30,,refuse,encrypted,signed',
  '',
].join('\r\n');

describe('a directory as a CSV file', () => {
  it('is taken in with children before parents and comes out as it went in', async () => {
    const [heading = '', first = '', second = ''] = directory.split('\r\n');
    expect(await take([heading, second, first].join('\n'))).toBe(2);
    expect(await exportAgencies(test.ctx)).toBe(directory);
    expect(await take(directory)).toBe(2);
    expect(await exportAgencies(test.ctx)).toBe(directory);
  });

  it('changes what its columns say and nothing else; an empty cell clears', async () => {
    await take(directory);
    await setWebhook(test.ctx, { agency: 'H30.1', url: 'https://qlvb.so.example/in' }, 'test');
    await take('code,email\nH30,\nH30.1,vanthu@so.example');
    expect(await getAgency(test.ctx, 'H30')).toMatchObject({ email: null, name: 'Ủy ban nhân dân tỉnh' });
    expect(await getAgency(test.ctx, 'H30.1')).toMatchObject({
      email: 'vanthu@so.example',
      channel: 'webhook',
      successor: 'H30',
    });
  });

  it('comes out with webhooks and goes in where they are set; where they are not, it says what to do', async () => {
    await take(directory);
    const withWebhook = directory.replace('local,agency', 'webhook,agency');
    await expect(take(withWebhook)).rejects.toMatchObject({
      detail: expect.stringMatching(/^row 2 \(H30\.1\), channel: .*congvan webhook set/),
    });
    await setWebhook(test.ctx, { agency: 'H30.1', url: 'https://qlvb.so.example/in' }, 'test');
    expect(await exportAgencies(test.ctx)).toBe(withWebhook);
    expect(await take(withWebhook)).toBe(2);
  });

  it('with faults writes nothing and names every wrong row at once', async () => {
    await take(directory);
    const before = await exportAgencies(test.ctx);
    const wrong = take(
      'code,name,parent,email,channel\nH30.2,Sở Y tế,H30,,local\nH30.3,,H99,nobody,fax\nH30.2,Sở Y tế,,,\n,x,,,',
    );
    await expect(wrong).rejects.toMatchObject({ code: 'invalid_request' });
    const { detail } = (await wrong.catch((error) => error)) as { detail: string };
    for (const part of [
      'row 2 (H30.3), name',
      'row 2 (H30.3), parent',
      'row 2 (H30.3), email',
      'row 2 (H30.3), channel',
      'row 3 (H30.2), code',
      'row 4 ()',
    ]) {
      expect(detail).toContain(part);
    }
    expect(detail).not.toContain('row 1');
    expect(await exportAgencies(test.ctx)).toBe(before);
  });

  it('lets only an agency with an address confirm by mail', async () => {
    await take('code,name,email,mail_policy\nH30,Ủy ban,vanthu@ubnd.example,confirmed');
    expect(await getAgency(test.ctx, 'H30')).toMatchObject({ mailPolicy: 'confirmed' });
    for (const row of ['H30.1,Sở,,confirmed', 'H30.1,Sở,a@so.example,anybody'])
      await expect(take(`code,name,email,mail_policy\n${row}`)).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('with a column nobody knows, or without codes, is refused', async () => {
    await expect(take('code,nmae\nH30,x')).rejects.toMatchObject({
      field: 'heading',
      detail: expect.stringContaining('"nmae"'),
    });
    await expect(take('name\nx')).rejects.toMatchObject({ field: 'heading' });
    await expect(take('')).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('takes 20,000 units in a few seconds', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `H30.${i},Đơn vị số ${i},${i === 0 ? '' : 'H30.0'}`);
    const start = Date.now();
    expect(await take(`code,name,parent\n${rows.join('\n')}`)).toBe(20_000);
    expect(Date.now() - start).toBeLessThan(20_000);
    expect((await findAgencies(test.ctx, { q: 'don vi so 19999' })).agencies).toHaveLength(1);
  });
});
