/** What may be asked of the mail server of tests and benchmarks (mail-server.ts), and where its programs listen. */

export interface MailServerWish {
  /** Addresses that exist. */
  readonly mailboxes: readonly string[];
  /** In bytes; 50 MB when left out. */
  readonly largestMail?: number;
  /** Mailboxes that hold no more than so many bytes. */
  readonly quotas?: Readonly<Record<string, number>>;
  /** After so long the server gives up a mail that the next one does not take; an hour when left out. */
  readonly patienceSeconds?: number;
  /** Domains whose mails go to a port on this machine, where somebody else answers or nobody. */
  readonly elsewhere?: Readonly<Record<string, number>>;
  /** What this server finds out about senders, as it writes it on top of their mails, by address. */
  readonly findings?: Readonly<Record<string, string>>;
  /** Where Dovecot asks whose access token it was given (RFC 7662); Postfix then takes mails of those it names only, by XOAUTH2. */
  readonly introspectionUrl?: string;
  /** Postfix thinks two seconds about each mail to this domain. */
  readonly slowDomain?: string;
}

export interface Ports {
  readonly smtp: number;
  /** Where Postfix asks Dovecot about logins. */
  readonly auth: number;
  readonly lmtp: number;
  readonly imap: number;
}
