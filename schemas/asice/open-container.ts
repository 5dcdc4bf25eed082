/**
 * Opens an ASiC container somebody made: which entries it has and what is in them.
 * Judges structure only; signatures, their references and coverage belong to `certs`.
 * Source: ETSI EN 319 162-1 V1.1.1, section 4 (ASiC-S 4.3, ASiC-E 4.4) and annex A (media type, ZIP container).
 */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Problem } from '../problems/problem.js';
import type { ByteSource } from './byte-source.js';
import { type ContainerLimits, defaultContainerLimits } from './container-limits.js';
import { scanContent, streamContent } from './entry-content.js';
import { entryNameKey, printable } from './entry-names.js';
import { type ManifestEntry, manifestName, readManifest } from './manifest.js';
import { asiceMediaType, asicsMediaType } from './media-types.js';
import { readCentralDirectory } from './zip-central.js';
import { findCentralDirectory } from './zip-end.js';
import { type PlacedEntry, placeEntries } from './zip-local.js';

export type DigestAlgorithm = 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512' | 'sha3-256' | 'sha3-384' | 'sha3-512';

export interface ContainerEntry {
  readonly name: string;
  /** Expanded size in bytes. */
  readonly size: number;
  readonly compressedSize: number;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  /** Offset of the data in the container; for a stored entry its bytes are the content. */
  readonly offset: number;
  /** True below `META-INF/`. */
  readonly isMeta: boolean;
}

export interface Container {
  readonly mimeType: typeof asiceMediaType | typeof asicsMediaType;
  /** True when `mimetype` is the first entry, stored, without extra field: readable by type sniffers (annex A.1). */
  readonly mimetypeFirst: boolean;
  /** The archive's comment, as text. */
  readonly comment: string;
  /** All files in the order they lie in the container; folder entries are left out. */
  readonly entries: readonly ContainerEntry[];
  /** Entries that are neither `mimetype` nor below `META-INF/`. */
  readonly dataEntries: readonly ContainerEntry[];
  /** Entries below `META-INF/` that hold signatures (XML or CMS). */
  readonly signatureEntries: readonly ContainerEntry[];
  /** `META-INF/manifest.xml`, or null when there is none. */
  readonly manifest: readonly ManifestEntry[] | null;
  /**
   * The whole content of an entry.
   * @throws Problem `zip_entry_too_large` above `maxBytes`; `zip_malformed`, `zip_inconsistent` when damaged
   */
  read(entry: ContainerEntry, maxBytes: number): Promise<Buffer>;
  /** The content as a stream, which fails with a Problem when the entry is damaged; trust it only once it has ended. */
  stream(entry: ContainerEntry): Readable;
  /** Digest of the expanded content. @throws Problem as `stream` */
  digest(entry: ContainerEntry, algorithm: DigestAlgorithm): Promise<Buffer>;
}

const maxManifestBytes = 1024 * 1024;
const signatureName = /^meta-inf\/[^/]*signature[^/]*\.(xml|p7s)$/i;

/**
 * Opens a container. The source must stay open as long as the container is used.
 * @throws Problem `zip_*` (not an intact, unambiguous archive), `asic_mimetype`, `asic_structure`, `asic_manifest`
 */
export async function openContainer(
  source: ByteSource,
  limits: ContainerLimits = defaultContainerLimits,
): Promise<Container> {
  const place = await findCentralDirectory(source);
  const central = await readCentralDirectory(source, place, limits);
  const placed = (await placeEntries(source, central, place.offset)).filter((entry) => !entry.isFolder);
  const reader = contentReader(source, placed);
  const comment = place.comment.toString('utf8');
  const mimeType = await readMediaType(placed, reader, comment);
  const entries = reader.entries;
  const dataEntries = entries.filter((entry) => !entry.isMeta && entry.name !== 'mimetype');
  checkNames(entries);
  checkDataObjects(mimeType, dataEntries);
  const manifest = entries.find((entry) => entry.name === manifestName);
  return {
    ...reader,
    mimeType,
    mimetypeFirst: startsWithMimetype(placed),
    comment,
    dataEntries,
    signatureEntries: entries.filter((entry) => signatureName.test(entry.name)),
    manifest: manifest === undefined ? null : readManifest(await reader.read(manifest, maxManifestBytes)),
  };
}

function contentReader(source: ByteSource, placed: readonly PlacedEntry[]) {
  const byName = new Map(placed.map((entry) => [entry.name, entry]));
  const placeOf = ({ name }: ContainerEntry): PlacedEntry => {
    const known = byName.get(name);
    if (known === undefined)
      throw new Problem('not_found', { detail: 'The container has no such entry', field: printable(name) });
    return known;
  };
  return {
    entries: placed.map(describeEntry),
    stream: (entry: ContainerEntry) => streamContent(source, placeOf(entry)),
    async read(entry: ContainerEntry, maxBytes: number): Promise<Buffer> {
      if (entry.size > maxBytes) {
        throw new Problem('zip_entry_too_large', {
          detail: `${entry.size} bytes; ${maxBytes} are allowed`,
          field: printable(entry.name),
        });
      }
      const chunks: Buffer[] = [];
      for await (const chunk of streamContent(source, placeOf(entry))) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
    async digest(entry: ContainerEntry, algorithm: DigestAlgorithm): Promise<Buffer> {
      const hash = createHash(algorithm);
      for await (const chunk of scanContent(source, placeOf(entry))) hash.update(chunk);
      return hash.digest();
    },
  };
}

function describeEntry(entry: PlacedEntry): ContainerEntry {
  return {
    name: entry.name,
    size: entry.size,
    compressedSize: entry.compressedSize,
    method: entry.method,
    offset: entry.dataOffset,
    isMeta: entry.name.startsWith('META-INF/'),
  };
}

async function readMediaType(
  placed: readonly PlacedEntry[],
  reader: ReturnType<typeof contentReader>,
  comment: string,
) {
  const entry = reader.entries.find(({ name }) => name === 'mimetype');
  if (entry === undefined || entry.size > 100) {
    throw new Problem('asic_mimetype', {
      detail: placed.length === 0 ? 'The archive is empty' : 'There is no usable mimetype entry',
    });
  }
  const declared = (await reader.read(entry, 100)).toString('latin1');
  const mimeType = [asiceMediaType, asicsMediaType].find((known) => known === declared);
  if (mimeType === undefined)
    throw new Problem('asic_mimetype', { detail: `The mimetype entry says "${printable(declared)}"` });
  if (comment.startsWith('mimetype=') && comment !== `mimetype=${declared}`) {
    throw new Problem('asic_mimetype', {
      detail: 'The archive comment names another media type than the mimetype entry',
    });
  }
  return mimeType === asiceMediaType ? asiceMediaType : asicsMediaType;
}

function startsWithMimetype(placed: readonly PlacedEntry[]): boolean {
  const first = placed[0];
  return first?.name === 'mimetype' && first.method === 0 && first.headerOffset === 0 && first.dataOffset === 38;
}

/** `mimetype` and `META-INF` mean something only in this spelling; another one would be seen differently by others. */
function checkNames(entries: readonly ContainerEntry[]): void {
  for (const { name, isMeta } of entries) {
    const key = entryNameKey(name);
    const lookalike =
      (key === 'MIMETYPE' && name !== 'mimetype') || ((key === 'META-INF' || key.startsWith('META-INF/')) && !isMeta);
    if (lookalike)
      throw new Problem('zip_name', { detail: 'The name looks like a reserved one', field: printable(name) });
  }
}

function checkDataObjects(mimeType: string, dataEntries: readonly ContainerEntry[]): void {
  if (dataEntries.length === 0) throw new Problem('asic_structure', { detail: 'The container holds no data file' });
  if (mimeType !== asicsMediaType) return;
  if (dataEntries.length > 1)
    throw new Problem('asic_structure', { detail: 'An ASiC-S container holds exactly one data file' });
  if (dataEntries[0]?.name.includes('/'))
    throw new Problem('asic_structure', { detail: 'The data file of an ASiC-S container must not be in a folder' });
}
