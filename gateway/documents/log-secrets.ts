/**
 * What survives of a refused state secret: time, sender and digest, in one line of the log.
 * Source: Decision 28/2018/QĐ-TTg article 1; design, rules of the field.
 */
import { createHash } from 'node:crypto';
import { isProblem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import type { Principal } from '../identity/access.js';

/**
 * Runs the work; logs a refusal with the SHA-256 of `content` (or that digest itself, or a function that gives it then) and throws it on.
 */
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
      ctx.log.warn(
        { sender: principal.actor, agencies: principal.agencies, digest: digestOf(content).toString('hex') },
        'a document marked as a state secret was refused',
      );
    }
    throw error;
  }
}

function digestOf(content: unknown): Buffer {
  if (typeof content === 'function') return digestOf(content());
  if (Buffer.isBuffer(content)) return content;
  return createHash('sha256')
    .update(JSON.stringify(content) ?? '')
    .digest();
}
