/** Programs of other people at both ends: s-nail reads and verifies our mails, swaks sends odd ones to the gateway's mailbox. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pemOf } from '../support/pem.js';
import { gatewayMailbox, type MailRoom, openMailRoom } from './mail-room.js';

const [sender, reader] = ['H30.03', 'H30.05'];
const mailbox = 'vanthu@yte.example';
let room: MailRoom;
let folder: string;

beforeAll(async () => {
  room = await openMailRoom({
    mailboxes: [gatewayMailbox, mailbox],
    readMailbox: true,
    agencies: { [sender]: { numbering: 'agency' }, [reader]: { channel: 'email', email: mailbox } },
  });
  folder = mkdtempSync(join(tmpdir(), 'congvan-programs-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await room?.close();
});

/** What s-nail says when it verifies the only mail of a mailbox file. */
function verifiedBySnail(mail: Buffer): { status: number | null; said: string } {
  const file = join(folder, 'mails.mbox');
  const root = join(folder, 'root.pem');
  writeFileSync(
    file,
    Buffer.concat([Buffer.from('From a@b Thu May 19 09:42:17 2016\n'), unixLines(mail), Buffer.from('\n')]),
  );
  writeFileSync(root, pemOf(room.gateway.authority.root.certificate));
  const settings = ['-S', `smime-ca-file=${root}`, '-S', 'smime-ca-no-defaults', '-S', 'from=ai@do.example'];
  const env = { PATH: process.env['PATH'], HOME: folder, LC_ALL: 'C.UTF-8' };
  const { status, stdout, stderr } = spawnSync(
    's-nail',
    ['-#', '-n', ...settings, '-R', '-Y', 'verify 1', '-Y', 'xit', '-f', file],
    {
      env,
    },
  );
  return { status, said: `${stdout}${stderr}` };
}

const unixLines = (mail: Buffer) => Buffer.from(mail.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');

describe('s-nail, a mail program', () => {
  it('verifies the signature of a mail that went through Postfix and Dovecot, and not that of a changed one', async () => {
    const document = await room.send(await room.gateway.token([sender]), { to: [reader] });
    const [mail = Buffer.alloc(0)] = await room.mailAbout(mailbox, document.id);
    const good = verifiedBySnail(mail);
    expect(good.said).toMatch(/verified successfully/i);
    const at = mail.indexOf('Content-Transfer-Encoding: base64\r\n\r\n') + 60;
    const changed = Buffer.from(mail);
    changed[at] = changed[at] === 0x41 ? 0x42 : 0x41;
    expect(verifiedBySnail(changed).said).not.toMatch(/verified successfully/i);
  });
});

function swaks(...args: string[]): void {
  const server = new URL(room.server.smtpUrl);
  const base = ['--server', server.hostname, '--port', server.port, '--to', gatewayMailbox, '--hide-all'];
  const { status, stderr } = spawnSync('swaks', [...base, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`swaks ended with ${status}: ${stderr}`);
}

interface Row {
  readonly state: string;
  readonly subject: string;
}

async function taken(subject: RegExp): Promise<Row> {
  for (let tries = 0; tries < 300; tries += 1) {
    const { rows } = await room.gateway.ctx.database.query<Row>(
      `select state, subject from mails_in where state <> 'new'`,
    );
    const row = rows.find((one) => subject.test(one.subject));
    if (row !== undefined) return row;
    await pause(50);
  }
  throw new Error(`no mail like ${subject} was handled`);
}

describe('a mail that swaks sends', () => {
  const file = (content: string) => {
    const path = join(folder, 'mail.txt');
    writeFileSync(path, content, 'latin1');
    return path;
  };

  it.each([
    [
      'with octets in its header that no standard allows',
      'Subject: C\xf4ng v\xe3n\r\nFrom: ai@xa.example\r\n\r\nChao\r\n',
      /C.ng v.n/,
    ],
    ['without From, Date and Message-ID', 'Subject: khong ai gui\r\n\r\nChao\r\n', /khong ai gui/],
    [
      'with From twice',
      'From: a@xa.example\r\nFrom: vanthu@yte.example\r\nSubject: hai nguoi\r\n\r\nTiep nhan\r\n',
      /hai nguoi/,
    ],
    [
      'with a line of 50,000 characters',
      `From: ai@xa.example\r\nSubject: dong dai\r\n\r\n${'x'.repeat(50_000)}\r\n`,
      /dong dai/,
    ],
    [
      'whose multipart never ends',
      'From: ai@xa.example\r\nSubject: khong het\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n',
      /khong het/,
    ],
    [
      'under the null sender',
      'From: MAILER-DAEMON@xa.example\r\nSubject: tra lai\r\n\r\nUser unknown: ai@xa.example\r\n',
      /tra lai/,
    ],
  ])('%s is handled and changes nothing', async (what, content, subject) => {
    swaks('--from', what.includes('null') ? '<>' : 'ai@xa.example', '--data', `@${file(content)}`);
    expect((await taken(subject)).state).toMatch(/quarantined|done/);
    const documents = await room.gateway.ctx.database.query<{ n: number }>(
      `select count(*) as n from documents where origin = 'mail'`,
    );
    expect(documents.rows[0]?.n).toBe(0);
  });

  it('with an attachment of its own making is seen with its name', async () => {
    swaks(
      '--from',
      'ai@xa.example',
      '--h-Subject',
      'co tep',
      '--attach-type',
      'application/pdf',
      '--attach-name',
      'a.pdf',
      '--attach',
      `@${file('%PDF-1.4')}`,
    );
    expect((await taken(/co tep/)).state).toBe('quarantined');
  });
});
