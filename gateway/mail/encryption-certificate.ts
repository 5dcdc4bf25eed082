/**
 * For which certificate mails to an agency are encrypted: its newest one for that, if it is good now by all that is known here.
 * Nobody is asked over the network meanwhile. Does not encrypt (certs/smime/encrypt-mail.ts).
 */
import { encryptionFault } from '../../certs/smime/encryption-certificate.js';
import { readCertificate } from '../../certs/trust/certificate.js';
import type { GatewayContext } from '../context.js';
import { type CertificateRow, findEncryptionCertificates } from '../identity/certificates.store.js';
import { pathFault } from '../identity/seal-intake.js';

export type EncryptionCertificate =
  /** DER. */
  | { readonly certificate: Buffer }
  /** Why there is none, in words. */
  | { readonly fault: string };

async function faultOf(ctx: GatewayContext, { der, chain }: CertificateRow): Promise<string | null> {
  return encryptionFault(readCertificate(der)) ?? (await pathFault(ctx, der, chain))?.message ?? null;
}

/** Of several that hold, the first that is good; one made for encryption before a seal whose key the agency has itself. */
export async function encryptionCertificate(ctx: GatewayContext, agency: string): Promise<EncryptionCertificate> {
  const faults: string[] = [];
  for (const row of await findEncryptionCertificates(ctx.database, agency, ctx.now())) {
    const fault = await faultOf(ctx, row);
    if (fault === null) return { certificate: row.der };
    faults.push(`${row.fingerprint.slice(0, 16)}: ${fault}`);
  }
  const known = faults.length === 0 ? '' : ` (${faults.join('; ').slice(0, 200)})`;
  return { fault: `${agency} asks for encrypted mails and has no valid certificate for them${known}` };
}
