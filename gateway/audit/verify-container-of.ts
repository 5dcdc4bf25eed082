/** How the seal of a stored document stands today: the verdict anybody would get who brings its container, with the evidence. */
import type { VerificationReport } from '../../certs/verdict/report.js';
import { verifyFile } from '../../certs/verdict/verify-file.js';
import { verifyOnline } from '../../certs/verdict/verify-online.js';
import type { VerifyOptions } from '../../certs/verdict/verify-options.js';
import type { GatewayContext } from '../context.js';
import { openContainerOf } from '../documents/open-document.js';
import { type Principal, requireScope } from '../identity/access.js';
import { readTrust } from '../identity/trust.js';

/** @throws Problem `missing_scope`, `not_found`, `storage_damaged` */
export async function verifyContainerOf(
  ctx: GatewayContext,
  principal: Principal,
  id: string,
): Promise<{ readonly report: VerificationReport; readonly name: string }> {
  requireScope(principal, 'audit:read');
  const { source, name } = await openContainerOf(ctx, principal, id);
  try {
    const trust = await readTrust(ctx.database);
    const options: VerifyOptions = { policy: 'full', evidence: true, ...trust, at: ctx.now() };
    const report = await (ctx.online === null
      ? verifyFile(source, options)
      : verifyOnline(source, options, ctx.online.forOneVerification()));
    return { report, name };
  } finally {
    await source.close();
  }
}
