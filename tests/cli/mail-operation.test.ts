/** `congvan mail list|show|original|release|discard|resend` beside a gateway with mails in it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gateway, openGateway, openLog } from '../../cli/wiring.js';
import { loadConfig } from '../../gateway/config.js';
import { answerTo, strangeMail } from '../gateway/mailbox/mail-room.js';
import { receiveMail } from '../support/receive-mail.js';
import { runCongvan } from '../support/run-congvan.js';
import { freshDatabase } from '../support/test-database.js';

let gateway: Gateway;
let drop: () => Promise<void>;
let folder: string;
let env: NodeJS.ProcessEnv;
const mail = (...words: string[]) => runCongvan(['mail', ...words], env);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-mails-'));
  const fresh = await freshDatabase();
  drop = fresh.drop;
  env = { CONGVAN_DATA: folder, DATABASE_URL: fresh.url, CONGVAN_DEMO: '0', CONGVAN_LOG_LEVEL: 'error' };
  const config = loadConfig(env);
  gateway = await openGateway(config, { log: openLog(config), schema: 'keep' });
}, 60_000);
afterAll(async () => {
  await gateway.close();
  await drop();
  rmSync(folder, { recursive: true, force: true });
});

const strange = async (subject: string) => (await receiveMail(gateway.ctx, strangeMail(subject))).id;

describe('mail list', () => {
  it('shows what came in, found without diacritics, in a table or as one JSON document', async () => {
    const id = await strange('Giấy mời họp giao ban');
    await strange('Thư khác');
    const table = await mail('list', '--state', 'quarantined', '--query', 'giay moi');
    expect(table.exitCode).toBe(0);
    expect(table.stdout).toMatch(/^ID .*LÚC .*KẾT QUẢ/);
    expect(table.stdout).toContain(id);
    expect(table.stdout).toContain('không nhận ra');
    expect(table.stdout).not.toContain('Thư khác');
    const { items } = (await mail('list', '--in', '--query', 'giay moi', '--json')).json<{ items: { id: string }[] }>();
    expect(items.map((one) => one.id)).toEqual([id]);
  });

  it('goes on after the last row of a page', async () => {
    const first = await mail('list', '--limit', '1', '--json');
    const { next } = first.json<{ next: string }>();
    expect(first.stderr).toContain(`--cursor ${next}`);
    const second = await mail('list', '--limit', '1', '--cursor', next);
    expect(second.stdout).toContain('Giấy mời họp giao ban');
  });

  it('shows what went out, and says on stderr when there is nothing', async () => {
    const reply = await answerTo(gateway.ctx, await strange('Hỏi'), 'failed');
    expect((await mail('list', '--out', '--state', 'failed')).stdout).toContain(reply);
    const none = await mail('list', '--out', '--state', 'sent');
    expect(none).toMatchObject({ exitCode: 0, stdout: '', stderr: 'không có thư / no mails\n' });
  });

  it('takes one direction and a sensible number of rows', async () => {
    expect((await mail('list', '--in', '--out')).exitCode).toBe(64);
    expect((await mail('list', '--limit', 'x')).stderr).toContain('invalid_request');
  });

  it('shows what strangers wrote without obeying it', async () => {
    await strange('\u001b[2J\u202egpj.exe');
    const { stdout } = await mail('list', '--limit', '1');
    expect(stdout).toContain('[2J[U+202E]gpj.exe');
    for (const hidden of ['\u001b', '\u202e']) expect(stdout).not.toContain(hidden);
  });
});

describe('one mail', () => {
  it('is shown, saved octet for octet into a new file, released and set aside', async () => {
    const sent = strangeMail('Xử lý');
    const { id } = await receiveMail(gateway.ctx, sent);
    expect((await mail('show', id)).stdout).toContain('kết quả / result: nothing-recognised (không nhận ra');
    const out = join(folder, 'thu.eml');
    expect((await mail('original', id, '--out', out)).exitCode).toBe(0);
    expect(readFileSync(out, 'utf8')).toBe(sent);
    expect((await mail('original', id, '--out', out)).exitCode).not.toBe(0);
    expect((await mail('discard', id)).stdout).toBe(`${id}: discarded\n`);
    expect((await mail('release', id, '--reason', 'Nhầm', '--json')).json()).toEqual({ id, state: 'new' });
    const shown = (await mail('show', id, '--json')).json();
    expect(shown).toMatchObject({ state: 'new', vouched: 'operator', vouchedBy: expect.stringMatching(/^cli:/) });
  });

  it('that failed on its way out is shown with its text and sent again', async () => {
    const reply = await answerTo(gateway.ctx, await strange('Hỏi nữa'), 'failed');
    const { stdout } = await mail('show', reply);
    expect(stdout).toContain('mailbox_full (hộp thư đầy / the mailbox is full)');
    expect(stdout).toContain('Cổng chưa hiểu thư này.');
    expect((await mail('resend', reply)).stdout).toBe(`${reply}: queued\n`);
  });

  it('nobody knows is told in both languages, with exit code 1', async () => {
    for (const words of [
      ['show', 'x'],
      ['release', 'x'],
      ['discard', 'x'],
      ['resend', 'x'],
      ['original', 'x', '--out', '/nowhere/x'],
    ]) {
      const answer = await mail(...words);
      expect(answer).toMatchObject({ exitCode: 1, stdout: '' });
      expect(answer.stderr).toContain('Không tìm thấy');
    }
  });
});
