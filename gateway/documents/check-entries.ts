/**
 * What may lie in a ready container: its files by number and size, and beside them only what ASiC itself puts into META-INF. Everything
 * else would travel unseen: covered by no signature and looked at by nobody.
 * Does not read the files (inspect-entry.ts).
 * Source: ETSI EN 319 162-1 sections 4.4.3 and A.1; interface design, limits.
 */
import { printable } from '../../schemas/asice/entry-names.js';
import type { Container, ContainerEntry } from '../../schemas/asice/open-container.js';
import { Problem } from '../../schemas/problems/problem.js';

export const envelopeName = 'envelope.edxml';

const metaNames: readonly RegExp[] = [
  /^META-INF\/manifest\.xml$/,
  /^META-INF\/[^/]*signatures[^/]*\.xml$/i,
  /^META-INF\/[^/]*\.p7s$/i,
  /^META-INF\/ASiC[^/]*Manifest[^/]*\.xml$/i,
  /^META-INF\/[^/]*timestamp[^/]*\.tst$/i,
];
/** Signatures, manifests and timestamps are small; what is larger is something else. */
const maxMetaBytes = 10 * 1024 * 1024;

export interface EntryLimits {
  readonly maxFiles: number;
  readonly maxFileBytes: number;
}

/**
 * The files of the document, in the container's order.
 * @throws Problem `invalid_request` for none or too many; `file_too_large`; `asic_structure` for a stowaway in META-INF
 */
export function checkEntries(container: Container, { maxFiles, maxFileBytes }: EntryLimits): ContainerEntry[] {
  const stowaway = container.entries.find((entry) => entry.isMeta && !mayBeMeta(entry));
  if (stowaway !== undefined)
    throw new Problem('asic_structure', {
      detail: 'META-INF holds only signatures, timestamps and manifests of at most 10 MB',
      field: printable(stowaway.name),
    });
  const files = container.dataEntries.filter(({ name }) => name !== envelopeName);
  if (files.length === 0)
    throw new Problem('invalid_request', { detail: 'A document has at least one file', field: 'file' });
  if (files.length > maxFiles)
    throw new Problem('invalid_request', { detail: `A document has at most ${maxFiles} files`, field: 'file' });
  const large = files.find(({ size }) => size > maxFileBytes);
  if (large !== undefined)
    throw new Problem('file_too_large', { detail: `More than ${maxFileBytes} bytes`, field: printable(large.name) });
  return files;
}

function mayBeMeta({ name, size }: ContainerEntry): boolean {
  return size <= maxMetaBytes && metaNames.some((form) => form.test(name));
}
