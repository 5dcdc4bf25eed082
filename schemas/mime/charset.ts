/**
 * Text from octets in the charset their sender names, or in the one they are really in; always NFC.
 * Never refuses: text is for people, and a wrong letter is better than no letter.
 * Source: RFC 2045 section 5.1 and RFC 2978 (charset names); WHATWG Encoding where the library below has none.
 */
import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';

/** Labels that say nothing about octets above 127: senders that do not know write them. */
const saysNothing =
  /^(?:|us-ascii|ascii|iso-8859-1|iso_8859-1|latin1|windows-1252|unknown.*|default.*|x-user-defined)$/;

/** What mails without a usable label are in, when they are no UTF-8: it has the letters of Western mails too. */
const localCharset = 'windows-1258';

/** Names the library lacks for charsets that it has. */
const otherNames: readonly (readonly [RegExp, string])[] = [
  [/^(?:x-viet-)?tcvn(?:-?5712)?(?:-1)?(?::\d{4})?$/, 'tcvn'],
  [/^(?:cs|x-)?viscii(?:1\.1-1)?$/, 'viscii'],
  [/^(?:x-)?cp-?1258$/, 'windows-1258'],
];

/** UAX 15 section 13: composing is quadratic in the marks on one letter, so after 30 of them comes a joiner, which ends the run. */
const endlessMarks = /(\p{M}{30})(?=\p{M})/gu;

/** NFC in linear time, whatever the text. Source: UAX 15 section 13 (Stream-Safe Text Format). */
export function composeText(text: string): string {
  return text.replace(endlessMarks, '$1\u034f').normalize('NFC');
}

/** In a charset that only the platform knows (e.g. iso-2022-jp); null when it does not either. */
function decodeByPlatform(bytes: Buffer, charset: string): string | null {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return null;
  }
}

function decodeAs(bytes: Buffer, charset: string): string | null {
  const name = otherNames.find(([form]) => form.test(charset))?.[1] ?? charset;
  return iconv.encodingExists(name) ? iconv.decode(bytes, name) : decodeByPlatform(bytes, name);
}

/** Whether the name is one of a charset that can be decoded. */
export function isKnownCharset(label: string): boolean {
  return decodeAs(Buffer.alloc(0), label.trim().toLowerCase()) !== null;
}

/**
 * @param label as the sender wrote it, in any case; empty when nothing was said
 * @returns NFC; octets that mean nothing, and halves of a character (UTF-16, UTF-7), become U+FFFD: databases and JSON take no lone surrogate
 */
export function decodeText(bytes: Buffer, label: string): string {
  const charset = label.trim().toLowerCase();
  const stated = saysNothing.test(charset) ? null : decodeAs(bytes, charset);
  return composeText((stated ?? decodeUnlabelled(bytes)).toWellFormed());
}

const decodeUnlabelled = (bytes: Buffer) =>
  isUtf8(bytes) ? bytes.toString('utf8') : iconv.decode(bytes, localCharset);
