import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError, keyPassphrasePath, loadConfig, unknownSettings } from '../../gateway/config.js';
import { writeConfigurationReference } from '../../gateway/config-reference.js';
import { settings } from '../../gateway/config-settings.js';
import { isEnterableByOthers } from '../../gateway/database/reachable.js';
import { checkSettings } from '../../gateway/doctor/check-settings.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const problemsOf = (env: NodeJS.ProcessEnv): readonly string[] => {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};

describe('the configuration', () => {
  it('needs nothing to be set', () => {
    expect(loadConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      databaseUrl: null,
      redisUrl: null,
      demo: true,
      maxFileBytes: 2 ** 31,
      undoSeconds: 0,
      webhookAllow: [],
      revocationFetch: true,
      fetchAllow: [],
    });
    expect(loadConfig({ CONGVAN_PORT: '', DATABASE_URL: ' ' })).toEqual(loadConfig({}));
  });

  it('reads numbers, switches and lists', () => {
    const config = loadConfig({
      CONGVAN_DATA: 'some/where',
      CONGVAN_PORT: '0',
      CONGVAN_DEMO: '0',
      CONGVAN_UNDO_SECONDS: '30',
      CONGVAN_WEBHOOK_ALLOW: 'qlvb.example, 10.1.0.0/16 ,127.0.0.1:9000,',
      CONGVAN_TRUSTED_PROXIES: '127.0.0.1,fd00::/8',
      CONGVAN_KILL_AT: 'committed:0.1',
    });
    expect(config).toMatchObject({
      data: resolve('some/where'),
      port: 0,
      demo: false,
      undoSeconds: 30,
      webhookAllow: ['qlvb.example', '10.1.0.0/16', '127.0.0.1:9000'],
      trustedProxies: ['127.0.0.1', 'fd00::/8'],
      killAt: 'committed:0.1',
    });
    expect(keyPassphrasePath(config)).toBe(resolve('some/where/key-passphrase'));
  });

  it('names every problem at once, and no password', () => {
    const env = {
      CONGVAN_PORT: '80a',
      CONGVAN_MAX_FILE_BYTES: '-1',
      CONGVAN_LEASE_SECONDS: '1e3',
      CONGVAN_UNDO_SECONDS: '99999999999',
      CONGVAN_DEMO: 'maybe',
      CONGVAN_LOG_LEVEL: 'loud',
      DATABASE_URL: 'mysql://root:geheim@db/x',
      REDIS_URL: 'http://:geheim@redis',
      CONGVAN_PUBLIC_URL: 'ftp://x',
      CONGVAN_TRUSTED_PROXIES: 'everybody',
      CONGVAN_KEY_PASSPHRASE_FILE: join(folder, 'missing'),
    };
    const problems = problemsOf(env);
    const named = problems.map((line) => line.split(':')[0]).sort();
    expect(named).toEqual(Object.keys(env).sort());
    expect(problems.join('\n')).not.toContain('geheim');
  });

  it('tells of a name that looks like a setting and is none, so that a misspelt one is found', () => {
    const env = {
      CONGVAN_CLAMD_ULR: 'x',
      CONGVAN_DATA_DIR: '/srv',
      CONGVAN_DATA: '/srv',
      CONGVAN_VECTORS: '/v',
      PATH: '/bin',
    };
    expect(unknownSettings(env)).toEqual(['CONGVAN_CLAMD_ULR', 'CONGVAN_DATA_DIR']);
    expect(checkSettings(env)).toMatchObject({
      level: 'warning',
      message: 'no such setting, so without effect: CONGVAN_CLAMD_ULR, CONGVAN_DATA_DIR',
      whatToDo: expect.stringContaining('docs/configuration.md'),
    });
    const all = Object.fromEntries(settings.map(([, { env: name }]) => [name, 'x']));
    expect(checkSettings(all).level).toBe('ok');
  });

  it('puts the password of a file into the database address', () => {
    const file = join(folder, 'password');
    writeFileSync(file, 'p@ss/w:rd%\n');
    const { databaseUrl } = loadConfig({
      DATABASE_URL: 'postgresql://congvan@db:5432/congvan?x=1',
      CONGVAN_DATABASE_PASSWORD_FILE: file,
    });
    const url = new URL(databaseUrl ?? '');
    expect(decodeURIComponent(url.password)).toBe('p@ss/w:rd%');
    expect([url.username, url.host, url.pathname, url.search]).toEqual(['congvan', 'db:5432', '/congvan', '?x=1']);
  });

  it('takes no DKIM key that nodemailer would pass over, and none without its name in DNS', () => {
    const file = (name: string, content: string) => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    };
    const rsa = (modulusLength: number) =>
      generateKeyPairSync('rsa', { modulusLength }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const dkim = (path: string) => problemsOf({ CONGVAN_DKIM_KEY_FILE: path, CONGVAN_DKIM_SELECTOR: 'congvan2026' });
    expect(dkim(file('good.pem', rsa(2048)))).toEqual([]);
    expect(dkim(file('short.pem', rsa(1024)))).toEqual([expect.stringContaining('has fewer than 2048 bits')]);
    const ec = file('ec.pem', elliptic.export({ type: 'pkcs8', format: 'pem' }).toString());
    expect(dkim(ec)).toEqual([expect.stringContaining('is no RSA key')]);
    expect(dkim(file('none.pem', 'x'))).toEqual([expect.stringContaining('holds no private key')]);
    const nameless = problemsOf({ CONGVAN_DKIM_KEY_FILE: join(folder, 'good.pem') });
    expect(nameless).toEqual([expect.stringMatching(/^CONGVAN_DKIM_SELECTOR: must be set/)]);
  });

  it('sends mail only under an address of its own, and puts the password of a file into the server’s', () => {
    const file = join(folder, 'smtp-password');
    writeFileSync(file, 'm@t/kh:u%\n');
    const smtp = { CONGVAN_SMTP_URL: 'smtp://congvan@mail.example:587', CONGVAN_SMTP_PASSWORD_FILE: file };
    const { smtpUrl } = loadConfig({ ...smtp, CONGVAN_MAIL_FROM: 'cong.van@tinh.example' });
    expect(decodeURIComponent(new URL(smtpUrl ?? '').password)).toBe('m@t/kh:u%');
    expect(problemsOf(smtp)).toEqual([expect.stringMatching(/^CONGVAN_MAIL_FROM: must be set/)]);
    for (const address of ['tinh', 'a b@tinh.example', `${'a'.repeat(31)}@tinh.example`, 'a@b', 'a+b@tinh.example'])
      expect(problemsOf({ CONGVAN_MAIL_FROM: address }), address).toHaveLength(1);
  });

  it('has its data beside the checkout unless root works where nobody else can enter', () => {
    const isClosedToOthers = process.getuid?.() === 0 && !isEnterableByOthers(process.cwd());
    expect(loadConfig({}).data).toBe(isClosedToOthers ? '/var/lib/congvan' : resolve('var'));
    expect(isEnterableByOthers('/root/missing')).toBe(false);
    expect(isEnterableByOthers('/tmp')).toBe(true);
  });

  it('is explained setting by setting in docs/configuration.md (npm run docs)', () => {
    const page = fileURLToPath(new URL('../../docs/configuration.md', import.meta.url));
    expect(readFileSync(page, 'utf8')).toBe(writeConfigurationReference());
    expect(new Set(settings.map(([, { env }]) => env)).size).toBe(settings.length);
  });

  it('says in both languages what each setting means', () => {
    const ownLetters = /[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]/i;
    const strays = settings.filter(([, { meaning }]) => !ownLetters.test(meaning.vi) || ownLetters.test(meaning.en));
    expect(strays.map(([, { env }]) => env)).toEqual([]);
  });
});
