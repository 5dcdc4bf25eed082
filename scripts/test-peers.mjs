// The programs by other people that tests judge with or run against. As root on Debian they are installed; otherwise one line
// says what to install. A missing one is a failure: a test that skips itself proves nothing.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

// By program, or by file where the package has no program.
const packages = {
  '/usr/share/java/xmlsec.jar': 'libxml-security-java',
  chromium: 'chromium',
  certutil: 'libnss3-tools',
  clamd: 'clamav-daemon',
  clamdscan: 'clamdscan',
  '/usr/lib/dovecot/imap': 'dovecot-imapd',
  '/usr/lib/dovecot/lmtp': 'dovecot-lmtpd',
  dkimverify: 'python3-dkim',
  'docker-compose': 'docker-compose',
  'g++': 'g++',
  java: 'default-jre-headless',
  make: 'make',
  oathtool: 'oathtool',
  openssl: 'openssl',
  pdfsig: 'poppler-utils',
  postfix: 'postfix',
  python3: 'python3',
  qpdf: 'qpdf',
  'redis-server': 'redis-server',
  's-nail': 's-nail',
  'softhsm2-util': 'softhsm2',
  swaks: 'swaks',
  tnef: 'tnef',
  unzip: 'unzip',
  uuencode: 'sharutils',
  xmllint: 'libxml2-utils',
  xmlsec1: 'xmlsec1',
  xxd: 'xxd',
};

function isAccessible(path, mode) {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

function isThere(peer) {
  if (isAbsolute(peer)) return isAccessible(peer, constants.R_OK);
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.some((folder) => isAccessible(join(folder, peer), constants.X_OK));
}

const missing = () => Object.keys(packages).filter((peer) => !isThere(peer));

function install(names) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = (...args) => spawnSync('apt-get', ['-q', ...args], { env, stdio: ['ignore', 2, 2] });
  process.stderr.write(`installing test peers: ${names.join(' ')} …\n`);
  run('update');
  run('install', '-y', '--no-install-recommends', ...names);
}

/** False, with one line on stderr, when a program the tests need is missing and cannot be installed. */
export function ensureTestPeers() {
  const names = () => missing().map((peer) => packages[peer]);
  if (names().length > 0 && process.getuid?.() === 0) install(names());
  if (names().length === 0) return true;
  process.stderr.write(
    `the tests need programs that are not installed: sudo apt-get install -y ${names().join(' ')}\n`,
  );
  return false;
}
