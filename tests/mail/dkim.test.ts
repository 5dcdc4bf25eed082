/** Mails with the domain's own signature, judged after the trip through Postfix and Dovecot by dkimpy. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMailTransport } from '../../gateway/mail/mail-transport.js';
import { smallPdf } from '../support/gateway-fixture.js';
import { type OpensslFolder, openOpenssl } from '../support/openssl-folder.js';
import { gatewayMailbox, type MailRoom, openMailRoom } from './mail-room.js';

const [sender, reader] = ['H30.03', 'H30.05'];
const mailbox = 'vanthu@yte.example';
const script = fileURLToPath(new URL('verify-dkim.py', import.meta.url));

let openssl: OpensslFolder;
let room: MailRoom;
let token: string;

beforeAll(async () => {
  openssl = openOpenssl();
  for (const name of ['dkim.key', 'other.key'])
    openssl.run('genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', name);
  room = await openMailRoom({
    mailboxes: [gatewayMailbox, mailbox],
    agencies: { [sender]: { numbering: 'agency' }, [reader]: { channel: 'email', email: mailbox } },
    config: { dkimKeyFile: openssl.path('dkim.key'), dkimSelector: 'congvan2026' },
  });
  token = await room.gateway.token([sender]);
});
afterAll(async () => {
  await room?.close();
  openssl?.remove();
});

/** What dkimpy says when DNS has the public half of this key. */
function isGenuine(mail: Buffer, key = 'dkim.key', name = 'congvan2026._domainkey.truc.example'): boolean {
  const published = openssl.run('pkey', '-in', key, '-pubout', '-outform', 'DER').toString('base64');
  // Debian's own Python: it is the one that has the package.
  const { status, stderr } = spawnSync('/usr/bin/python3', [script, name, `v=DKIM1; k=rsa; p=${published}`], {
    input: mail,
  });
  expect(stderr.toString()).toBe('');
  return status === 0;
}

const drafts = () => join(room.gateway.folder, 'mail-drafts');

describe.each([
  ['a small mail', 1_000],
  ['a mail of 8 MB', 3_000_000],
])('%s', (_what, size) => {
  let mail: Buffer;

  beforeAll(async () => {
    const file = ['Công văn.pdf', Buffer.concat([smallPdf(), Buffer.alloc(size, 'x')])] as const;
    const { id } = await room.send(token, { to: [reader] }, [file]);
    [mail = Buffer.alloc(0)] = await room.mailAbout(mailbox, id);
  });

  it('has a signature that holds under the key in DNS, and under no other', () => {
    expect(isGenuine(mail)).toBe(true);
    expect(isGenuine(mail, 'other.key')).toBe(false);
    expect(isGenuine(mail, 'dkim.key', 'congvan2026._domainkey.khac.example')).toBe(false);
  });

  it('has one that breaks when its subject or its body is changed', () => {
    const changed = (from: string, to: string) => Buffer.from(mail.toString('latin1').replace(from, to), 'latin1');
    expect(isGenuine(changed('Subject: ', 'Subject: X'))).toBe(false);
    expect(isGenuine(changed('\r\n\r\n--congvan', '\r\n\r\nX--congvan'))).toBe(false);
  });

  it('leaves no draft behind', () => {
    expect(readdirSync(drafts())).toEqual([]);
  });
});

it('a mail that cannot be read to its end is not sent, and the fault is known as ours', async () => {
  const transport = openMailTransport(room.gateway.ctx.config);
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from('Subject: x\r\n\r\n');
      yield Buffer.alloc(2_000_000, 'x');
      throw new Error('the disk is gone');
    })(),
    { objectMode: false },
  );
  const envelope = { from: gatewayMailbox, to: mailbox, envelopeId: 'x' };
  await expect(transport?.send(envelope, broken, AbortSignal.timeout(10_000))).rejects.toMatchObject({
    code: 'ESTREAM',
  });
  transport?.close();
  expect(readdirSync(drafts())).toEqual([]);
});

it('what a killed process left is cleared away after a day, and not before', () => {
  mkdirSync(drafts(), { recursive: true });
  const [old, recent] = [join(drafts(), 'message.old'), join(drafts(), 'message.new')];
  for (const path of [old, recent]) writeFileSync(path, 'x');
  const before = Date.now() / 1000 - 25 * 3600;
  utimesSync(old, before, before);
  openMailTransport(room.gateway.ctx.config)?.close();
  expect([existsSync(old), existsSync(recent)]).toEqual([false, true]);
});
