/**
 * The file name a part was given, made harmless to show; not unique, and not one to open files with.
 * Source: RFC 2183 section 2.3 (filename), RFC 2045 section 5 (name, as older senders write it).
 */
import { cutText } from '../words/cut-text.js';
import type { MimeEntity } from './entity.js';
import { readFieldValue } from './header-field.js';

const maxNameLength = 200;

/** Without control characters and invisible ones, at most 200 characters. */
export const cleanName = (name: string): string => cutText(name.replace(/\p{C}/gu, ''), maxNameLength).trim();

/** NFC; empty when the part has no name. */
export function partName({ fields, contentType }: MimeEntity): string {
  const disposition = fields.find(({ name }) => name === 'content-disposition')?.value ?? '';
  return cleanName(readFieldValue(disposition).parameters.get('filename') ?? contentType.parameters.get('name') ?? '');
}
