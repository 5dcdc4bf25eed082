/**
 * What a file is: decided by its first bytes, and the extension must agree.
 * Believes no declared media type. What only the rest of a file shows is looked for as it passes (inspect-file.ts).
 * Source: WHATWG MIME Sniffing (the idea); RFC 5652 section 3 (ContentInfo, for CMS files).
 */
import { fileTypeFromBuffer } from 'file-type';
import { printable } from '../../../schemas/asice/entry-names.js';
import { Problem } from '../../../schemas/problems/problem.js';
import { type AcceptedType, acceptedTypes, type ContentKind } from './accepted-types.js';
import { activeContent } from './inspect-markup.js';
import type { InnerParts } from './inspect-parts.js';

/** How much of a file is wanted to tell its type. */
export const sniffBytes = 4096;

export interface SniffedType {
  readonly mediaType: string;
  /** What the rest of the content must be too. */
  readonly kind: ContentKind;
  readonly parts?: InnerParts;
}

/** ContentInfo of a CMS message: SEQUENCE, then the OID 1.2.840.113549.1.7.x. */
const cmsObjectIdentifier = Buffer.from('06092a864886f70d0107', 'hex');
const pemCms = /^-----BEGIN (PKCS7|CMS)-----\r?\n/;

/**
 * The type of a file from its first bytes (up to `sniffBytes`) and its name.
 * @throws Problem `file_type` when the type is not accepted or the extension says something else
 */
export async function sniffType(head: Buffer, name: string): Promise<SniffedType> {
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const accepted = acceptedTypes.get(extension);
  if (accepted === undefined)
    throw refused(
      name,
      extension === '' ? 'Files need an extension' : `Files of type .${printable(extension)} are not accepted`,
    );
  const found = await detect(head);
  if (!agrees(accepted, head, found)) {
    throw refused(
      name,
      `The content is not what .${extension} promises${found === undefined ? '' : `; it looks like ${found}`}`,
    );
  }
  const { mediaType, kind, parts } = accepted;
  return parts === undefined ? { mediaType, kind } : { mediaType, kind, parts };
}

async function detect(head: Buffer): Promise<string | undefined> {
  try {
    return (await fileTypeFromBuffer(head))?.mime;
  } catch {
    // A container format cut off after the first bytes: what it is cannot be told, which no extension agrees with.
    return 'application/octet-stream';
  }
}

function agrees(accepted: AcceptedType, head: Buffer, found: string | undefined): boolean {
  switch (accepted.kind) {
    case 'sniffed':
      return found !== undefined && accepted.sniffed.includes(found);
    case 'cms':
      return isCms(head);
    case 'xml':
      return (
        (found === undefined || found === 'application/xml') &&
        isPassiveText(head) &&
        /^\ufeff?\s*</.test(head.toString('utf8'))
      );
    case 'text':
      return found === undefined && isPassiveText(head);
  }
}

function isCms(head: Buffer): boolean {
  if (pemCms.test(head.subarray(0, 40).toString('latin1'))) return true;
  const at = head.indexOf(cmsObjectIdentifier);
  return head[0] === 0x30 && at >= 2 && at <= 6;
}

function isPassiveText(head: Buffer): boolean {
  const text = head.toString('utf8').replace(/^\ufeff/, '');
  return !head.some(isBinaryByte) && !text.startsWith('#!') && !activeContent.test(text);
}

/** Control bytes other than tab, line feed, form feed and carriage return. */
function isBinaryByte(byte: number): boolean {
  return byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d;
}

function refused(name: string, detail: string): Problem {
  return new Problem('file_type', { detail, field: printable(name) });
}
