/** xmlsec1 as an independent judge of an unpacked container: its files' digests, its signature, and the path to a trusted certificate. */
import { spawnSync } from 'node:child_process';

const signedProperties = 'http://uri.etsi.org/01903/v1.3.2#:SignedProperties';

/** @param trust PEM file with the trusted certificates */
export function askXmlsec1(
  folder: string,
  trust: string,
  signature = 'META-INF/signatures0.xml',
): { readonly status: number | null; readonly stderr: string } {
  const trusted = ['--enabled-key-data', 'x509', '--trusted-pem', trust];
  const args = ['--verify', ...trusted, '--id-attr:Id', signedProperties, signature];
  return spawnSync('xmlsec1', args, { cwd: folder, encoding: 'utf8' });
}
