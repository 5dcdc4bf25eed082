/**
 * May this entry of a ready container be a document's file? Judged like an upload: by name, first bytes and, in names and texts,
 * a secrecy stamp; nothing is stored.
 */
import type { Container, ContainerEntry } from '../../schemas/asice/open-container.js';
import { findStamp } from '../../schemas/directory/secrecy.js';
import { Problem } from '../../schemas/problems/problem.js';
import { unstampedName } from './upload/check-file-name.js';
import { TextInspector } from './upload/inspect-content.js';
import { sniffBytes, sniffType } from './upload/sniff-type.js';

/**
 * The media type of the entry.
 * @throws Problem `file_empty`, `file_name`, `file_type`, `secret_refused`
 */
export async function inspectEntry(container: Container, entry: ContainerEntry): Promise<string> {
  // Folders inside a foreign container are kept; only the last part is a file's name.
  const folders = entry.name.split('/');
  const name = unstampedName(folders.pop() ?? '');
  if (findStamp(folders) !== undefined)
    throw new Problem('secret_refused', { detail: 'A folder carries the stamp of a state secret', field: 'file' });
  if (entry.size === 0) throw new Problem('file_empty', { field: name });
  const type = await sniffType(await headOf(container, entry), name);
  if (type.isText) await refuseStampedText(container, entry, name);
  return type.mediaType;
}

async function headOf(container: Container, entry: ContainerEntry): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of container.stream(entry) as AsyncIterable<Buffer>) {
    parts.push(chunk);
    length += chunk.length;
    if (length >= sniffBytes) break;
  }
  return Buffer.concat(parts).subarray(0, sniffBytes);
}

async function refuseStampedText(container: Container, entry: ContainerEntry, name: string): Promise<void> {
  const text = new TextInspector(name);
  for await (const chunk of container.stream(entry) as AsyncIterable<Buffer>) text.see(chunk);
  text.end();
  if (text.secretMark !== undefined) {
    throw new Problem('secret_refused', { detail: 'A file carries the stamp of a state secret', field: 'file' });
  }
}
