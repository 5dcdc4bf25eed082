/** A verification report under the gateway's own seal, as a download: the same for programs and for people. */
import type { FastifyReply } from 'fastify';
import { asiceMediaType } from '../../schemas/asice/media-types.js';
import type { GatewayContext } from '../context.js';
import type { Principal } from '../identity/access.js';
import { sealReport } from '../proofs/seal-report.js';
import { contentDisposition } from './send-bytes.js';
import type { Verification } from './verify-upload.js';

/** @throws Problem as `sealReport` */
export async function sendSealedReport(
  ctx: GatewayContext,
  reply: FastifyReply,
  caller: Principal,
  { report, name }: Pick<Verification<unknown>, 'report' | 'name'>,
): Promise<FastifyReply> {
  const sealed = await sealReport(ctx, caller, report, name);
  return reply
    .headers({ 'content-disposition': contentDisposition('report.asice'), 'cache-control': 'private, no-store' })
    .type(asiceMediaType)
    .send(sealed);
}
