import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildProgram } from '../../cli/program.js';
import { vectorPath } from '../support/vectors.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mail-cli-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function run(...words: string[]) {
  const written = { stdout: '', stderr: '', exit: 0 };
  const program = buildProgram({
    stdout: (text) => {
      written.stdout += text;
    },
    stderr: (text) => {
      written.stderr += text;
    },
    isTerminal: false,
    exit: (code) => {
      written.exit = code;
    },
  });
  await program.parseAsync(words, { from: 'user' });
  return written;
}

describe('congvan mail sort', () => {
  it('says what a mail is taken for, in one line and in JSON', async () => {
    const file = vectorPath('dsn', 'lhost-postfix-06.eml');
    const text = await run('mail', 'sort', file);
    expect(text.stdout).toContain('báo cáo phát thư / delivery report');
    expect(text.stdout).toContain('không trả lời / never answered');
    const json = JSON.parse((await run('--json', 'mail', 'sort', file)).stdout);
    expect(json).toMatchObject({
      file,
      mayBeAnswered: false,
      content: {
        kind: 'delivery-report',
        outcomes: [{ recipient: 'kijitora@neko.example.jp', reason: 'host-unknown' }],
      },
    });
  });

  it('names a file that is no mail within the limits, and reads the others', async () => {
    const bad = join(folder, 'bad.eml');
    writeFileSync(bad, 'A: b\n'.repeat(1001));
    const result = await run('mail', 'sort', bad, vectorPath('vn-mail', 'tcvn-8bit.eml'));
    expect(result.exit).toBe(65);
    expect(result.stderr).toContain(`${bad}: mail_malformed`);
    expect(result.stdout).toContain('văn bản để gửi / document to send');
  });
});
