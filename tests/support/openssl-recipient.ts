/** Somebody who can read encrypted mails, with openssl alone: a certificate of an authority of openssl's own, and its key. */
import { type OpensslFolder, openOpenssl } from './openssl-folder.js';

export interface Recipient {
  /** PEM: the certificate, then its issuer. */
  readonly pem: string;
  /** DER. */
  readonly certificate: Buffer;
  readonly issuer: Buffer;
  /** What was encrypted in a mail, as a mail of its own; null when it was not encrypted for this recipient. */
  decrypts(mail: Buffer): Buffer | null;
  /** What openssl says of how the mail is encrypted. */
  describes(mail: Buffer): string;
  remove(): void;
}

export interface RecipientWish {
  /** Arguments that make the key; RSA of 2048 bits when left out. */
  readonly key?: readonly string[];
  /** Values of X.509 extensions. */
  readonly keyUsage?: string;
  readonly purpose?: string;
  readonly days?: number;
}

export const curve = (name: string): readonly string[] => ['ec', '-pkeyopt', `ec_paramgen_curve:${name}`];

function issue(openssl: OpensslFolder, wish: RecipientWish): void {
  const { key = ['rsa:2048'], keyUsage = 'keyEncipherment', purpose = 'emailProtection', days = 30 } = wish;
  openssl.certificate('ca', '-addext', 'keyUsage=critical,keyCertSign,cRLSign');
  openssl.write(
    'extensions',
    `keyUsage=critical,${keyUsage}\nextendedKeyUsage=${purpose}\nauthorityKeyIdentifier=keyid\nbasicConstraints=CA:FALSE\n`,
  );
  const names = ['-keyout', 'reader.key', '-out', 'reader.csr', '-subj', '/C=VN/CN=reader'];
  openssl.run('req', '-new', '-nodes', '-newkey', ...key, ...names);
  const issuer = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', String(days)];
  openssl.run('x509', '-req', '-in', 'reader.csr', ...issuer, '-extfile', 'extensions', '-out', 'reader.crt');
}

export function openRecipient(wish: RecipientWish = {}): Recipient {
  const openssl = openOpenssl();
  issue(openssl, wish);
  const der = (name: string) => openssl.run('x509', '-in', name, '-outform', 'DER');
  return {
    pem: `${openssl.read('reader.crt')}${openssl.read('ca.crt')}`,
    certificate: der('reader.crt'),
    issuer: der('ca.crt'),
    decrypts(mail) {
      const files = ['-in', openssl.write('mail.eml', mail), '-recip', 'reader.crt', '-inkey', 'reader.key'];
      return openssl.accepts('cms', '-decrypt', ...files, '-out', 'content') ? openssl.read('content') : null;
    },
    describes: (mail) =>
      openssl.run('cms', '-cmsout', '-print', '-noout', '-in', openssl.write('mail.eml', mail)).toString(),
    remove: openssl.remove,
  };
}
