// `node scripts/run.mjs FILE.js [arguments]`: installs and builds what is missing, then runs a program of this project:
// from dist/ what is built, from its TypeScript source what only tests need.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled, root } from './ensure-installed.mjs';

const [file = '', ...args] = process.argv.slice(2);
ensureInstalled();
ensureBuilt();
const built = join(root, 'dist', file);
const source = join(root, file.replace(/\.js$/, '.ts'));
if (!existsSync(built) && !existsSync(source)) {
  process.stderr.write(`there is no ${file}\n`);
  process.exit(64);
}
const program = existsSync(built) ? [built] : ['--import', 'tsx', source];
const child = spawn(process.execPath, [...program, ...args], { cwd: process.cwd(), stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === null ? 1 : 128);
});
