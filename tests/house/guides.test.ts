/**
 * Guides and READMEs name only what there is. In them bold is a name on the screen, code a command, an address or a field, `<kbd>` a key;
 * what is said is held against the texts, the commands and the routes themselves.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../cli/program.js';
import { pagePermissions } from '../../gateway/web/page-permissions.js';
import { pictures } from '../screenshots/pictures.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const sources = execFileSync('git', ['ls-files', 'gateway', 'schemas/directory', 'certs/verdict/html'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => /\.tsx?$/.test(path) && existsSync(join(root, path)));

const guides = ['van-thu', 'quan-tri', 'tich-hop', 'kiem-toan'].map((name) => `docs/vi/${name}.md`);
const pages = [...guides, 'README.vi.md', 'README.md'];
/** Every match of the pattern's first group in every page, as `page: match`, without those that are known. */
const strangers = (paths: readonly string[], pattern: RegExp, isKnown: (found: string) => boolean) =>
  paths.flatMap((path) =>
    [...read(path).matchAll(pattern)].flatMap(([, found = '']) => (isKnown(found) ? [] : [`${path}: ${found}`])),
  );

/** Texts of pages in both languages; what is put in later is written `${…}` and may be anything. */
const textsOfPages = sources.flatMap((path) =>
  [...read(path).matchAll(/(['`])((?:\\.|(?!\1)[^\\\n])+)\1/g)].map(([, , text = '']) => text),
);
const plainTexts = new Set(textsOfPages);
const hole = /\$\{[^}]*\}/;
const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const openTexts = textsOfPages
  .filter((text) => hole.test(text) && /\p{L}{2}/u.test(text.split(hole).join('')))
  .map((text) => new RegExp(`^${text.split(hole).map(literally).join('.+')}$`, 'u'));

const code = /`([^`\n]+)`/g;

describe('the guides', () => {
  it('name pages, buttons and fields as the pages do', () => {
    const isOnScreen = (name: string) => plainTexts.has(name) || openTexts.some((pattern) => pattern.test(name));
    expect(strangers(pages, /\*\*([^*]+)\*\*/g, isOnScreen)).toEqual([]);
    expect(isOnScreen('Ký số và gửi 3 nơi')).toBe(true);
    expect(isOnScreen('Ký và gửi')).toBe(false);
  });

  it('name addresses that are there', () => {
    const { paths } = JSON.parse(read('tests/golden/openapi.json')) as { paths: Record<string, unknown> };
    const known = new Set([
      ...Object.keys(pagePermissions).map((route) => route.split(' ')[1]),
      ...Object.keys(paths),
      ...['/thu', '/api/docs', '/api/openapi.json', '/metrics', '/healthz', '/readyz'],
    ]);
    const isAddress = (text: string) => known.has(text.split(/[?#]/)[0]);
    expect(strangers(pages, /`(?:(?:GET|POST) )?(\/[^`\s]+)`/g, isAddress)).toEqual([]);
    expect(isAddress('/van-hanh/khong-co')).toBe(false);
  });

  const nothing = () => {};
  const program = buildProgram({ stdout: nothing, stderr: nothing, exit: nothing, isTerminal: false });
  /** @returns null when there is no such command or it has no such option */
  function commandOf(line: string): Command | null {
    const words = line.split(/\s+/).slice(1);
    let command: Command = program;
    for (const word of words) {
      const next = command.commands.find((one) => one.name() === word);
      if (next === undefined) break;
      command = next;
    }
    const flags = words.flatMap((word) => /^--[a-z-]+/.exec(word) ?? []);
    const isKnown = flags.every((flag) => [...command.options, ...program.options].some(({ long }) => long === flag));
    return command.commands.length === 0 && isKnown ? command : null;
  }

  it('give commands and options that exist', () => {
    const named = strangers(pages, code, (text) => !/^(npx )?congvan /.test(text) || text === 'congvan --help').map(
      (found) => found.split(/(?=congvan )/)[1] ?? '',
    );
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((line) => commandOf(line) === null)).toEqual([]);
    expect(commandOf('congvan verify --offlin')).toBeNull();
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    expect(strangers(pages, /`npm (?:run )?([a-z]+)/g, (name) => name in scripts)).toEqual([]);
  });

  it('name keys that pages offer', () => {
    const offered = sources.flatMap((path) =>
      [...read(path).matchAll(/keys: \[([^\]]+)\]/g)].flatMap(([, keys = '']) => keys.match(/[^', ]+/g) ?? []),
    );
    expect(strangers(guides, /<kbd>([^<]+)<\/kbd>/g, (key) => offered.includes(key))).toEqual([]);
  });
});

describe('pictures', () => {
  const folder = 'docs/pictures';
  const kept = readdirSync(join(root, folder)).sort();

  it('are those that `npm run screenshots` keeps, each shown somewhere, none above 150 KB', () => {
    expect(kept).toEqual(
      pictures
        .filter(({ isKept }) => isKept === true)
        .map(({ name }) => `${name}.png`)
        .sort(),
    );
    const shown = pages.map(read).join('\n');
    expect(kept.filter((name) => !shown.includes(`pictures/${name})`))).toEqual([]);
    expect(kept.filter((name) => statSync(join(root, folder, name)).size > 150_000)).toEqual([]);
  });

  it('say in words what they show', () => {
    const wordless = (path: string) => /!\[\s*\]/.test(read(path));
    expect(pages.filter(wordless)).toEqual([]);
  });
});
