/**
 * Texts and times in a PDF as JavaScript values.
 * Source: ISO 32000-2:2020 sections 7.9.2 (text strings), 7.9.4 (dates), annex D.3 (PDFDocEncoding).
 */
import { PdfString, type PdfValue } from './pdf-values.js';

const maxTextLength = 1000;

/** Where PDFDocEncoding differs from Latin-1. */
const documentEncoding = new Map<number, string>(
  [
    [0x18, '˘ˇˆ˙˝˛˚˜'],
    [0x80, '•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž'],
    [0xa0, '€'],
  ].flatMap(([first, characters]) =>
    [...String(characters)].map((character, index): [number, string] => [Number(first) + index, character]),
  ),
);

function decode(bytes: Buffer): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.toString('utf8').slice(1);
  return Array.from(bytes, (byte) => documentEncoding.get(byte) ?? String.fromCharCode(byte)).join('');
}

/** The text, NFC and without control characters, at most 1,000 characters; null when the value is no text. */
export function textOf(value: PdfValue | undefined): string | null {
  if (!(value instanceof PdfString)) return null;
  const text = decode(value.bytes.subarray(0, 4 * maxTextLength));
  return text
    .normalize('NFC')
    .slice(0, maxTextLength)
    .replace(/[\p{Cc}\p{Cs}]/gu, ' ');
}

const dateForm =
  /^D:(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)?)?)?)?)?)?(?:Z(?:00'?(?:00'?)?)?|([+-])(\d\d)(?:'?(\d\d)'?)?)?'?$/;

/** The instant of a date string; UTC when it names no zone; null when it is none. */
export function dateOf(value: PdfValue | undefined): Date | null {
  const parts = dateForm.exec(textOf(value) ?? '');
  if (parts === null) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => (part === undefined ? undefined : Number(part)));
  const sign = parts[7] === '-' ? -1 : 1;
  const offset = sign * (Number(parts[8] ?? 0) * 60 + Number(parts[9] ?? 0));
  const local = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const isReal = local.getUTCMonth() === month - 1 && local.getUTCDate() === day && hour < 24 && minute < 60;
  return isReal ? new Date(local.getTime() - offset * 60_000) : null;
}
