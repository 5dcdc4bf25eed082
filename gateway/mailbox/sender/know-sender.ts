/**
 * Who is behind a mail: by an S/MIME signature of a certificate this gateway knows, and what the trusted receiving server found about the
 * address. The address in From proves nothing by itself. Decides nothing about what the sender may do (handle-*.ts).
 * Source: RFC 8551 (S/MIME), RFC 8601 (Authentication-Results).
 */
import { hash } from 'node:crypto';
import { findSigners } from '../../../certs/cms/find-signer.js';
import { readSignedData } from '../../../certs/cms/signed-data.js';
import { readMail } from '../../../certs/smime/read-mail.js';
import { authenticationResults, judgeSenderAddress } from '../../../schemas/mail/authentication-results.js';
import { isSigned } from '../../../schemas/mail/protected-mail.js';
import type { SortedMail } from '../../../schemas/mail/sorted-mail.js';
import type { Message } from '../../../schemas/mime/message.js';
import type { GatewayContext } from '../../context.js';
import type { KnownSender, SenderSignature } from '../incoming-mail.js';
import type { MailContext } from '../mails-together.js';
import { judgeSigner, type KnownSigner } from './judge-signer.js';

/**
 * What tells this signing from every other one: the attributes it is over (digest of the content, time). The CMS around them, and everything
 * unsigned in it, could be written in another way by whoever sends the mail again.
 */
function signatureDigest(bytes: Buffer, { certificate }: KnownSigner): string {
  for (const { cms, content } of readMail(bytes).signatures) {
    const signed = readSignedData(cms);
    const own = signed.signers.find(({ identifier }) => findSigners([certificate], identifier, []).named.length > 0);
    // Without attributes it is over the content itself; the value can be another one for the same (ECDSA, (r, s) and (r, -s)).
    if (own !== undefined) return hash('sha256', own.signedAttributesDer ?? content ?? signed.content ?? cms);
  }
  return hash('sha256', bytes);
}

type SignedBy = Pick<KnownSender, 'signature' | 'signatureFault'>;

async function signedBy(ctx: GatewayContext, bytes: Buffer, message: Message): Promise<SignedBy> {
  if (!isSigned(message)) return { signature: null, signatureFault: null };
  const judged = await judgeSigner(ctx, bytes, 'eml');
  if ('fault' in judged) return { signature: null, signatureFault: judged.fault };
  const { agency, fingerprint, signedAt } = judged.signer;
  const signature: SenderSignature = { agency, fingerprint, sha256: signatureDigest(bytes, judged.signer), signedAt };
  return { signature, signatureFault: null };
}

export async function knowSender(
  ctx: MailContext,
  bytes: Buffer,
  message: Message,
  { sender }: SortedMail,
): Promise<KnownSender> {
  const results = authenticationResults(message, ctx.config.mailTrustedServers);
  const active = sender === null ? [] : await ctx.together.activeByAddress(sender);
  return {
    ...(await signedBy(ctx, bytes, message)),
    claims: active,
    results: sender === null ? { dmarc: false, aligned: false } : judgeSenderAddress(results, sender),
  };
}
