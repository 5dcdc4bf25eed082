// Compiles TypeScript to dist/ and copies what the code reads at run time beside it (*.sql, *.xsd, *.csv, …).
// Does nothing when no source has changed since the last build.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, root } from './ensure-installed.mjs';

const floors = ['schemas', 'certs', 'gateway', 'workers', 'cli', 'bench'];
const settings = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json', 'scripts/build.mjs'];
const dist = join(root, 'dist');
const stamp = join(dist, '.built');
const lock = join(dist, '.building');

function* filesBelow(folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

const sources = () => floors.flatMap((floor) => [...filesBelow(join(root, floor))]);
const isCode = (path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts');
const isAsset = (path) => !/\.tsx?$/.test(path) && extname(path) !== '.md';
const outputOf = (path) => join(dist, relative(root, path).replace(/\.tsx?$/, '.js'));

/** One digest over names, sizes and times of all sources: a few hundred stat calls. */
function fingerprint(paths) {
  const hash = createHash('sha256');
  for (const path of [...paths, ...settings.map((name) => join(root, name))].sort()) {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${relative(root, path)}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

const lastBuilt = () => (existsSync(stamp) ? readFileSync(stamp, 'utf8') : '');

/** Builds when a source changed; ends the process when that fails. */
export function ensureBuilt() {
  if (lastBuilt() === fingerprint(sources())) return;
  withLock(() => {
    const paths = sources();
    const current = fingerprint(paths);
    // Another process may have built while we waited for the lock.
    if (lastBuilt() === current) return;
    process.stderr.write('building …\n');
    build(paths);
    writeFileSync(stamp, current);
  });
}

function build(paths) {
  const outputs = paths.filter((path) => isCode(path) || isAsset(path)).map(outputOf);
  compile();
  // The compiler skips what it remembers having written, also when somebody removed it.
  if (paths.filter(isCode).some((path) => !existsSync(outputOf(path)))) {
    rmSync(join(dist, '.tsbuildinfo'), { force: true });
    compile();
  }
  for (const path of paths.filter(isAsset)) copyAsset(path);
  removeLeftovers(new Set(outputs));
  // `npx congvan` sets this once for a folder; a second clone in the same place would go without.
  chmodSync(join(dist, 'cli/main.js'), 0o755);
}

function compile() {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status === 0) return;
  process.stderr.write('the build failed\n');
  rmSync(lock, { force: true });
  process.exit(1);
}

function copyAsset(path) {
  const target = outputOf(path);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(path, target);
}

/** A migration or module that was removed from the sources must not live on in dist/. */
function removeLeftovers(outputs) {
  for (const path of floors.flatMap((floor) => [...filesBelow(join(dist, floor))])) {
    if (!outputs.has(path.replace(/\.map$/, ''))) rmSync(path);
  }
}

/** One build at a time: `npm start` and `npm test` may run side by side. */
function withLock(work) {
  mkdirSync(dist, { recursive: true });
  while (!takeLock()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  try {
    work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function takeLock() {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isRunning(readLock())) rmSync(lock, { force: true });
    return false;
  }
}

function readLock() {
  try {
    return Number(readFileSync(lock, 'utf8')) || process.pid;
  } catch {
    return process.pid;
  }
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  ensureInstalled();
  ensureBuilt();
}
