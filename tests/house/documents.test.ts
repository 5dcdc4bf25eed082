/** The pages of this repository say what is true: generated ones follow the code, links lead somewhere, every dependency is explained. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { writeConfigurationReference } from '../../gateway/config-reference.js';
import { settings } from '../../gateway/config-settings.js';
import { errorsPage, pagePath } from '../../scripts/generate-docs.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 16 * 2 ** 20 })
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(root, path)));

describe('the pages', () => {
  it.each([
    ['errors.md', errorsPage],
    ['configuration.md', writeConfigurationReference],
  ])('docs/%s is what the tables in the code say (npm run docs)', (name, page) => {
    expect(readFileSync(pagePath(name), 'utf8')).toBe(page());
  });

  it('link only to what is there', () => {
    const broken = tracked
      .filter((path) => path.endsWith('.md'))
      .flatMap((path) =>
        [...read(path).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
          .map(([, target = '']) => target)
          .filter((target) => !/^[a-z]+:/.test(target))
          .filter((target) => !existsSync(join(root, dirname(path), target)))
          .map((target) => `${path}: ${target}`),
      );
    expect(broken).toEqual([]);
  });

  it('name only settings that exist', () => {
    const known = new Set(settings.map(([, { env }]) => env));
    const foreign = new Set(['CONGVAN_VECTORS', 'NODE_ENV']);
    const pages = tracked.filter((path) => path.endsWith('.md') || /^(docker-compose\.yml|Dockerfile)$/.test(path));
    const named = pages.flatMap((path) => read(path).match(/\b(?:CONGVAN_[A-Z_]+|DATABASE_URL|REDIS_URL)\b/g) ?? []);
    expect([...new Set(named)].filter((name) => !known.has(name) && !foreign.has(name))).toEqual([]);
  });
});

describe('dependencies', () => {
  const { dependencies, optionalDependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
    string,
    Record<string, string>
  >;
  const all = { ...dependencies, ...optionalDependencies, ...devDependencies };

  it('are pinned to one version each', () => {
    expect(Object.values(all).filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  it('are each explained in docs/dependencies.md, which names no others', () => {
    const named = [...read('docs/dependencies.md').matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
    );
    expect(named.filter((name) => !(name in all) && name !== '@types/*')).toEqual([]);
    expect(Object.keys(all).filter((name) => !named.includes(name) && !name.startsWith('@types/'))).toEqual([]);
  });

  it('are locked without addresses of a registry', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved":/);
  });
});

describe('the repository', () => {
  it('holds no keys, no certificates and no data', () => {
    expect(tracked.filter((path) => /\.(key|p12|pfx|pem|asice|sqlite)$|(^|\/)(var|secrets)\//.test(path))).toEqual([]);
    const texts = tracked.filter((path) => !path.startsWith('tests/') && /\.(ts|mjs|json|md|yml|sh)$/.test(path));
    expect(texts.filter((path) => /-----BEGIN [A-Z ]*PRIVATE KEY-----\n[A-Za-z0-9+/]{20}/.test(read(path)))).toEqual(
      [],
    );
  });
});
