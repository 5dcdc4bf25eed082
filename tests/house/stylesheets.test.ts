/** One stylesheet from many hands: what one area of pages styles is found on its own pages only. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pageFiles } from '../../gateway/web/page-files.js';

const folder = new URL('../../gateway/web/files/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const sheets = readdirSync(folder).filter((name) => name.endsWith('.css'));

/** The language itself and what is common to all pages; every other file is one area or one part. */
const common = [
  'tokens',
  'layout',
  'masthead',
  'navigation',
  'keys',
  'parts',
  'fields',
  'tables',
  'verdict',
  'print',
].map((name) => `${name}.css`);

/** Selectors of a stylesheet, those in conditions too; steps of animations and what stands after `@page` are none. */
function selectorsOf(text: string): string[] {
  const plain = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/"[^"]*"/g, '""');
  const heads = [...plain.matchAll(/([^{};]+)\{/g)].map(([, head = '']) => head.trim());
  return heads
    .filter((head) => !/^(@|from$|to$|\d+%)/.test(head))
    .flatMap((head) => head.split(/,(?![^(]*\))/))
    .map((selector) => selector.trim());
}

const classesOf = (selector: string): string[] =>
  [...selector.replace(/:not\([^)]*\)/g, '').matchAll(/\.([a-zA-Z][\w-]*)/g)].map(([, name = '']) => name);

/** By class, the files that name it. */
function namedBy(files: Readonly<Record<string, string>>): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const [name, text] of Object.entries(files))
    for (const one of selectorsOf(text).flatMap(classesOf)) found.set(one, (found.get(one) ?? new Set()).add(name));
  return found;
}

/** Selectors of areas that would also meet what other pages show. */
function findStrays(files: Readonly<Record<string, string>>): string[] {
  const named = namedBy(files);
  const isOwn = (selector: string) => classesOf(selector).some((one) => named.get(one)?.size === 1);
  return Object.entries(files)
    .filter(([name]) => !common.includes(name))
    .flatMap(([name, text]) =>
      selectorsOf(text)
        .filter((selector) => !isOwn(selector))
        .map((selector) => `${name}: ${selector}`),
    );
}

describe('the stylesheets', () => {
  it('reach browsers, every one of them', () => {
    const sent = pageFiles.get('style.css')?.bytes.toString() ?? '';
    expect(sheets.filter((name) => !sent.includes(read(name)))).toEqual([]);
  });

  it('of areas style only what bears a class no other file knows', () => {
    expect(findStrays(Object.fromEntries(sheets.map((name) => [name, read(name)])))).toEqual([]);
  });

  it('would be found out: the same class in two areas, a bare element, a part changed for all pages', () => {
    const strays = findStrays({
      'parts.css': '.button { color: red }',
      'one.css': '.mark { color: red } @media print { .one .mark, .button { color: red } }',
      'two.css': '.mark, .two { color: red } textarea { color: red } .two .button { color: red }',
    });
    expect(strays).toEqual(['one.css: .mark', 'one.css: .button', 'two.css: .mark', 'two.css: textarea']);
  });
});
