import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  ensurePassphraseFile,
  readPassphraseFile,
  replacePassphraseFile,
} from '../../../certs/keys/passphrase-file.js';
import { openSecret, sealSecret } from '../../../certs/keys/secret-box.js';
import { isProblem } from '../../../schemas/problems/problem.js';

const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('sealed secrets', () => {
  it('come back with the passphrase, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (secret) => {
        expect(openSecret('mật khẩu', sealSecret('mật khẩu', secret)).equals(Buffer.from(secret))).toBe(true);
      }),
    );
  });

  it('never look alike twice and do not show what is inside', () => {
    const secret = Buffer.from('0123456789abcdef');
    const [one, two] = [sealSecret('a', secret), sealSecret('a', secret)];
    expect(one.equals(two)).toBe(false);
    expect(one.includes(secret)).toBe(false);
  });

  it('do not open with another passphrase, when cut or when any byte is changed', () => {
    const box = sealSecret('a', Buffer.from('secret'));
    const opens = (passphrase: string, bytes: Buffer) => {
      try {
        return openSecret(passphrase, bytes).toString();
      } catch (error) {
        return isProblem(error) ? error.code : 'crash';
      }
    };
    expect(opens('b', box)).toBe('key_passphrase');
    for (const length of [0, 1, 44]) expect(opens('a', box.subarray(0, length))).toBe('key_unreadable');
    for (const at of [0, 1, 17, 29, 45, box.length - 1]) {
      const changed = Buffer.from(box);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(['key_passphrase', 'key_unreadable']).toContain(opens('a', changed));
    }
  });
});

describe('the passphrase file', () => {
  it('is made once, closed to others, even when many start at the same time', async () => {
    const path = join(folder, 'first');
    const read = await Promise.all(Array.from({ length: 8 }, () => ensurePassphraseFile(path)));
    expect(new Set(read).size).toBe(1);
    expect(read[0]).toMatch(/^[\w-]{43}$/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['first']);
  });

  it('is read without its line end and can be replaced', async () => {
    const path = join(folder, 'second');
    writeFileSync(path, 'mật khẩu dài\r\n');
    expect(await readPassphraseFile(path)).toBe('mật khẩu dài');
    await replacePassphraseFile(path, 'khác');
    expect(await ensurePassphraseFile(path)).toBe('khác');
  });

  it('is refused when missing, empty or of several lines', async () => {
    const path = join(folder, 'third');
    for (const content of ['', '\n', 'a\nb\n', 'x'.repeat(5000)]) {
      writeFileSync(path, content);
      await expect(readPassphraseFile(path)).rejects.toSatisfy((error) => isProblem(error, 'key_passphrase'));
      await expect(ensurePassphraseFile(path)).rejects.toSatisfy((error) => isProblem(error, 'key_passphrase'));
    }
    await expect(readPassphraseFile(join(folder, 'none'))).rejects.toSatisfy((error) =>
      isProblem(error, 'key_passphrase'),
    );
  });
});
