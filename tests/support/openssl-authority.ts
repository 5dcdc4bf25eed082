/** A timestamp authority that is nothing but openssl: its certificates, and answers to requests. */
import type { OpensslFolder } from './openssl-folder.js';

export interface AuthorityWish {
  /** Lines for the authority's section of the configuration, in place of the defaults. */
  readonly settings?: Readonly<Record<string, string>>;
}

const defaults = {
  serial: 'serial',
  crypto_device: 'builtin',
  signer_cert: 'tsa.crt',
  signer_key: 'tsa.key',
  signer_digest: 'sha256',
  default_policy: '1.2.3.4.1',
  other_policies: '1.3.6.1.4.1.99999.2',
  digests: 'md5, sha1, sha256, sha384, sha512',
  accuracy: 'secs:1, millisecs:500, microsecs:100',
  clock_precision_digits: '3',
  ordering: 'yes',
  tsa_name: 'yes',
  ess_cert_id_chain: 'no',
  ess_cert_id_alg: 'sha256',
};

const timestampExtensions = [
  '-addext',
  'extendedKeyUsage=critical,timeStamping',
  '-addext',
  'keyUsage=critical,digitalSignature',
];

/** Makes `tsa.crt` and `tsa.key` (self-signed) in the folder. */
export function createTimestampAuthority(openssl: OpensslFolder, ...key: readonly string[]): Buffer {
  return openssl.certificate('tsa', ...(key.length === 0 ? ['-newkey', 'rsa:2048'] : key), ...timestampExtensions);
}

/** The answer to a request (DER), granted or not. */
export function answerTimestamp(
  openssl: OpensslFolder,
  request: Buffer,
  { settings = {} }: AuthorityWish = {},
): Buffer {
  const lines = Object.entries({ ...defaults, ...settings }).map(([name, value]) => `${name} = ${value}`);
  openssl.write('tsa.cnf', ['[tsa]', 'default_tsa = tsa_config', '[tsa_config]', ...lines, ''].join('\n'));
  openssl.write('serial', '1F00\n');
  openssl.write('request.tsq', request);
  openssl.run('ts', '-reply', '-config', 'tsa.cnf', '-queryfile', 'request.tsq', '-out', 'reply.tsr');
  return openssl.read('reply.tsr');
}
