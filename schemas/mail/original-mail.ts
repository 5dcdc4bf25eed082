/**
 * Which mail a report is about: from the copy, or the copy of its header, that reports carry along.
 * Source: RFC 6522 section 3 (the third part), RFC 3462.
 */
import { readEntity } from '../mime/entity.js';
import { type Message, type MessagePart, messageIds } from '../mime/message.js';

const headersOnly = /^text\/(?:rfc822-headers?|x-rfc822-headers)$/;

/** What is wrong with somebody's returned header does not matter: one line of it is wanted. */
const tolerate = () => undefined;

function idIn({ type, message, content }: MessagePart): string[] {
  if (message !== null) return messageIds(message.entity, 'message-id');
  return headersOnly.test(type) ? messageIds(readEntity(content(), tolerate), 'message-id') : [];
}

/** Servers of no standard put the header at the end of their text. */
const idInText = /^[> ]*message-id:\s*<([^<>\s]{1,996})>/im;

/** The Message-ID of the mail that came back, without angle brackets; null when the report carries none. */
export function originalMessageId({ parts, entity }: Message, text: string): string | null {
  return parts.flatMap(idIn)[0] ?? idInText.exec(text)?.[1] ?? messageIds(entity, 'in-reply-to')[0] ?? null;
}
