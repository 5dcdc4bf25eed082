/** Runs a script with a folder in which no file can be made any more. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const full = `() => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }))`;
const pretend = `
  import fs from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  fs.promises.open = fs.promises.mkdtemp = ${full};
  syncBuiltinESMExports();`;

/**
 * What the script prints. The folder (`folder` in it) is a real file system without a single free inode, which lives as long as the
 * process; where the kernel lets nobody mount one, the calls that make files answer as it would.
 */
export function printedOnFullDisk(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'congvan-no-inode-'));
  const mayMount = spawnSync('env', ['unshare', '-rm', 'true']).status === 0;
  const prepare = mayMount ? 'mount -t tmpfs -o size=256k,nr_inodes=1 tmpfs "$1"' : 'true';
  const isolated = mayMount ? ['unshare', '-rm'] : [];
  const body = `${mayMount ? '' : pretend}\nconst folder = ${JSON.stringify(folder)};\n${script}`;
  const run = `${prepare} && node --import tsx --input-type=module -e "$2"`;
  try {
    return execFileSync('env', [...isolated, 'sh', '-c', run, 'sh', folder, body], {
      cwd: root,
      encoding: 'utf8',
    }).trim();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
