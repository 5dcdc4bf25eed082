/** Files that a part of a mail holds in ways other than MIME: in Outlook's winmail.dat, or written into its text. */
import type { Complain } from './faults.js';
import { type PackedFile, readTnef } from './tnef.js';
import { readUuencoded } from './uuencode.js';

const tnefTypes = new Set(['application/ms-tnef', 'application/vnd.ms-tnef']);

interface Packing {
  readonly type: string;
  readonly name: string;
  readonly isAttachment: boolean;
  content(): Buffer;
}

/** @throws Problem as `readTnef` */
export function packedFiles({ type, name, isAttachment, content }: Packing, complain: Complain): PackedFile[] {
  if (tnefTypes.has(type) || /^winmail\.dat$/i.test(name)) return readTnef(content(), complain);
  if (type !== 'text/plain' || isAttachment) return [];
  return readUuencoded(content()).map((file) => ({ ...file, type: 'application/octet-stream' }));
}
