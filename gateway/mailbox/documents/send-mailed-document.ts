/**
 * Hands a mail's document in as the API would, for the agency the mail speaks for. A mail that is handled again after a crash, or comes in
 * twice, finds its document: the key is of what the signature is over, else of the Message-ID, else of the mail's own octets.
 * Does not decide for whom a mail speaks (document-sender.ts).
 */
import { hash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Metadata } from '../../../schemas/directory/metadata.js';
import type { MessagePart } from '../../../schemas/mime/message.js';
import type { GatewayContext } from '../../context.js';
import { beginSubmission } from '../../documents/submit.js';
import type { SubmitAnswer } from '../../documents/submit-answer.js';
import { submitContainer } from '../../documents/submit-container.js';
import { type EdxmlOutcome, submitEdxml } from '../../documents/submit-edxml.js';
import { type Principal, principalOf } from '../../identity/access.js';
import type { IncomingMail } from '../incoming-mail.js';

/** For records and events. */
export const actorOf = ({ row }: IncomingMail): string => `mail:${row.id}`;

/** May what a token of the agency with these scopes may. */
export const principalFor = (mail: IncomingMail, agency: string): Principal =>
  principalOf(actorOf(mail), ['documents:submit', 'seal', 'status:write'], [agency]);

/** A signature does not cover the Message-ID: the same signed text under another one is still the same document. */
function submissionKey({ row, sorted, sender }: IncomingMail): string {
  if (sender.signature !== null) return `mail:signature:${sender.signature.sha256}`;
  return sorted.messageId === null ? `mail:original:${row.sha256}` : `mail:id:${hash('sha256', sorted.messageId)}`;
}

export const optionsFor = (mail: IncomingMail) => ({ origin: 'mail', idempotencyKey: submissionKey(mail) }) as const;

/** @throws Problem as `beginSubmission`, `addFile` and `complete` */
export async function sendFiles(
  ctx: GatewayContext,
  mail: IncomingMail,
  agency: string,
  metadata: Metadata,
  files: readonly MessagePart[],
): Promise<SubmitAnswer> {
  const submission = await beginSubmission(ctx, principalFor(mail, agency), metadata, optionsFor(mail));
  try {
    for (const { name, pieces } of files) await submission.addFile(name, Readable.from(pieces()));
    return await submission.complete();
  } finally {
    await submission.abort();
  }
}

/** @throws Problem as `submitContainer` */
export function sendContainer(
  ctx: GatewayContext,
  mail: IncomingMail,
  agency: string,
  container: Buffer,
): Promise<SubmitAnswer> {
  return submitContainer(ctx, principalFor(mail, agency), Readable.from([container]), optionsFor(mail));
}

/** @throws Problem as `submitEdxml` */
export function sendEdxml(
  ctx: GatewayContext,
  mail: IncomingMail,
  agency: string,
  edxml: Buffer,
): Promise<EdxmlOutcome> {
  return submitEdxml(ctx, principalFor(mail, agency), Readable.from([edxml]), optionsFor(mail));
}
