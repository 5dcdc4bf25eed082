/**
 * PKCS#11 tokens in software (SoftHSM2), in a folder of the test's own. Make all tokens of a test file before the first is used:
 * the module reads the folder once in a process.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const modules = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib64/softhsm/libsofthsm2.so'];

export interface SoftHsm {
  /** Path of the module. */
  readonly module: string;
  readonly folder: string;
  /** What a process needs in its environment to see these tokens. */
  readonly env: { readonly SOFTHSM2_CONF: string };
  /** Makes a token; gives back its label and a file with its PIN. */
  newToken(label: string, pin?: string): { readonly token: string; readonly pinFile: string };
  /** Takes all tokens out. */
  removeTokens(): void;
  close(): void;
}

/** Sets `SOFTHSM2_CONF` for this process, too. */
export function openSoftHsm(): SoftHsm {
  const module = modules.find((path) => existsSync(path));
  if (module === undefined) throw new Error('SoftHSM2 is not installed: apt-get install softhsm2');
  const folder = mkdtempSync(join(tmpdir(), 'softhsm-'));
  const tokens = join(folder, 'tokens');
  mkdirSync(tokens);
  const settings = join(folder, 'softhsm2.conf');
  writeFileSync(settings, `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`);
  const env = { SOFTHSM2_CONF: settings };
  Object.assign(process.env, env);
  return {
    module,
    folder,
    env,
    newToken: (label, pin = '12345678') => {
      const words = ['--init-token', '--free', '--label', label, '--pin', pin, '--so-pin', '87654321'];
      execFileSync('softhsm2-util', words, { stdio: 'pipe' });
      const pinFile = join(folder, `${label}.pin`);
      writeFileSync(pinFile, `${pin}\n`, { mode: 0o600 });
      return { token: label, pinFile };
    },
    removeTokens: () => {
      for (const name of readdirSync(tokens)) rmSync(join(tokens, name), { recursive: true });
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
