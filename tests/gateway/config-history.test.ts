/** What a process was started with before, and what differs now: told as an event, secrets never. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Config } from '../../gateway/config.js';
import { changesBetween, noteSettings } from '../../gateway/config-history.js';
import { BrowserSession } from '../support/browser-session.js';
import { type HttpFixture, openHttpFixture } from '../support/http-fixture.js';
import { newestEvent } from '../support/operator-room.js';
import { addPerson, goodPassword } from '../support/people.js';

let gateway: HttpFixture;
beforeAll(async () => {
  gateway = await openHttpFixture();
});
afterAll(() => gateway.close());

const start = (settings: Partial<Config>, kind: 'web' | 'workers' = 'web') =>
  noteSettings({ ...gateway.ctx, config: { ...gateway.ctx.config, ...settings } }, kind, 'cli:vanhanh');

it('the first start of each kind of process tells nothing, nor does one with the same settings', async () => {
  for (const kind of ['web', 'workers'] as const) {
    expect(await start({}, kind)).toEqual([]);
    expect(await start({}, kind)).toEqual([]);
  }
  expect(await newestEvent(gateway, 'settings.changed')).toBeUndefined();
});

it('a start with others says which, from what to what, and by whom, on the operator’s page, too', async () => {
  await start({});
  const scanSeconds = gateway.ctx.config.scanSeconds;
  const told = [
    'CONGVAN_MAIL_FROM: — → congvan@haugiang.example',
    `CONGVAN_SCAN_SECONDS: ${scanSeconds} → 7`,
    'CONGVAN_SMTP_URL: — → ***',
  ];
  const others = {
    mailFrom: 'congvan@haugiang.example',
    scanSeconds: 7,
    smtpUrl: 'smtp://congvan:mat-khau@thu.example',
  };
  expect((await start(others)).toSorted()).toEqual(told);
  const event = await newestEvent(gateway, 'settings.changed');
  expect(event).toMatchObject({ process: 'web', actor: 'cli:vanhanh' });
  expect(JSON.stringify(event)).not.toContain('mat-khau');
  const operator = BrowserSession.of(gateway);
  await operator.signIn((await addPerson(gateway.ctx, 'operator')).email, goodPassword);
  const page = await operator.open('/van-hanh/cai-dat');
  expect(page.html).toContain('Khởi động với cấu hình khác');
  expect(page.html).toContain(told[1]);
});

it('two that start at once tell of a change once', async () => {
  await start({ scanSeconds: 3 });
  const told = await Promise.all([start({ scanSeconds: 4 }), start({ scanSeconds: 4 })]);
  expect(told.flat()).toHaveLength(1);
});

it('a setting that an older version did not know has not changed', () => {
  expect(changesBetween({ CONGVAN_A: '1' }, { CONGVAN_A: '2', CONGVAN_B: '3' })).toEqual(['CONGVAN_A: 1 → 2']);
});
