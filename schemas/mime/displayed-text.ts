/**
 * The text a person sees when opening a mail: the plain one, else the HTML one as plain text.
 * Source: RFC 2046 sections 4.1 and 5.1.4 (alternatives); RFC 3676 (format=flowed).
 */
import { decodeText } from './charset.js';
import { unflow } from './format-flowed.js';
import { textOfHtml } from './html-text.js';
import type { Message, MessagePart } from './message.js';
import { withoutUuencoded } from './uuencode.js';

/** What is decoded and looked at; a person writes less. */
const maxTextBytes = 1024 * 1024;

const lineBreaks = /\r\n?|\u2028|\u2029/g;
/** What moves a cursor, or turns the direction of what is written after it. */
const controls = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu;

/** The text of a `text/…` part, NFC, lines ended by a line feed; the first megabyte of it. */
function textOfPart({ entity, type, content }: MessagePart): string {
  const { parameters } = entity.contentType;
  const shown = type === 'text/html' ? content() : withoutUuencoded(content());
  const text = decodeText(shown.subarray(0, maxTextBytes), parameters.get('charset') ?? '').replace(lineBreaks, '\n');
  if (type === 'text/html') return textOfHtml(text);
  const isFlowed = parameters.get('format')?.toLowerCase() === 'flowed';
  return isFlowed ? unflow(text, parameters.get('delsp')?.toLowerCase() === 'yes') : text;
}

/** Types that say only that nothing better is known. */
const plainTypes = new Set(['text/plain', 'text', '']);

/** Harmless to show as text. Empty when the mail holds none of its own; mails inside it are not its own. */
export function displayedText({ parts }: Message): string {
  const shown = parts.filter(({ isAttachment }) => !isAttachment);
  const part = shown.find(({ type }) => plainTypes.has(type)) ?? shown.find(({ type }) => type === 'text/html');
  return part === undefined ? '' : textOfPart(part).replace(controls, '');
}
