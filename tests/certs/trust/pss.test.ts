import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validatePath } from '../../../certs/trust/validate-path.js';
import { openssl } from '../../support/openssl.js';

let folder: string;
const at = (name: string) => join(folder, name);

function run(...args: string[]): void {
  const { status, text } = openssl(args);
  expect(status, text).toBe(0);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pss-'));
  writeFileSync(
    at('extensions'),
    '[req]\ndistinguished_name=dn\n[dn]\n[ca]\nbasicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n' +
      '[leaf]\nbasicConstraints=critical,CA:false\nkeyUsage=critical,digitalSignature\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n',
  );
});

afterAll(() => rmSync(folder, { recursive: true }));

interface Wish {
  /** As `openssl genpkey -algorithm`. */
  readonly key: 'RSA' | 'RSA-PSS';
  readonly digest: string;
  readonly salt: string;
  /** PSS parameters the key itself is bound to. */
  readonly bound?: readonly string[];
}

const pss = ({ digest, salt }: Wish) => [
  `-${digest}`,
  ...['-sigopt', 'rsa_padding_mode:pss', '-sigopt', `rsa_pss_saltlen:${salt}`],
];

/** A root and a leaf below it, both signed with PSS; what openssl and we say of them. */
async function chain(wish: Wish): Promise<{ openssl: boolean; ours: string }> {
  const { key, bound = [] } = wish;
  const bits = ['-pkeyopt', 'rsa_keygen_bits:2048'];
  run('genpkey', '-algorithm', key, ...bits, ...bound.flatMap((option) => ['-pkeyopt', option]), '-out', at('ca.key'));
  run('genpkey', '-algorithm', 'RSA', ...bits, '-out', at('leaf.key'));
  const self = ['-x509', '-key', at('ca.key'), '-subj', '/CN=CA', '-days', '30', '-out', at('ca.pem')];
  const empty = ['-config', at('extensions'), '-extensions', 'ca'];
  run('req', '-new', ...self, ...empty, ...pss(wish));
  run('req', '-new', '-key', at('leaf.key'), '-subj', '/CN=leaf', '-config', at('extensions'), '-out', at('leaf.csr'));
  const issue = ['-req', '-in', at('leaf.csr'), '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-days', '20'];
  const extensions = ['-extfile', at('extensions'), '-extensions', 'leaf', '-out', at('leaf.pem')];
  run('x509', ...issue, ...extensions, ...pss(wish));
  for (const name of ['ca', 'leaf'])
    run('x509', '-in', at(`${name}.pem`), '-outform', 'DER', '-out', at(`${name}.der`));
  const material = { anchors: [readFileSync(at('ca.der'))], at: new Date() };
  const result = await validatePath(readFileSync(at('leaf.der')), material, { requireRevocation: false });
  return {
    openssl: openssl(['verify', '-x509_strict', '-CAfile', at('ca.pem'), at('leaf.pem')]).status === 0,
    ours: result.ok ? 'accepted' : result.problem.code,
  };
}

describe('certificates signed with RSASSA-PSS', () => {
  it.each<Wish>([
    { key: 'RSA', digest: 'sha256', salt: '32' },
    { key: 'RSA', digest: 'sha512', salt: '20' },
    { key: 'RSA-PSS', digest: 'sha256', salt: '32' },
    { key: 'RSA-PSS', digest: 'sha384', salt: '48' },
    {
      key: 'RSA-PSS',
      digest: 'sha256',
      salt: '32',
      bound: ['rsa_pss_keygen_md:sha256', 'rsa_pss_keygen_mgf1_md:sha256', 'rsa_pss_keygen_saltlen:32'],
    },
  ])('are accepted as openssl accepts them: %o', async (wish) => {
    expect(await chain(wish)).toEqual({ openssl: true, ours: 'accepted' });
  });

  it('are too weak with SHA-1', async () => {
    expect((await chain({ key: 'RSA-PSS', digest: 'sha1', salt: '20' })).ours).toBe('algorithm_weak');
  });
});
