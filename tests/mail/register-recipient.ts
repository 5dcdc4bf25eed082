/** Makes a gateway know the certificate of somebody whose key openssl has. */
import { join } from 'node:path';
import { readCertificates } from '../../certs/keys/file-key.js';
import { openKeyStore } from '../../certs/keys/key-store.js';
import { registerAgencySeal } from '../../gateway/identity/agency-certificates.js';
import type { AuthorityDesk } from '../../gateway/identity/authority-tools.js';
import type { GatewayFixture } from '../support/gateway-fixture.js';
import type { Recipient } from '../support/openssl-recipient.js';

export async function deskOf({ ctx, folder }: GatewayFixture): Promise<AuthorityDesk> {
  return { database: ctx.database, keyStore: await openKeyStore(join(folder, 'keys'), 'mật khẩu'), now: ctx.now };
}

/** @returns the fingerprint */
export async function registerRecipient(
  gateway: GatewayFixture,
  agency: string,
  { pem }: Recipient,
  kind: 'encryption' | 'seal' = 'encryption',
): Promise<string> {
  const [certificate = Buffer.alloc(0), ...chain] = readCertificates(Buffer.from(pem));
  const wish = { agency, certificate, chain, holder: 'agency', kind, actor: 'test' } as const;
  return registerAgencySeal(await deskOf(gateway), wish);
}
