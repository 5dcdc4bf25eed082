/** Mails laid into a maildir, as if a mail server had just delivered them. Source: maildir(5); Dovecot's `S=` and `W=` in file names. */
import { chownSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** `nobody` and its group: owner of the maildirs. */
export const mailOwner = 65_534;
let mailsPut = 0;

/**
 * Written beside and then moved, as every maildir is written. The name tells both sizes, with line ends of one octet and of two, as those
 * of Dovecot's own deliveries do: it then needs not read the mail to say them.
 */
export function putMails(maildir: string, mails: readonly Buffer[]): void {
  for (const folder of ['', 'tmp', 'new', 'cur'].map((name) => join(maildir, name))) {
    mkdirSync(folder, { recursive: true });
    chownSync(folder, mailOwner, mailOwner);
  }
  const names = mails.map((mail) => {
    const stored = mail.toString('latin1').replaceAll('\r\n', '\n');
    mailsPut += 1;
    const number = String(mailsPut).padStart(6, '0');
    const name = `${Math.floor(Date.now() / 1000)}.M${number}P${process.pid}.put,S=${stored.length},W=${mail.length}`;
    const path = join(maildir, 'tmp', name);
    writeFileSync(path, stored, 'latin1');
    chownSync(path, mailOwner, mailOwner);
    return name;
  });
  for (const name of names) renameSync(join(maildir, 'tmp', name), join(maildir, 'new', name));
}
