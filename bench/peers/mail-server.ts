/**
 * A mail server by other people, for tests and benchmarks: Postfix takes mails over SMTP on a loopback port, Dovecot keeps them in maildirs
 * and shows them over IMAP. Both run from a folder of their own, with their own configuration; as root, as they themselves want it.
 */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type FetchMessageObject, type FetchQueryObject, ImapFlow } from 'imapflow';
import { freePort } from './free-port.js';
import type { MailServerWish, Ports } from './mail-server-wish.js';
import { writePostfix } from './postfix-settings.js';
import { mailOwner, putMails } from './put-mails.js';

export interface MailServer {
  /** smtp:// with STARTTLS; the certificate is its own issuer. */
  readonly smtpUrl: string;
  /** The certificate of the SMTP side, PEM. */
  readonly caFile: string;
  /** imap:// of a mailbox, with its password; no TLS. */
  imapUrl(address: string): string;
  /** Every mail of a mailbox, oldest first, octet for octet. */
  mailsOf(address: string): Promise<Buffer[]>;
  /** The header of every mail of a mailbox, oldest first, octet for octet. */
  headersOf(address: string): Promise<Buffer[]>;
  /** Whether each mail of a mailbox is called seen, oldest first. */
  seenOf(address: string): Promise<boolean[]>;
  /** Lays mails into a mailbox, all at once, as if they had just come in; octets with CRLF. */
  put(address: string, mails: readonly Buffer[]): void;
  /** The folder in which Dovecot keeps a mailbox. */
  maildirOf(address: string): string;
  /** Waits until a mailbox has so many mails. @throws Error after half a minute, with what Postfix said */
  awaitMails(address: string, count: number): Promise<Buffer[]>;
  /** What Postfix has logged. */
  log(): string;
  stopSmtp(): Promise<void>;
  startSmtp(): Promise<void>;
  /** Ends Postfix as if by kill -9, every process of it. */
  killSmtp(): Promise<void>;
  /** Ends Dovecot as if by kill -9. */
  killImap(): Promise<void>;
  startImap(): Promise<void>;
  close(): Promise<void>;
}

const run = promisify(execFile);

const password = 'thu-nghiem';
const patienceMs = 30_000;

async function listening(port: number): Promise<void> {
  for (const until = Date.now() + patienceMs; Date.now() < until; await pause(50)) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (isOpen) return;
  }
  throw new Error(`nothing listens on port ${port}`);
}

function tokenAuthentication(folder: string, { auth }: Ports, introspectionUrl: string): string {
  const file = join(folder, 'dovecot-oauth2.conf');
  const settings = ['introspection_mode = post', 'username_attribute = username', 'active_attribute = active'];
  writeFileSync(file, [`introspection_url = ${introspectionUrl}`, ...settings, 'active_value = true', ''].join('\n'));
  return `auth_mechanisms = plain xoauth2
passdb {
  driver = oauth2
  mechanisms = xoauth2
  args = ${file}
}
service auth {
  inet_listener {
    address = 127.0.0.1
    port = ${auth}
  }
}
`;
}

function writeDovecot(folder: string, ports: Ports, { quotas = {}, introspectionUrl }: MailServerWish): string {
  const { lmtp, imap } = ports;
  const mails = join(folder, 'mail');
  mkdirSync(mails);
  chownSync(mails, mailOwner, mailOwner);
  const file = join(folder, 'dovecot.conf');
  const users = join(folder, 'users');
  writeFileSync(
    users,
    Object.entries(quotas)
      .map(
        ([address, bytes]) =>
          `${address}::${mailOwner}:${mailOwner}::${mails}/${address}::userdb_quota_rule=*:bytes=${bytes}\n`,
      )
      .join(''),
  );
  writeFileSync(
    file,
    `base_dir = ${folder}/dovecot-run
log_path = ${folder}/dovecot.log
protocols = imap lmtp
ssl = no
disable_plaintext_auth = no
auth_username_format = %Lu
mail_location = maildir:${mails}/%Lu
first_valid_uid = 1
service imap-login {
  inet_listener imap {
    address = 127.0.0.1
    port = ${imap}
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${lmtp}
  }
}
passdb {
  driver = static
  mechanisms = plain
  args = password=${password}
}
userdb {
  driver = passwd-file
  args = ${users}
  result_success = return-ok
}
userdb {
  driver = static
  args = uid=${mailOwner} gid=${mailOwner} home=${mails}/%Lu allow_all_users=yes
}
recipient_delimiter = +
mail_plugins = $mail_plugins quota
plugin {
  quota = maildir:User quota
}
${introspectionUrl === undefined ? '' : tokenAuthentication(folder, ports, introspectionUrl)}`,
  );
  return file;
}

function isGroupAlive(leader: number): boolean {
  try {
    return process.kill(-leader, 0);
  } catch {
    return false;
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.once('exit', resolve));
}

/** Opens the inbox of an imap:// address, to look only. Whoever opens it closes it. */
export async function openInbox(imapUrl: string): Promise<ImapFlow> {
  const { hostname, port, username, password: pass } = new URL(imapUrl);
  const auth = { user: decodeURIComponent(username), pass };
  const client = new ImapFlow({ host: hostname, port: Number(port), secure: false, auth, logger: false });
  // What ends a connection reaches whoever uses it next; without a listener it would end the process.
  client.on('error', () => {});
  await client.connect();
  await client.mailboxOpen('INBOX', { readOnly: true });
  return client;
}

async function readMailbox(imapUrl: string, query: FetchQueryObject): Promise<FetchMessageObject[]> {
  const client = await openInbox(imapUrl);
  try {
    if (client.mailbox === false || client.mailbox.exists === 0) return [];
    return await client.fetchAll('1:*', query);
  } finally {
    await client.logout();
  }
}

/** Self-signed: its own issuer. */
function writeCertificate(folder: string): void {
  const files = ['-keyout', 'smtp.key', '-out', 'smtp.crt'];
  const names = ['-subj', '/C=VN/CN=smtp', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', ['req', '-x509', '-nodes', '-days', '30', ...names, ...files], {
    cwd: folder,
    stdio: 'pipe',
  });
}

const programs = ['/usr/sbin/postfix', '/usr/sbin/dovecot', '/usr/lib/dovecot/imap', '/usr/lib/dovecot/lmtp'];

/** Why there can be no such server on this machine, one line; null when there can. Places are Debian's. */
export function mailServerMissing(): string | null {
  if (process.getuid?.() !== 0) return 'Postfix and Dovecot can be started by root only';
  if (programs.every((path) => existsSync(path))) return null;
  return 'no Postfix and Dovecot: sudo apt-get install postfix dovecot-imapd dovecot-lmtpd';
}

export async function openMailServer(wish: MailServerWish): Promise<MailServer> {
  const folder = mkdtempSync(join(tmpdir(), 'congvan-mail-'));
  chmodSync(folder, 0o755);
  const ports = { smtp: await freePort(), auth: await freePort(), lmtp: await freePort(), imap: await freePort() };
  writeCertificate(folder);
  const settings = writePostfix(folder, ports, wish);
  const dovecotFile = writeDovecot(folder, ports, wish);
  const spawnDovecot = () => spawn('dovecot', ['-F', '-c', dovecotFile], { stdio: 'ignore', detached: true });
  let dovecot = spawnDovecot();
  const startImap = async () => {
    if (dovecot.exitCode !== null || dovecot.signalCode !== null) dovecot = spawnDovecot();
    await Promise.all([listening(ports.imap), listening(ports.lmtp)]);
  };
  const killImap = async () => {
    // It and the processes it made, which would go on for a while.
    process.kill(-(dovecot.pid ?? 0), 'SIGKILL');
    await ended(dovecot);
  };
  const postfix = (command: 'start' | 'stop') => run('postfix', ['-c', settings, command]);
  const startSmtp = async () => {
    await postfix('start');
    await listening(ports.smtp);
  };
  const stopSmtp = async () => void (await postfix('stop'));
  const killSmtp = async () => {
    // The master leads the process group of all it makes.
    const master = Number(readFileSync(join(folder, 'spool/pid/master.pid'), 'utf8'));
    process.kill(-master, 'SIGKILL');
    while (isGroupAlive(master)) await pause(10);
  };
  const log = () => readFileSync(join(folder, 'postfix.log'), 'utf8');
  await Promise.all([startSmtp(), startImap()]);
  const maildirOf = (address: string) => join(folder, 'mail', address);
  const imapUrl = (address: string) => `imap://${encodeURIComponent(address)}:${password}@127.0.0.1:${ports.imap}`;
  const read = (address: string, query: FetchQueryObject) => readMailbox(imapUrl(address), query);
  const mailsOf = async (address: string) =>
    (await read(address, { source: true })).map(({ source }) => source ?? Buffer.alloc(0));
  return {
    smtpUrl: `smtp://127.0.0.1:${ports.smtp}`,
    caFile: join(folder, 'smtp.crt'),
    imapUrl,
    mailsOf,
    headersOf: async (address) =>
      (await read(address, { headers: true })).map(({ headers }) => headers ?? Buffer.alloc(0)),
    seenOf: async (address) => (await read(address, { flags: true })).map(({ flags }) => flags?.has('\\Seen') ?? false),
    put: (address, mails) => putMails(maildirOf(address), mails),
    maildirOf,
    async awaitMails(address, count) {
      for (const until = Date.now() + patienceMs; Date.now() < until; await pause(100)) {
        const mails = await mailsOf(address);
        if (mails.length >= count) return mails;
      }
      throw new Error(`${address} has fewer than ${count} mails:\n${log().slice(-4_000)}`);
    },
    log,
    stopSmtp,
    startSmtp,
    killSmtp,
    killImap,
    startImap,
    async close() {
      await stopSmtp();
      dovecot.kill('SIGTERM');
      await ended(dovecot);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
