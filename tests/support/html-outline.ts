/** A page as somebody else's parser sees it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Outline {
  readonly elements: readonly { readonly tag: string; readonly attributes: Readonly<Record<string, string>> }[];
  readonly text: string;
}

const script = fileURLToPath(new URL('html-outline.py', import.meta.url));

/** By Python's html.parser. */
export function outlineOf(page: string): Outline {
  const said = execFileSync('python3', [script], { input: page, maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(said.toString('utf8')) as Outline;
}

/** What xmllint finds wrong with the page as XML; empty when it is well-formed. */
export function faultsOf(page: string): string {
  return spawnSync('xmllint', ['--noout', '-'], { input: page, encoding: 'utf8' }).stderr;
}
