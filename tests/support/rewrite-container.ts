/** A container again, entry by entry, with checksums that fit: what somebody who cannot seal makes of it. */
import { bufferSource } from '../../schemas/asice/file-source.js';
import { MemoryContainer } from '../../schemas/asice/memory-container.js';
import { openContainer } from '../../schemas/asice/open-container.js';

/** Entries by name: what they hold now, or null to leave them out; new names are added behind the others. */
export type Changes = Readonly<Record<string, Buffer | string | null>>;

const maxEntryBytes = 10 * 1024 * 1024;

/** What a container holds by name, its `mimetype` left out. */
export async function entriesOf(container: Buffer): Promise<Map<string, Buffer>> {
  const opened = await openContainer(bufferSource(container));
  const entries = new Map<string, Buffer>();
  for (const entry of opened.entries)
    if (entry.name !== 'mimetype') entries.set(entry.name, await opened.read(entry, maxEntryBytes));
  return entries;
}

/** @param names new names for entries, by the old ones */
export async function rewriteContainer(
  container: Buffer,
  changes: Changes,
  names: Readonly<Record<string, string>> = {},
): Promise<Buffer> {
  const writer = new MemoryContainer();
  for (const [name, content] of Object.entries({ ...Object.fromEntries(await entriesOf(container)), ...changes }))
    if (content !== null) await writer.addBytes(names[name] ?? name, null, Buffer.from(content));
  await writer.finish();
  return writer.bytes();
}
