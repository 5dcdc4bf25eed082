/** What the examination, the metrics and a backup say of incoming mails. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { containerPath } from '../../../gateway/blobs/directory-blob-store.js';
import { checkContainers } from '../../../gateway/doctor/check-containers.js';
import { checkMailboxes, checkMails } from '../../../gateway/doctor/check-mails.js';
import type { Finding } from '../../../gateway/doctor/finding.js';
import { backup } from '../../../gateway/evidence/backup.js';
import { restore } from '../../../gateway/evidence/restore.js';
import { writeHeartbeat } from '../../../gateway/health/heartbeats.store.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { receiveMail } from '../../support/receive-mail.js';
import { emptyDatabase } from '../../support/test-database.js';
import { answerTo, automaticMail, strangeMail } from '../mailbox/mail-room.js';

const imapUrls = ['imaps://cong@mail.tinh.example', 'imaps://khac%40tinh.example@mail.tinh.example/Đến'];
const accounts = ['cong@mail.tinh.example', 'khac@tinh.example/Đến'];

let gateway: HttpFixture;
beforeAll(async () => {
  gateway = await openHttpFixture({ config: { imapUrls } });
});
afterAll(() => gateway.close());

const query = (text: string, values: unknown[] = []) => gateway.ctx.database.query(text, values);
const levels = (findings: readonly Finding[]) => findings.map(({ check, level }) => `${check}: ${level}`);
const metric = async (line: string) => {
  const text = await (await gateway.call('/metrics', null)).text();
  return text
    .split('\n')
    .find((one) => one.startsWith(`${line} `))
    ?.slice(line.length + 1);
};

describe('mailboxes', () => {
  it('that were never read, and cannot be read, are told with what to do; those of a stopped gateway are not missed', async () => {
    expect(levels(await checkMailboxes(gateway.ctx))).toEqual(['mailboxes: ok']);
    await writeHeartbeat(gateway.ctx.database, {
      id: '01890000-0000-7000-8000-000000000001',
      host: 'x',
      pid: 1,
      healthy: true,
    });
    expect((await checkMailboxes(gateway.ctx)).map(({ message }) => message)).toEqual(
      accounts.map((account) => `the mailbox ${account} was never read`),
    );
    await query(
      `insert into mailboxes (account, read_at, fault) values ($1, now() - interval '30 minutes', null), ($2, now(), 'Invalid credentials'),
         ('old@mail.tinh.example', now() - interval '3 years', 'gone')`,
      accounts,
    );
    const found = await checkMailboxes(gateway.ctx);
    expect(levels(found)).toEqual(['mailboxes: problem', 'mailboxes: problem']);
    expect(found[0]?.message).toContain('was not read for 30 minutes');
    expect(found[1]?.messageVi).toContain('Invalid credentials');
    expect(await metric(`congvan_mailbox_fault{account="${accounts[1]}"}`)).toBe('1');
    expect(await metric(`congvan_mailbox_fault{account="${accounts[0]}"}`)).toBe('0');
    expect(Number(await metric(`congvan_mailbox_read_seconds{account="${accounts[0]}"}`))).toBeGreaterThan(1_799);
    await query('update mailboxes set read_at = now(), fault = null');
    expect(levels(await checkMailboxes(gateway.ctx))).toEqual(['mailboxes: ok']);
  });

  it('are no matter where none is configured', async () => {
    const ctx = { ...gateway.ctx, config: { ...gateway.ctx.config, imapUrls: [] } };
    expect(levels(await checkMailboxes(ctx))).toEqual(['mailboxes: ok']);
  });
});

describe('mails', () => {
  it('that wait for people, for the gateway, or could not be sent are told with the command that helps', async () => {
    expect(levels(await checkMails(gateway.ctx))).toEqual(['quarantine: ok', 'mails: ok']);
    const { id } = await receiveMail(gateway.ctx, strangeMail('Lạ'));
    await receiveMail(gateway.ctx, automaticMail());
    const { id: late } = await receiveMail(gateway.ctx, strangeMail('Chậm'));
    await query(`update mails_in set state = 'new', taken_at = now() - interval '20 minutes' where id = $1`, [late]);
    await answerTo(gateway.ctx, id, 'failed');
    const found = await checkMails(gateway.ctx);
    expect(levels(found)).toEqual(['quarantine: warning', 'mails: problem', 'mails: warning']);
    expect(found[0]).toMatchObject({
      messageVi: '1 thư đến chờ quyết định',
      whatToDo: expect.stringContaining('congvan mail list --state quarantined'),
    });
    expect(found[1]?.message).toContain('the oldest for 20 minutes');
    expect(await metric('congvan_mails_waiting{state="quarantined"}')).toBe('1');
    expect(await metric('congvan_mails_waiting{state="new"}')).toBe('1');
    expect(Number(await metric('congvan_mail_oldest_seconds{state="new"}'))).toBeGreaterThan(1_199);
    expect(await metric('congvan_mails_in_day{state="done",result="automatic_reply"}')).toBe('1');
    expect(await metric('congvan_mail_replies{state="failed"}')).toBe('1');
    expect((await gateway.call('/readyz', null)).status).toBe(200);
  });

  it('just released are not late, however long they were in quarantine', async () => {
    await query(`update mails_in set vouched_at = now() where state = 'new'`);
    expect(levels(await checkMails(gateway.ctx))).not.toContain('mails: problem');
  });
});

describe('originals of mails', () => {
  const look = () => checkContainers(gateway.ctx, () => {});

  it('are known, also of a mail whose header alone was kept, and missed when they are gone', async () => {
    await query('update mails_in set size = size + 99000000 where id = (select min(id::text)::uuid from mails_in)');
    expect(levels(await look())).toEqual(['containers: ok', 'strangers: ok']);
    const { id } = await receiveMail(gateway.ctx, strangeMail('Mất'));
    const { rows } = await gateway.ctx.database.query<{ sha256: string }>('select sha256 from mails_in where id = $1', [
      id,
    ]);
    const sha256 = rows[0]?.sha256 ?? '';
    await rm(containerPath(join(gateway.folder, 'blobs'), sha256));
    const [missed] = await look();
    expect(missed).toMatchObject({ level: 'problem', message: expect.stringContaining(sha256) });
    await query('update mails_in set original_removed_at = now() where id = $1', [id]);
    expect(levels(await look())).toEqual(['containers: ok', 'strangers: ok']);
  });

  it('without a mail are named as strangers once they are old enough', async () => {
    const { id } = await receiveMail(gateway.ctx, strangeMail('Xóa nửa chừng'));
    await query('update mails_in set original_removed_at = now() where id = $1', [id]);
    gateway.setNow(new Date(Date.now() + 2 * 3_600_000));
    expect(levels(await look())).toEqual(['containers: ok', 'strangers: warning']);
    gateway.setNow(null);
  });

  it('are in a backup, and in the gateway restored from it, but for those removed on purpose', async () => {
    const folder = join(gateway.folder, 'backup');
    const { containers } = await backup(gateway.ctx, gateway.databaseUrl, folder);
    const { rows } = await gateway.ctx.database.query<{ sha256: string }>(
      'select distinct sha256 from mails_in where original_removed_at is null order by sha256',
    );
    expect(containers).toMatchObject({ count: rows.length, damaged: [] });
    const target = await emptyDatabase();
    const dataFolder = join(gateway.folder, 'restored');
    try {
      await restore({ databaseUrl: target.url, dataFolder, folder });
      const files = await readdir(join(dataFolder, 'blobs'), { recursive: true });
      const restored = files.filter((name) => name.endsWith('.asice')).map((name) => name.slice(-70, -6));
      expect(restored.toSorted()).toEqual(rows.map(({ sha256 }) => sha256));
    } finally {
      await target.drop();
    }
  });
});
