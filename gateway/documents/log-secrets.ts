/**
 * What survives of a refused state secret: time, sender and digest, in one line of the log.
 * Source: Decision 28/2018/QĐ-TTg article 1; design, rules of the field.
 */
import { createHash } from 'node:crypto';
import { findStamp } from '../../schemas/directory/secrecy.js';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import type { Principal } from '../identity/access.js';

/** Refusals that have their line already: an entrance inside another one told of it. */
const told = new WeakSet<Error>();

type Sender = Pick<Principal, 'actor' | 'agencies'>;

/**
 * Runs the work; logs a refusal with the SHA-256 of `content` (or that digest itself, or a function that gives it then) and throws it on.
 */
export async function loggingSecrets<T>(
  ctx: GatewayContext,
  sender: Sender,
  content: unknown,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isProblem(error, 'secret_refused') && !told.has(error)) {
      told.add(error);
      const digest = digestOf(content).toString('hex');
      ctx.log.warn(
        { sender: sender.actor, agencies: sender.agencies, digest },
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

/**
 * Ends an act whose texts (a reason, who did it) carry a secrecy stamp.
 * @throws Problem `secret_refused` naming the text
 */
export function refuseStamps(ctx: GatewayContext, sender: Sender, texts: object): Promise<void> {
  return loggingSecrets(ctx, sender, texts, async () => {
    const field = findStamp(texts);
    if (field === undefined) return;
    throw new Problem('secret_refused', { detail: 'A text carries the stamp of a state secret', field });
  });
}
