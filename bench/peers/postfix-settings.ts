/** How a Postfix is told what the mail server of tests and benchmarks does: its main.cf, master.cf and tables. Source: postconf(5), master(5). */
import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MailServerWish, Ports } from './mail-server-wish.js';

/** Name under which this server writes what it found out (RFC 8601). */
export const findingServer = 'mx.test.example';

const requireLogin = ({ auth }: Ports) => `smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:${auth}
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
`;

const thinkAbout = (domain: string) =>
  `smtpd_recipient_restrictions = check_recipient_access inline:{{${domain} = sleep 2}}, permit_mynetworks, reject\n`;

const postfixServices = `smtp-port inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`;

/** @returns the folder of the settings */
export function writePostfix(folder: string, ports: Ports, wish: MailServerWish): string {
  const { smtp, lmtp } = ports;
  const settings = join(folder, 'postfix');
  for (const name of [settings, join(folder, 'spool'), join(folder, 'data')]) mkdirSync(name);
  chownSync(join(folder, 'data'), Number(execFileSync('id', ['-u', 'postfix'])), 0);
  writeFileSync(join(settings, 'mailboxes'), wish.mailboxes.map((address) => `${address} there\n`).join(''));
  const domains = [...new Set(wish.mailboxes.map((address) => address.split('@')[1]))];
  const { elsewhere = {}, findings = {} } = wish;
  writeFileSync(
    join(settings, 'transport'),
    Object.entries(elsewhere)
      .map(([domain, port]) => `${domain} smtp:[127.0.0.1]:${port}\n`)
      .join(''),
  );
  writeFileSync(
    join(settings, 'findings'),
    Object.entries(findings)
      .map(([address, found]) => `${address} PREPEND Authentication-Results: ${findingServer}; ${found}\n`)
      .join(''),
  );
  writeFileSync(
    join(settings, 'main.cf'),
    `compatibility_level = 3.6
queue_directory = ${folder}/spool
data_directory = ${folder}/data
maillog_file = ${folder}/postfix.log
maillog_file_prefixes = ${folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.test.example
mydestination =
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = ${domains.join(' ')}
virtual_mailbox_maps = texthash:${settings}/mailboxes
virtual_transport = lmtp:inet:127.0.0.1:${lmtp}
relay_domains = ${Object.keys(elsewhere).join(' ')}
transport_maps = texthash:${settings}/transport
smtpd_sender_restrictions = check_sender_access texthash:${settings}/findings
recipient_delimiter = +
maximal_queue_lifetime = ${wish.patienceSeconds ?? 3600}s
bounce_queue_lifetime = ${wish.patienceSeconds ?? 3600}s
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
message_size_limit = ${wish.largestMail ?? 50_000_000}
mailbox_size_limit = 0
virtual_mailbox_limit = 0
smtpd_tls_cert_file = ${folder}/smtp.crt
smtpd_tls_key_file = ${folder}/smtp.key
smtpd_tls_security_level = may
smtputf8_enable = no
${wish.introspectionUrl === undefined ? '' : requireLogin(ports)}${
  wish.slowDomain === undefined ? '' : thinkAbout(wish.slowDomain)
}`,
  );
  writeFileSync(join(settings, 'master.cf'), postfixServices.replace('smtp-port', `127.0.0.1:${smtp}`));
  return settings;
}
