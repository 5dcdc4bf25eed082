// `npm run lint`: every check a change must pass; all run, each that fails is printed.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ensureInstalled, root } from './ensure-installed.mjs';

const floors = ['schemas', 'certs', 'gateway', 'workers', 'cli'];

const tools = {
  'format and lint (biome)': [
    '@biomejs/biome/bin/biome',
    'check',
    ...floors,
    'bench',
    'tests',
    'scripts',
    'vitest.config.ts',
  ],
  'types (tsc)': ['typescript/bin/tsc', '-p', 'tsconfig.json'],
  'types of the pages’ script (tsc)': ['typescript/bin/tsc', '-p', 'tsconfig.script.json'],
  'floors (dependency-cruiser)': [
    'dependency-cruiser/bin/dependency-cruise.mjs',
    ...floors,
    'bench',
    '--config',
    '.dependency-cruiser.cjs',
  ],
  'dead code and dependencies (knip)': ['knip/bin/knip.js'],
  // Again without the tests: what only a test uses is dead code of the product.
  'dead code of the product (knip)': ['knip/bin/knip.js', '--production', '--config', 'knip.production.json'],
};

function runTool([program, ...args]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'node_modules', program), ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return status === 0 ? '' : `${stdout}${stderr}` || `ended with ${status}`;
}

const sourceFiles = () =>
  floors.flatMap((floor) =>
    readdirSync(join(root, floor), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => relative(root, join(entry.parentPath, entry.name))),
  );

/** Lines of source files matching `pattern`, outside the files where that is allowed. */
function findOutside(pattern, isAllowed) {
  const found = sourceFiles()
    .filter((path) => !isAllowed(path))
    .flatMap((path) =>
      readFileSync(join(root, path), 'utf8')
        .split('\n')
        .map((line, i) => ({ path, line, number: i + 1 })),
    )
    .filter(({ line }) => pattern.test(line));
  return found.map(({ path, number, line }) => `${path}:${number}: ${line.trim()}`).join('\n');
}

const sqlText =
  /['"`]\s*(select\s|insert\s+into\s|update\s+\w+\s+(\w\s+)?set\s|delete\s+from\s|with\s+\w+\s+as\s*\(|create\s+(table|index|database)\s|alter\s+table\s|copy\s+\w+\s)/i;
const storesSql = (path) => path.endsWith('.store.ts') || path.startsWith('gateway/database/');

const checks = {
  ...Object.fromEntries(Object.entries(tools).map(([name, command]) => [name, () => runTool(command)])),
  'SQL only in *.store.ts and gateway/database': () => findOutside(sqlText, storesSql),
  'process.env only in gateway/config.ts': () => findOutside(/process\.env\b/, (path) => path === 'gateway/config.ts'),
};

ensureInstalled();
let failures = 0;
for (const [name, check] of Object.entries(checks)) {
  const complaint = check();
  process.stdout.write(`${complaint === '' ? 'ok    ' : 'FAILED'}  ${name}\n`);
  if (complaint === '') continue;
  failures += 1;
  process.stdout.write(`${complaint.trimEnd()}\n\n`);
}
process.exitCode = failures === 0 ? 0 : 1;
