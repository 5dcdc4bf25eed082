/** Keys, certificates and a revocation list made with openssl: trust that owes nothing to the product's own code. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const config = `
[ca]
default_ca = here
[here]
database = index.txt
crlnumber = crlnumber
default_md = sha256
default_crl_days = 30
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[seal]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
`;

const rsaPss = (bits: number, ...restrictions: readonly string[]) => [
  ...['-algorithm', 'RSA-PSS', '-pkeyopt', `rsa_keygen_bits:${bits}`],
  ...restrictions.flatMap((restriction) => ['-pkeyopt', `rsa_pss_keygen_${restriction}`]),
];

const keyArguments = {
  'RSA-2048': ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  'RSA-PSS-2048': rsaPss(2048),
  'RSA-PSS-3072-SHA384': rsaPss(3072, 'md:sha384', 'mgf1_md:sha384', 'saltlen:48'),
  'RSA-PSS-4096-SHA512': rsaPss(4096, 'md:sha512', 'mgf1_md:sha512', 'saltlen:64'),
  'RSA-PSS-2048-SHA1': rsaPss(2048, 'md:sha1', 'mgf1_md:sha1', 'saltlen:20'),
  'RSA-PSS-1024': rsaPss(1024),
  'P-256': ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
} as const;

export type OpensslKeyKind = keyof typeof keyArguments;

/** An authority in a folder: `root.pem`, `root.crl`, and a `NAME.key` and `NAME.pem` for every seal issued. */
export class OpensslAuthority {
  constructor(readonly folder: string) {
    for (const [name, content] of Object.entries({ 'ca.cnf': config, 'index.txt': '', crlnumber: '1000\n' })) {
      writeFileSync(join(folder, name), content);
    }
    this.#makeKey('root', 'P-256');
    this.#openssl(
      'req',
      '-x509',
      '-new',
      '-key',
      'root.key',
      '-subj',
      '/CN=Root',
      '-days',
      '3650',
      '-config',
      'ca.cnf',
      '-extensions',
      'root',
      '-out',
      'root.pem',
    );
    this.writeCrl();
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Issues `NAME.pem` for a new key `NAME.key`, to the agency H30.12. */
  issue(name: string, kind: OpensslKeyKind): void {
    this.#makeKey(name, kind);
    this.#openssl(
      'req',
      '-new',
      '-key',
      `${name}.key`,
      '-utf8',
      '-subj',
      '/O=Sở Tư pháp/organizationIdentifier=H30.12/CN=Sở Tư pháp',
      '-out',
      `${name}.csr`,
    );
    this.answer(name);
  }

  /** Issues `NAME.pem` for the request `NAME.csr`, as an authority does that never sees the key. */
  answer(name: string): void {
    this.#openssl(
      ...[
        'x509',
        '-req',
        '-in',
        `${name}.csr`,
        '-CA',
        'root.pem',
        '-CAkey',
        'root.key',
        '-CAcreateserial',
        '-days',
        '365',
      ],
      ...['-extfile', 'ca.cnf', '-extensions', 'seal', '-out', `${name}.pem`],
    );
  }

  revoke(name: string): void {
    this.#openssl('ca', '-config', 'ca.cnf', '-keyfile', 'root.key', '-cert', 'root.pem', '-revoke', `${name}.pem`);
    this.writeCrl();
  }

  writeCrl(): void {
    this.#openssl(
      'ca',
      '-config',
      'ca.cnf',
      '-keyfile',
      'root.key',
      '-cert',
      'root.pem',
      '-gencrl',
      '-out',
      'root.crl',
    );
  }

  #makeKey(name: string, kind: OpensslKeyKind): void {
    this.#openssl('genpkey', ...keyArguments[kind], '-out', `${name}.key`);
  }

  #openssl(...args: string[]): void {
    execFileSync('openssl', args, { cwd: this.folder, stdio: 'pipe' });
  }
}
