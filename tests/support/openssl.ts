/** Runs openssl as an independent judge: the exit status and everything it wrote. */
import { spawnSync } from 'node:child_process';

export function openssl(args: readonly string[]): { readonly status: number; readonly text: string } {
  const { status, stdout, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
  return { status: status ?? -1, text: `${stdout}${stderr}` };
}
