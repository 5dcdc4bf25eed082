import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileSigner } from '../../../certs/keys/file-key.js';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import { sealContainer } from '../../../certs/xades/seal-container.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { MemoryContainer } from '../../../schemas/asice/memory-container.js';
import { type OpensslFolder, openOpenssl } from '../../support/openssl-folder.js';
import { vectorPath } from '../../support/vectors.js';

let openssl: OpensslFolder;
beforeAll(() => {
  openssl = openOpenssl();
});
afterAll(() => openssl.remove());

/** The verdict on what a certificate with these extensions, made by openssl, has sealed. */
async function judgeSealOf(...extensions: readonly string[]) {
  const wishes = extensions.flatMap((extension) => ['-addext', extension]);
  const certificate = openssl.certificate('signer', '-newkey', 'rsa:2048', ...wishes);
  const container = new MemoryContainer();
  await container.addBytes('a.txt', 'text/plain', Buffer.from('một'));
  const signer = fileSigner(createPrivateKey(openssl.read('signer.key')), certificate, []);
  await sealContainer(container, { envelope: null, signer, signingTime: new Date() });
  return verifyFile(bufferSource(container.bytes()), { policy: 'core', anchors: [] });
}

const onlyDigital = 'keyUsage=critical,digitalSignature,keyEncipherment';
const committing = 'keyUsage=critical,digitalSignature,nonRepudiation';
const logIn = 'extendedKeyUsage=clientAuth,emailProtection';

describe('the purpose of a signing certificate', () => {
  it('does not let a certificate for logging in pass, although its signature is right', async () => {
    const report = await judgeSealOf(onlyDigital, logIn);
    expect(report).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'CHAIN_CONSTRAINTS_FAILURE' });
    expect(report.signatures[0]?.problems).toMatchObject([{ code: 'certificate_purpose' }]);
    expect(report.signatures[0]?.covers).toEqual(['a.txt']);
  });

  it.each([
    ['for logging in and for signing documents', [committing, logIn]],
    ['for signatures, without further purpose', [onlyDigital]],
    ['for mails', [onlyDigital, 'extendedKeyUsage=emailProtection']],
    ['without a key usage', [logIn]],
  ])('lets one pass %s', async (_what, extensions) => {
    expect((await judgeSealOf(...extensions)).indication).toBe('TOTAL-PASSED');
  });

  it('is asked of signatures in PDFs, where the other engine refuses by the same rule', async () => {
    const path = vectorPath('asic', 'siva/generic-validation-service/hellopades-pades-b-sha256-auth.pdf');
    const report = await verifyFile(bufferSource(readFileSync(path)), { policy: 'core', anchors: [] });
    expect(report).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'CHAIN_CONSTRAINTS_FAILURE' });
  });
});
