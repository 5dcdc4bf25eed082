/**
 * May this entry of a ready container be a document's file? Judged like an upload: by name, first bytes and what only the rest of it
 * shows; nothing is stored.
 */
import type { Container, ContainerEntry } from '../../schemas/asice/open-container.js';
import { findStamp } from '../../schemas/directory/secrecy.js';
import { Problem } from '../../schemas/problems/problem.js';
import { unstampedName } from './upload/check-file-name.js';
import { type FileInspection, inspectionOf } from './upload/inspect-file.js';
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
  await inspectWhole(container, entry, inspectionOf(type, name));
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

async function inspectWhole(container: Container, entry: ContainerEntry, inspection: FileInspection): Promise<void> {
  const { inspectors } = inspection;
  if (inspectors.length === 0) return;
  for await (const chunk of container.stream(entry) as AsyncIterable<Buffer>)
    for (const inspector of inspectors) inspector.see(chunk);
  for (const inspector of inspectors) await inspector.end();
  if (inspection.secretMark() !== undefined) {
    throw new Problem('secret_refused', { detail: 'A file carries the stamp of a state secret', field: 'file' });
  }
}
