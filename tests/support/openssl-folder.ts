/** openssl as the independent witness: signs, stamps and verifies in a folder of its own. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface OpensslFolder {
  readonly folder: string;
  path(name: string): string;
  write(name: string, content: Buffer | string): string;
  read(name: string): Buffer;
  /** Runs openssl in the folder. @throws Error with what it said */
  run(...args: readonly string[]): Buffer;
  /** Whether openssl says yes. */
  accepts(...args: readonly string[]): boolean;
  /** A self-signed certificate `NAME.crt` (PEM) with its key `NAME.key`; returns the certificate as DER. */
  certificate(name: string, ...options: readonly string[]): Buffer;
  remove(): void;
}

export function openOpenssl(): OpensslFolder {
  const folder = mkdtempSync(join(tmpdir(), 'congvan-openssl-'));
  const path = (name: string) => join(folder, name);
  const call = (args: readonly string[]) => spawnSync('openssl', args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 });
  const run = (...args: readonly string[]) => {
    const { status, stdout, stderr } = call(args);
    if (status !== 0) throw new Error(`openssl ${args.join(' ')}: ${stderr}`);
    return stdout;
  };
  return {
    folder,
    path,
    run,
    write(name, content) {
      writeFileSync(path(name), content);
      return path(name);
    },
    read: (name) => readFileSync(path(name)),
    accepts: (...args) => call(args).status === 0,
    certificate(name, ...options) {
      const files = ['-keyout', `${name}.key`, '-out', `${name}.crt`];
      run('req', '-x509', '-nodes', '-days', '30', '-subj', `/C=VN/CN=${name}`, ...files, ...options);
      return run('x509', '-in', `${name}.crt`, '-outform', 'DER');
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
