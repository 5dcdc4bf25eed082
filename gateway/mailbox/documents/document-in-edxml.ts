/**
 * What an edXML message would become for an agency that has to confirm it first: read and checked as it is when it is sent, and nothing
 * written. A recall or a status is no document, and nobody is asked about one: it has to be signed.
 */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { type Interchange, readInterchange } from '../../../schemas/edxml/read-interchange.js';
import type { GatewayContext } from '../../context.js';
import { readMessage } from '../../documents/read-message.js';
import type { IncomingMail } from '../incoming-mail.js';
import type { DocumentToAsk } from './ask-to-confirm.js';
import type { RepliedFile } from './compose-document-reply.js';
import { optionsFor, principalFor } from './send-mailed-document.js';

/** @returns null when it carries no document. @throws Problem as `readInterchange` and `readMessage` */
export async function documentInEdxml(
  ctx: GatewayContext,
  mail: IncomingMail,
  agency: string,
  edxml: Buffer,
): Promise<DocumentToAsk | null> {
  const limits = { maxBytes: ctx.config.maxEdxmlBytes, folder: ctx.blobs.draftsFolder };
  const interchange = await readInterchange(Readable.from([edxml]), limits);
  try {
    const { message } = interchange;
    if (message.kind === 'status' || message.business?.type === 1) return null;
    const { metadata, options } = await readMessage(ctx, principalFor(mail, agency), message, optionsFor(mail));
    const files = await describeFiles(interchange);
    return { agency, metadata, files, isProposal: false, changes: options.change ?? null };
  } finally {
    await interchange.dispose();
  }
}

async function describeFiles({ files }: Interchange): Promise<RepliedFile[]> {
  const described: RepliedFile[] = [];
  for (const file of files) {
    const hash = createHash('sha256');
    for await (const chunk of file.stream()) hash.update(chunk as Buffer);
    described.push({ name: file.name, size: file.size, sha256: hash.digest('hex') });
  }
  return described;
}
