/** A page as somebody else's parser sees it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Outline {
  readonly elements: readonly { readonly tag: string; readonly attributes: Readonly<Record<string, string>> }[];
  readonly text: string;
}

const script = fileURLToPath(new URL('html-outline.py', import.meta.url));

/** By Python's html.parser, which is started once for all of them: starting it takes longer than reading a page. */
export function outlinesOf(pages: readonly string[]): Outline[] {
  const input = JSON.stringify(pages.map((page) => Buffer.from(page).toString('base64')));
  const said = execFileSync('python3', [script], { input, maxBuffer: 256 * 1024 * 1024 });
  return JSON.parse(said.toString('utf8')) as Outline[];
}

export const outlineOf = (page: string): Outline => outlinesOf([page])[0] as Outline;

/** What xmllint finds wrong with the page as XML; empty when it is well-formed. */
export function faultsOf(page: string): string {
  return spawnSync('xmllint', ['--noout', '-'], { input: page, encoding: 'utf8' }).stderr;
}
