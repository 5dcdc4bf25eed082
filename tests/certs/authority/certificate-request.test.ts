import { execFileSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCertificateRequest } from '../../../certs/authority/certificate-request.js';
import { createKeypair } from '../../../certs/authority/create-keypair.js';
import { keyUse } from '../../../certs/keys/file-key.js';
import { toPem } from '../../../certs/keys/pem-text.js';

const owner = { agencyCode: 'H30.21', agencyName: 'Ủy ban nhân dân xã Vị Đông'.normalize('NFD') };
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'request-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function openssl(...args: string[]): string {
  return execFileSync('sh', ['-c', 'openssl "$@" 2>&1', 'openssl', ...args], { cwd: folder }).toString();
}

describe('a certificate request', () => {
  it.each(['rsa-2048', 'rsa-3072', 'p-256', 'p-384', 'p-521'] as const)(
    'for a %s key is signed as openssl wants it and names the agency',
    async (kind) => {
      const { privateKey, publicKey } = await createKeypair(kind);
      const der = await buildCertificateRequest(owner, { ...keyUse(privateKey), publicKey });
      writeFileSync(join(folder, 'seal.csr'), toPem('CERTIFICATE REQUEST', der));
      expect(openssl('req', '-verify', '-noout', '-in', 'seal.csr')).toContain('verify OK');
      const subject = openssl('req', '-noout', '-subject', '-nameopt', 'utf8,sep_comma_plus_space', '-in', 'seal.csr');
      expect(subject.trim()).toBe(
        `subject=C=VN, O=${owner.agencyName.normalize('NFC')}, organizationIdentifier=H30.21, CN=${owner.agencyName.normalize('NFC')}`,
      );
      const asked = openssl('req', '-noout', '-pubkey', '-in', 'seal.csr');
      expect(createPublicKey(asked).equals(publicKey)).toBe(true);
    },
  );

  it('does not verify when a byte of it is changed', async () => {
    const { privateKey, publicKey } = await createKeypair('p-256');
    const der = await buildCertificateRequest(owner, { ...keyUse(privateKey), publicKey });
    const name = der.indexOf('H30.21');
    der.write('H30.22', name);
    writeFileSync(join(folder, 'changed.csr'), toPem('CERTIFICATE REQUEST', der));
    expect(openssl('req', '-verify', '-noout', '-in', 'changed.csr')).toContain('verify failure');
  });
});
