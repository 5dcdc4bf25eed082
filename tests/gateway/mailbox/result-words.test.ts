import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resultWords } from '../../../gateway/mailbox/operating/result-words.js';

const room = join(import.meta.dirname, '../../../gateway/mailbox');

/** Codes as the room writes them down. */
const codes = readdirSync(room, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.store.ts'))
  .flatMap((name) => [...readFileSync(join(room, name), 'utf8').matchAll(/result: '([a-z_-]+)'/g)])
  .map(([, code]) => code ?? '');

describe('the result of a mail', () => {
  it('has words in both languages, whichever the room writes down', () => {
    expect(codes.length).toBeGreaterThan(8);
    const wordless = codes.filter((code) => resultWords(code)?.vi === code);
    expect(wordless).toEqual([]);
  });

  it('that is a problem of the catalogue has its title', () => {
    expect(resultWords('secret_refused')).toEqual({
      vi: 'Không được gửi văn bản mật qua hệ thống này',
      en: 'Documents marked as state secrets must not be sent here',
    });
  });

  it('nobody knows stands for itself, whatever it is called; none has no words', () => {
    expect(resultWords('tương_lai')).toEqual({ vi: 'tương_lai', en: 'tương_lai' });
    expect(resultWords('constructor')).toEqual({ vi: 'constructor', en: 'constructor' });
    expect(resultWords(null)).toBeNull();
  });
});
