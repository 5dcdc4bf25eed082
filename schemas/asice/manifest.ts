/**
 * The list of files in a container, META-INF/manifest.xml: written for our own, read from others'.
 * Not signed evidence: what a signature covers is said by its references, not here.
 * Source: OpenDocument 1.2 part 3, section 3 (manifest); ETSI EN 319 162-1, section 4.4.3.2 point 4 d.
 */
import { Problem } from '../problems/problem.js';
import { escapeAttribute } from '../xml/escape-xml.js';
import { parseXml } from '../xml/parse-xml.js';
import { elementsOf, type XmlElement } from '../xml/xml-tree.js';

export interface ManifestEntry {
  /** Entry name, `/` for the container itself. */
  readonly fullPath: string;
  readonly mediaType: string;
}

export const manifestName = 'META-INF/manifest.xml';

const manifestNamespace = 'urn:oasis:names:tc:opendocument:xmlns:manifest:1.0';

/** The manifest of a container of the given media type with these data files. */
export function writeManifest(
  containerMediaType: string,
  files: readonly { name: string; mediaType: string }[],
): Buffer {
  const entries: ManifestEntry[] = [
    { fullPath: '/', mediaType: containerMediaType },
    ...files.map(({ name, mediaType }) => ({ fullPath: name, mediaType })),
  ];
  const lines = entries.map(
    ({ fullPath, mediaType }) =>
      `  <manifest:file-entry manifest:full-path="${escapeAttribute(fullPath)}" manifest:media-type="${escapeAttribute(mediaType)}"/>`,
  );
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest xmlns:manifest="${manifestNamespace}" manifest:version="1.2">\n${lines.join('\n')}\n</manifest:manifest>\n`,
  );
}

/**
 * Reads a manifest; entries in file order, `/` included.
 * @throws Problem `asic_manifest` when it is no OpenDocument manifest, names nothing or one file twice; `xml_*` when it is no XML
 */
export function readManifest(bytes: Uint8Array): ManifestEntry[] {
  const root = parseXml(bytes);
  if (root.local !== 'manifest' || root.namespace !== manifestNamespace) {
    throw new Problem('asic_manifest', { detail: 'The manifest is not an OpenDocument manifest', field: manifestName });
  }
  const entries = elementsOf(root)
    .filter((element) => element.local === 'file-entry' && element.namespace === manifestNamespace)
    .map((element) => ({ fullPath: attribute(element, 'full-path'), mediaType: attribute(element, 'media-type') }));
  refuseWrongPaths(entries);
  return entries;
}

function refuseWrongPaths(entries: readonly ManifestEntry[]): void {
  const seen = new Set<string>();
  for (const { fullPath } of entries) {
    if (fullPath === '')
      throw new Problem('asic_manifest', { detail: 'A manifest entry has an empty path', field: manifestName });
    if (seen.has(fullPath))
      throw new Problem('asic_manifest', { detail: 'The manifest names a file twice', field: manifestName });
    seen.add(fullPath);
  }
}

function attribute(element: XmlElement, local: string): string {
  return (
    element.attributes.find((candidate) => candidate.local === local && candidate.namespace === manifestNamespace)
      ?.value ?? ''
  );
}
