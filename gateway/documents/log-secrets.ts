/**
 * What survives of a refused state secret: time, sender and digest, in one line of the log.
 * Source: Decision 28/2018/QĐ-TTg article 1; design, rules of the field.
 */
import { createHash } from 'node:crypto';
import { isProblem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import type { Principal } from '../identity/access.js';

/** Runs the work; logs a refusal with the SHA-256 of `content` (or that digest itself) and throws it on. */
export async function loggingSecrets<T>(
  ctx: GatewayContext,
  principal: Principal,
  content: unknown,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isProblem(error, 'secret_refused')) {
      const digest = Buffer.isBuffer(content)
        ? content
        : createHash('sha256')
            .update(JSON.stringify(content) ?? '')
            .digest();
      ctx.log.warn(
        { sender: principal.actor, agencies: principal.agencies, digest: digest.toString('hex') },
        'a document marked as a state secret was refused',
      );
    }
    throw error;
  }
}
