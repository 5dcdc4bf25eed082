/** `congvan mail test` and `congvan doctor` over a real mail server. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MailServer, openMailServer } from '../../bench/peers/mail-server.js';
import { openOpenssl } from '../support/openssl-folder.js';
import { runCongvan } from '../support/run-congvan.js';
import { freshDatabase } from '../support/test-database.js';
import { opensslVerifies, takeApart } from './take-apart.js';

const mailbox = 'nguoi-quan-tri@yte.example';
let server: MailServer;
let database: Awaited<ReturnType<typeof freshDatabase>>;
let data: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  server = await openMailServer({ mailboxes: [mailbox] });
  database = await freshDatabase();
  data = await mkdtemp(join(tmpdir(), 'congvan-mail-test-'));
  env = {
    CONGVAN_DATA: data,
    DATABASE_URL: database.url,
    CONGVAN_SMTP_URL: server.smtpUrl,
    CONGVAN_SMTP_CA_FILE: server.caFile,
    CONGVAN_MAIL_FROM: 'congvan@truc.example',
  };
});
afterAll(async () => {
  await database?.drop();
  await server?.close();
  await rm(data, { recursive: true, force: true });
});

const test = (address: string, changes: NodeJS.ProcessEnv = {}) =>
  runCongvan(['mail', 'test', address, '--json'], { ...env, ...changes });

it('arrives, signed with the key that was made for the address, whose certificate openssl trusts under the gateway’s root', async () => {
  const sent = await test(mailbox);
  expect(sent.exitCode, sent.stderr).toBe(0);
  const [mail = Buffer.alloc(0)] = await server.awaitMails(mailbox, 1);
  expect(takeApart(mail).field('message-id')).toEqual([sent.json()['messageId']]);
  const list = await runCongvan(['cert', 'list', '--json'], env);
  const root = list.json<{ kind: string; fingerprint: string }[]>().find(({ kind }) => kind === 'root');
  const file = join(data, 'root.pem');
  await runCongvan(['cert', 'export', root?.fingerprint ?? '', '--out', file], env);
  expect(opensslVerifies(mail, await readFile(file, 'utf8'))?.length).toBeGreaterThan(0);
});

it('is signed with another key once mails come from another address, and with the same one as long as they do not', async () => {
  const mailKeys = async () =>
    (await runCongvan(['cert', 'list', '--json'], env))
      .json<{ kind: string }[]>()
      .filter(({ kind }) => kind === 'mail');
  expect(await mailKeys()).toHaveLength(1);
  const before = (await server.mailsOf(mailbox)).length;
  expect((await test(mailbox, { CONGVAN_MAIL_FROM: 'van-thu@truc.example' })).exitCode).toBe(0);
  const mails = await server.awaitMails(mailbox, before + 1);
  expect(await mailKeys()).toHaveLength(2);
  const openssl = openOpenssl();
  openssl.write('mail.eml', mails.at(-1) ?? Buffer.alloc(0));
  openssl.run('cms', '-verify', '-noverify', '-in', 'mail.eml', '-signer', 'signer.pem', '-out', 'content');
  const addresses = openssl.run('x509', '-in', 'signer.pem', '-noout', '-email').toString().trim();
  openssl.remove();
  expect(addresses).toBe('van-thu@truc.example');
});

it('is signed around its content where the setting says so, as openssl and our own verifier find', async () => {
  const before = (await server.mailsOf(mailbox)).length;
  expect((await test(mailbox, { CONGVAN_MAIL_SIGNATURE: 'opaque' })).exitCode).toBe(0);
  const mail = (await server.awaitMails(mailbox, before + 1)).at(-1) ?? Buffer.alloc(0);
  expect(takeApart(mail).field('content-type')[0]).toContain('smime-type="signed-data"');
  const [eml, root] = [join(data, 'opaque.eml'), join(data, 'root.pem')];
  await writeFile(eml, mail);
  expect(opensslVerifies(mail, await readFile(root, 'utf8'))?.toString()).toContain('multipart/alternative');
  const judged = await runCongvan(['verify', eml, '--trust', root, '--policy', 'core', '--offline', '--json'], env);
  expect(judged.exitCode, judged.stdout).toBe(0);
});

it('says what the server says when it refuses', async () => {
  const { exitCode, stderr } = await test('khong-co@yte.example');
  expect(exitCode).toBe(69);
  expect(stderr).toMatch(/mail_not_sent: .*5\.1\.1/);
});

it('needs a mail server and an address', async () => {
  expect((await test('ai đó')).stderr).toContain('is not an e-mail address');
  expect((await test(mailbox, { CONGVAN_SMTP_URL: '' })).stderr).toContain('CONGVAN_SMTP_URL');
  expect((await test(mailbox, { CONGVAN_MAIL_FROM: '' })).stderr).toContain('CONGVAN_MAIL_FROM');
});

it('is not sent over a connection that is not what the operator asked for', async () => {
  const unknownIssuer = await test(mailbox, { CONGVAN_SMTP_CA_FILE: '' });
  expect(unknownIssuer.stderr).toMatch(/mail_not_sent: .*self-signed certificate/);
  const unchecked = await test(mailbox, { CONGVAN_SMTP_CA_FILE: '', CONGVAN_SMTP_TLS: 'encrypted' });
  expect(unchecked.exitCode, unchecked.stderr).toBe(0);
});

it('is foretold by the doctor', async () => {
  const mailFinding = async (changes: NodeJS.ProcessEnv = {}) => {
    const { stdout } = await runCongvan(['doctor', '--json'], { ...env, ...changes });
    const { findings } = JSON.parse(stdout) as { findings: { check: string; level: string; message: string }[] };
    return findings.find(({ check }) => check === 'mail');
  };
  expect(await mailFinding()).toMatchObject({ level: 'ok', message: 'the mail server answers' });
  expect(await mailFinding({ CONGVAN_SMTP_URL: 'smtp://127.0.0.1:1' })).toMatchObject({ level: 'problem' });
});
