// Are the dependencies of package-lock.json installed? Installs them when not. Uses nothing but Node itself.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const readJson = (path) => {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8'));
  } catch {
    return undefined;
  }
};

/** Compares with what npm says it installed, so that an interrupted or older installation is noticed. */
function isInstalled() {
  const wanted = readJson('package-lock.json')?.packages ?? {};
  const present = readJson('node_modules/.package-lock.json')?.packages;
  if (present === undefined) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional === true || present[path]?.version === version,
  );
}

export function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 20)) return;
  process.stderr.write(`Node 20.20 or newer is needed; this is ${process.version}\n`);
  process.exit(1);
}

/** Native code is built with the headers that came with this Node, when they are there, instead of fetching some. */
function withHeaders(env) {
  const folder = dirname(dirname(process.execPath));
  if (env.npm_config_nodedir !== undefined || !existsSync(join(folder, 'include/node/node_api.h'))) return env;
  return { ...env, npm_config_nodedir: folder };
}

/**
 * Runs npm ci when something is missing; ends the process when that fails.
 * @param needed files of optional packages, below node_modules, without which the caller cannot go on
 */
export function ensureInstalled(needed = []) {
  refuseOldNode();
  if (isInstalled() && needed.every((path) => existsSync(join(root, 'node_modules', path)))) return;
  process.stderr.write('installing dependencies (npm ci) …\n');
  const npm = process.env.npm_execpath;
  const [command, ...first] = npm === undefined ? ['npm'] : [process.execPath, npm];
  // Development dependencies are needed to build, whatever NODE_ENV says. Its output is progress, not ours: stderr.
  const args = [...first, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: withHeaders(process.env),
  });
  if (status === 0) return;
  process.stderr.write(`npm ci failed${error ? `: ${error.message}` : ''}\n`);
  process.exit(1);
}
