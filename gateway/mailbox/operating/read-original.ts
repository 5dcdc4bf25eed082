/**
 * What a mail says, for somebody who must judge it: its text as plain text, its header lines that matter, the names of what it carries.
 * Nothing of it is run, fetched or shown as it wishes. Who may read it is `openOriginal`'s matter.
 */
import { openMessage } from '../../../certs/smime/open-message.js';
import { displayedText } from '../../../schemas/mime/displayed-text.js';
import { headerText, isFilePart, type Message } from '../../../schemas/mime/message.js';
import { isProblem } from '../../../schemas/problems/problem.js';
import type { GatewayContext } from '../../context.js';
import { type OriginalReader, openOriginal } from './view-mail.js';

export interface ReadOriginal {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  /** As the mail says; proves nothing. */
  readonly date: string;
  readonly text: string;
  /** Whether the text goes on beyond what is shown. */
  readonly isCut: boolean;
  readonly files: readonly { readonly name: string; readonly type: string; readonly size: number }[];
}

const maxTextLength = 50_000;
const maxFieldLength = 1_000;
const maxFiles = 200;

/**
 * The mail in words; null when it is so broken that it cannot be read.
 * @throws Problem as `openOriginal`
 */
export async function readOriginalText(
  ctx: Pick<GatewayContext, 'database' | 'blobs' | 'config' | 'now'>,
  id: string,
  reader: OriginalReader,
): Promise<ReadOriginal | null> {
  const { source } = await openOriginal(ctx, id, reader);
  try {
    return wordsOf(openMessage(await source.read(0, source.size)));
  } catch (error) {
    if (isProblem(error, 'mail_malformed')) return null;
    throw error;
  } finally {
    await source.close();
  }
}

function wordsOf(message: Message): ReadOriginal {
  const field = (name: string) => headerText(message.entity, name).slice(0, maxFieldLength);
  const text = displayedText(message);
  return {
    from: field('from'),
    to: field('to'),
    subject: field('subject'),
    date: field('date'),
    text: text.slice(0, maxTextLength),
    isCut: text.length > maxTextLength,
    files: message.parts
      .filter(isFilePart)
      .slice(0, maxFiles)
      .map((part) => ({ name: part.name, type: part.type, size: part.content().length })),
  };
}
