/** The commands of docs/verify.md, run as they stand there by bash on an auditor's machine: an empty folder, the proof file, a root. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pemOf } from './pem.js';

const page = readFileSync(new URL('../../docs/verify.md', import.meta.url), 'utf8');
const blocks = (kind: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${kind}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, text = '']) => text);

export interface Audit {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Number of the last step that was begun. */
  readonly step: number;
}

/** @param root the certificate that the auditor trusts, DER */
export function audit(proof: Buffer, root: Buffer): Audit {
  const cwd = mkdtempSync(join(tmpdir(), 'congvan-audit-'));
  try {
    writeFileSync(join(cwd, 'proof.asice'), proof);
    writeFileSync(join(cwd, 'root.pem'), pemOf(root));
    const script = blocks('sh').join('');
    const { status, stdout, stderr } = spawnSync('bash', ['-s'], { cwd, input: script, encoding: 'utf8' });
    return { status, stdout, stderr, step: Number([...stdout.matchAll(/^== (\d)\./gm)].at(-1)?.[1]) };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/** What the page says is printed: a line of `…` stands for any lines, `…` in a line for any letters. */
export function expectedOutput(): RegExp {
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const line = (text: string) => (text === '…' ? '(?:.*\\n)*' : `${literal(text).replaceAll('…', '.*')}\\n`);
  const lines = blocks('text').flatMap((block) => block.trimEnd().split('\n'));
  return new RegExp(`^${lines.map(line).join('')}$`);
}
