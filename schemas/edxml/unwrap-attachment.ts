/**
 * What is really in an attachment: the bytes themselves, or one file inside the ZIP that the axis' client wraps around it.
 * A document that happens to be a ZIP (docx, xlsx, an archive somebody attached) is left as it is.
 * Source: QCVN 102:2016/BTTTT as practised: a ZIP holding exactly one file named `<uuid>.<ext>`.
 */
import type { Readable } from 'node:stream';
import type { ByteSource } from '../asice/byte-source.js';
import { type ContainerLimits, defaultContainerLimits } from '../asice/container-limits.js';
import { streamContent } from '../asice/entry-content.js';
import { type CentralEntry, readCentralDirectory } from '../asice/zip-central.js';
import { findCentralDirectory } from '../asice/zip-end.js';
import { placeEntries } from '../asice/zip-local.js';
import { isProblem, Problem } from '../problems/problem.js';

export interface AttachmentContent {
  /** Size in bytes, unwrapped. */
  readonly size: number;
  /** True when it came out of a wrapping ZIP. */
  readonly wrapped: boolean;
  /** Fails with a Problem when the wrapping is damaged; trust the content only once the stream has ended. */
  stream(): Readable;
}

const localHeaderStart = Buffer.from('PK\u0003\u0004', 'latin1');
/** `<uuid>.<ext>`; some clients shorten the groups. */
const wrappedName = /^[0-9a-f]{8}(?:-[0-9a-f]{2,4}){3}-[0-9a-f]{8,12}\.([^./]+)$/i;
/** Looking at an archive costs little; only what is taken out is limited. */
const anySize: ContainerLimits = {
  ...defaultContainerLimits,
  maxEntryBytes: Number.MAX_SAFE_INTEGER,
  maxTotalBytes: Number.MAX_SAFE_INTEGER,
  maxRatio: Number.POSITIVE_INFINITY,
};

/**
 * Looks into the decoded bytes of an attachment.
 * @param name the attachment's real name: its extension tells a wrapping from a document that is a ZIP
 * @throws Problem `zip_entry_too_large`, `zip_ratio` above the limits; `zip_*` when a wrapping is damaged
 */
export async function openAttachment(
  source: ByteSource,
  name: string,
  limits: ContainerLimits,
): Promise<AttachmentContent> {
  const raw = { size: source.size, wrapped: false, stream: () => source.stream() };
  const start = await source.read(0, localHeaderStart.length);
  if (!start.equals(localHeaderStart)) return raw;
  const directory = await readDirectory(source, name);
  const [entry, ...others] = directory?.entries ?? [];
  if (directory === undefined || entry === undefined || others.length > 0 || !isWrapping(entry, name)) return raw;
  // Again, now that it will be expanded: this time with limits.
  await readCentralDirectory(source, directory.place, limits);
  const [placed] = await placeEntries(source, directory.entries, directory.place.offset);
  if (placed === undefined) return raw;
  return { size: entry.size, wrapped: true, stream: () => streamContent(source, placed) };
}

/** Undefined for an archive we cannot read but need not, because the name says that it is one. */
async function readDirectory(source: ByteSource, name: string) {
  try {
    const place = await findCentralDirectory(source);
    return { place, entries: await readCentralDirectory(source, place, anySize) };
  } catch (error) {
    if (!isProblem(error)) throw error;
    if (isArchive(name)) return undefined;
    throw new Problem(error.code, {
      detail: `${error.detail} (in the ZIP around "${name}")`,
      field: name,
      cause: error,
    });
  }
}

function isWrapping(entry: CentralEntry, name: string): boolean {
  if (entry.isFolder || entry.name.includes('/')) return false;
  const inner = extensionOf(entry.name);
  if (extensionOf(name) === 'zip') return inner === 'zip';
  return wrappedName.test(entry.name) || inner === extensionOf(name);
}

const archiveExtensions = new Set(
  'zip docx xlsx pptx docm xlsm pptm dotx odt ods odp odg epub asice asics sce scs bdoc edoc jar'.split(' '),
);

function isArchive(name: string): boolean {
  return archiveExtensions.has(extensionOf(name));
}

function extensionOf(name: string): string {
  return /\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}
