/**
 * Which objects of a PDF differ between a signed revision and now. Objects written again as they were have not changed.
 * Source: ISO 32000-2:2020 section 7.5.6 (incremental updates).
 */
import { createHash } from 'node:crypto';
import type { PdfDocument } from '../pdf/pdf-document.js';
import { PdfStream } from '../pdf/pdf-values.js';
import type { CrossReferenceEntry, CrossReferenceSection } from '../pdf/read-cross-reference.js';
import { isSameValue } from './compare-values.js';

export type ChangeKind = 'added' | 'replaced' | 'removed';

export interface ChangedObjects {
  readonly kinds: ReadonlyMap<number, ChangeKind>;
  /** Objects that a later revision takes from bytes of the signed one, where they were hidden. */
  readonly resurrected: readonly number[];
}

/** Larger stream data counts as changed: nobody writes it again for nothing. */
const maxComparedBytes = 1024 * 1024;

/** Of one object named again, in bytes looked at. */
const comparisonCost = 64;

const isUsed = (entry: CrossReferenceEntry | undefined): entry is Exclude<CrossReferenceEntry, { kind: 'free' }> =>
  entry !== undefined && entry.kind !== 'free';

const generationOf = (entry: CrossReferenceEntry) => (entry.kind === 'plain' ? entry.generation : 0);

function isSamePlace(one: CrossReferenceEntry, other: CrossReferenceEntry): boolean {
  if (one.kind === 'plain')
    return other.kind === 'plain' && one.offset === other.offset && generationOf(one) === generationOf(other);
  if (one.kind === 'free' || other.kind !== 'compressed') return false;
  return one.container === other.container && one.index === other.index;
}

async function dataDigest(document: PdfDocument, stream: PdfStream): Promise<string> {
  const length = await document.lengthOf(stream);
  if (length > maxComparedBytes) return `at ${stream.dataOffset}`;
  document.bytes.work.spend('parsedBytes', length);
  return createHash('sha256')
    .update(await document.bytes.streamData(stream, length))
    .digest('hex');
}

async function isSameObject(before: PdfDocument, after: PdfDocument, number: number): Promise<boolean> {
  const [one, other] = [await before.load(number), await after.load(number)];
  if (!isSameValue(one, other)) return false;
  if (!(one instanceof PdfStream) || !(other instanceof PdfStream)) return true;
  return (await dataDigest(before, one)) === (await dataDigest(after, other));
}

async function kindOf(before: PdfDocument, after: PdfDocument, number: number): Promise<ChangeKind | null> {
  const [old, current] = [before.entries.get(number), after.entries.get(number)];
  if (!isUsed(current)) return isUsed(old) ? 'removed' : null;
  if (!isUsed(old)) return 'added';
  if (isSamePlace(old, current)) return null;
  // References name a generation: to those that are there, an object of another generation is gone.
  if (generationOf(old) !== generationOf(current)) return 'replaced';
  return (await isSameObject(before, after, number)) ? null : 'replaced';
}

/**
 * @param later sections written after the signed revision
 * @throws Problem `pdf_malformed`, `pdf_encrypted`, `pdf_too_complex`
 */
export async function changedObjects(
  before: PdfDocument,
  after: PdfDocument,
  later: readonly CrossReferenceSection[],
): Promise<ChangedObjects> {
  const numbers = new Set(later.flatMap(({ entries }) => [...entries.keys()]));
  after.bytes.work.spend('parsedBytes', numbers.size * comparisonCost);
  const kinds = new Map<number, ChangeKind>();
  for (const number of numbers) {
    const kind = await kindOf(before, after, number);
    if (kind !== null) kinds.set(number, kind);
  }
  const isOld = (entry: CrossReferenceEntry | undefined) =>
    (entry?.kind === 'plain' && entry.offset < before.bytes.size) ||
    (entry?.kind === 'compressed' && kinds.get(entry.container) !== 'added');
  return { kinds, resurrected: [...kinds.keys()].filter((number) => isOld(after.entries.get(number))) };
}
