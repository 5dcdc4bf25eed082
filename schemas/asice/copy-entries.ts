/** Carries the entries of a container over into a new one, content unchanged unless said otherwise; `mimetype` is the writer's own. */
import type { ContainerWriter } from './container-writer.js';
import type { Container, ContainerEntry } from './open-container.js';

/**
 * @param changed entries with another content
 * @throws Problem as `Container.stream` and `ContainerWriter.addStream`
 */
export async function copyEntries(
  container: Container,
  writer: ContainerWriter,
  changed: ReadonlyMap<ContainerEntry, Buffer> = new Map(),
): Promise<void> {
  const mediaTypes = new Map(container.manifest?.map(({ fullPath, mediaType }) => [fullPath, mediaType]));
  for (const entry of container.entries) {
    if (entry.name === 'mimetype') continue;
    const mediaType = mediaTypes.get(entry.name) ?? null;
    const content = changed.get(entry);
    if (content === undefined)
      await writer.addStream(entry.name, mediaType, container.stream(entry), { maxBytes: entry.size });
    else await writer.addBytes(entry.name, mediaType, content);
  }
}
