/**
 * Which names a file of a document may have: usable by every recipient on every system, and saying what it is.
 * Refuses; the only thing it changes is the Unicode normal form.
 */
import { checkEntryName, entryNameKey, printable } from '../../../schemas/asice/entry-names.js';
import { secretStampInName } from '../../../schemas/directory/secrecy.js';
import { isProblem, Problem } from '../../../schemas/problems/problem.js';

const maxCharacters = 200;
/** What the usual file systems allow for one name. */
const maxBytes = 255;

/** Names the container itself uses (`schemas/asice`): a file must not pass for one of them. */
const containerNames = new Set(['mimetype', 'envelope.edxml', 'META-INF'].map(entryNameKey));

/** Device names of Windows, with or without extension. */
const deviceName = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;
const invisibleCharacter = /\p{Default_Ignorable_Code_Point}/u;

/**
 * The name in NFC when it is usable.
 * @throws Problem `file_name` naming the rule it breaks
 */
export function checkFileName(name: string): string {
  const normalized = name.normalize('NFC');
  const fault = nameFault(normalized);
  if (fault !== undefined)
    throw new Problem('file_name', { detail: `The file name ${fault}`, field: printable(normalized) });
  return normalized;
}

/**
 * As `checkFileName`, for a file that comes into the gateway.
 * @throws Problem `file_name`; `secret_refused` when the name is the stamp of a state secret or holds one in brackets
 */
export function unstampedName(name: string): string {
  const checked = checkFileName(name);
  if (secretStampInName(checked) === undefined) return checked;
  throw new Problem('secret_refused', { detail: 'A file name is the stamp of a state secret', field: 'file' });
}

function nameFault(name: string): string | undefined {
  if (name.includes('/')) return 'holds a path';
  try {
    checkEntryName(name);
  } catch (error) {
    if (isProblem(error)) return error.detail.replace(/^Entry name /, '');
    throw error;
  }
  if ([...name].length > maxCharacters || Buffer.byteLength(name) > maxBytes) {
    return `is longer than ${maxCharacters} characters or ${maxBytes} bytes`;
  }
  return shapeFault(name);
}

function shapeFault(name: string): string | undefined {
  if (/^[.\s]/.test(name)) return 'starts with a dot or a space';
  if (/[.\s]$/.test(name)) return 'ends with a dot or a space';
  if (/[<>:"|?*]/.test(name)) return 'holds one of < > : " | ? *';
  if (invisibleCharacter.test(name)) return 'holds an invisible character';
  if (deviceName.test(name)) return 'is a device name';
  if (containerNames.has(entryNameKey(name))) return 'is used by the container itself';
  return undefined;
}
