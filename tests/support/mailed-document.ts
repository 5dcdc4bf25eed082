/** Mails that ask for a document to be sent, written as mail programs do, and signed by openssl with a seal the gateway knows. */
import { spawnSync } from 'node:child_process';
import type { GatewayContext } from '../../gateway/context.js';
import { rowOf } from '../../gateway/identity/authority-tools.js';
import { insertCertificate } from '../../gateway/identity/certificates.store.js';
import { smallPdf } from './gateway-fixture.js';
import { type OpensslFolder, openOpenssl } from './openssl-folder.js';
import { pemOf } from './pem.js';
import type { TestAuthority, TestSeal } from './test-authority.js';

export interface MailWish {
  readonly from?: string;
  readonly subject?: string;
  /** Without angle brackets; null: the mail has none. */
  readonly messageId?: string | null;
  /** Whole lines, each ended by a line feed, above all others. */
  readonly above?: string;
  readonly text?: string;
  /** How the text is written instead of UTF-8: a name that iconv knows, and the label the mail gives it. */
  readonly charset?: { readonly iconv: string; readonly label: string };
  readonly attachments?: readonly { readonly name: string; readonly bytes: Buffer }[];
}

export const fullBlock = [
  'Gửi: H30.05',
  'Ký hiệu: STTTT-VP',
  'Trích yếu: Về việc gửi văn bản bằng thư',
  '',
  'Trân trọng',
].join('\n');

let nextMail = 0;

const base64 = (bytes: Buffer) => (bytes.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n');

/** What iconv, another program than ours, makes of a text. */
function encoded(text: string, charset: MailWish['charset']): Buffer {
  if (charset === undefined) return Buffer.from(text);
  const { status, stdout, stderr } = spawnSync('iconv', ['-f', 'UTF-8', '-t', charset.iconv], { input: text });
  if (status !== 0) throw new Error(`iconv: ${stderr}`);
  return stdout;
}

/** The part of a mail that can be signed; no two are alike, as no two mails of a person are. */
function entityOf({
  text = fullBlock,
  charset,
  attachments = [{ name: 'Công văn.pdf', bytes: smallPdf() }],
}: MailWish): string {
  const parts = attachments.map(({ name, bytes }) => {
    const encoded = `=?UTF-8?B?${Buffer.from(name).toString('base64')}?=`;
    return [
      `Content-Type: application/octet-stream; name="${encoded}"`,
      'Content-Transfer-Encoding: base64',
      `Content-Disposition: attachment; filename="${encoded}"`,
      '',
      base64(bytes),
    ];
  });
  const body = [
    `Content-ID: <${nextMail}@so.example>`,
    `Content-Type: text/plain; charset=${charset?.label ?? 'utf-8'}`,
    'Content-Transfer-Encoding: base64',
    '',
    base64(encoded(text, charset)),
  ];
  const lines = [body, ...parts].flatMap((part) => ['--inner', ...part]);
  return ['Content-Type: multipart/mixed; boundary=inner', '', ...lines, '--inner--', ''].join('\r\n');
}

function headerOf(wish: MailWish): string {
  nextMail += 1;
  const { from = 'vanthu@so.example', subject = 'Gửi văn bản', above = '' } = wish;
  const { messageId = `m${nextMail}@so.example` } = wish;
  const id = messageId === null ? [] : [`Message-ID: <${messageId}>`];
  const coded = `=?UTF-8?B?${Buffer.from(subject).toString('base64')}?=`;
  const lines = [`From: ${from}`, 'To: cong@congvan.example.vn', `Subject: ${coded}`, ...id, 'MIME-Version: 1.0', ''];
  return `${above}${lines.join('\r\n')}`;
}

/** A mail nobody signed. */
export const plainMail = (wish: MailWish = {}): string => `${headerOf(wish)}${entityOf(wish)}`;

/** What a receiving server that this gateway trusts writes on top of a mail whose address it vouches for. */
export const vouched = (domain: string, server = 'mx.congvan.example'): string =>
  `Authentication-Results: ${server}; dmarc=pass header.from=${domain}\r\n`;

export interface MailSigner {
  readonly seal: TestSeal;
  /** The mail with everything in it signed, S/MIME as openssl does it; `opaque`: inside the signature. */
  sign(wish?: MailWish, form?: 'opaque'): string;
  /** A mail with these parts, each with its own header, signed as a whole. */
  signAround(wish: MailWish, parts: readonly string[]): string;
  remove(): void;
}

/** A seal of the agency, registered with the gateway. */
export async function mailSigner(ctx: GatewayContext, authority: TestAuthority, agency: string): Promise<MailSigner> {
  const signer = await strangerSigner(authority, agency);
  const { certificate, chain } = signer.seal;
  await insertCertificate(ctx.database, rowOf(certificate, { kind: 'seal', holder: 'agency', agency, chain }));
  return signer;
}

/** A certificate of the same authority that the gateway does not know. */
export async function strangerSigner(authority: TestAuthority, agencyCode: string): Promise<MailSigner> {
  const seal = await authority.issueSeal({ agencyCode, keyType: 'rsa-2048' });
  const folder = openOpenssl();
  folder.write('seal.crt', pemOf(seal.certificate));
  folder.write('issuing.crt', pemOf(authority.issuing.certificate));
  folder.write('seal.key', seal.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return {
    seal,
    signAround: (wish, parts) => withoutVersion(headerOf(wish)) + signed(folder, multipart('around', parts)),
    sign: (wish = {}, form) => signedMail(folder, wish, form),
    remove: () => folder.remove(),
  };
}

const multipart = (boundary: string, parts: readonly string[]) =>
  [
    `Content-Type: multipart/mixed; boundary=${boundary}`,
    '',
    ...parts.flatMap((part) => [`--${boundary}`, part]),
    `--${boundary}--`,
    '',
  ].join('\r\n');

/** openssl writes its own. */
const withoutVersion = (header: string) => header.replace('MIME-Version: 1.0\r\n', '');

/** @param folder holds `seal.crt`, `seal.key` and `issuing.crt`, PEM */
export const signedMail = (folder: OpensslFolder, wish: MailWish, form?: 'opaque'): string =>
  withoutVersion(headerOf(wish)) + signed(folder, entityOf(wish), form);

function signed(folder: OpensslFolder, entity: string, form?: 'opaque'): string {
  folder.write('entity', entity);
  const key = ['-signer', 'seal.crt', '-inkey', 'seal.key', '-certfile', 'issuing.crt'];
  const inside = form === 'opaque' ? ['-nodetach'] : [];
  const mail = folder.run('cms', '-sign', '-binary', ...inside, '-in', 'entity', ...key);
  return mail.toString('latin1');
}
