/**
 * What a detached signature may refer to: the data objects of a container, by name.
 * Names are compared in NFC: writers differ in the form they store, and two names that differ in form only cannot stand side by side.
 * Source: ETSI EN 319 162-1 section 4.4; Unicode Standard Annex 15.
 */
import { createHash } from 'node:crypto';
import type { Container, ContainerEntry, DigestAlgorithm } from '../../schemas/asice/open-container.js';

export interface DataObjects {
  /** The name as the container has it, or undefined when it has no such data object. */
  nameOf(name: string): string | undefined;
  digest(name: string, algorithm: DigestAlgorithm): Promise<Buffer | undefined>;
  /** The octets as they are, for timestamps over them. */
  stream(name: string): AsyncIterable<Buffer> | undefined;
}

type EntryDigest = (entry: ContainerEntry, algorithm: DigestAlgorithm) => Promise<Buffer>;

/** The data entries of a container; each digest is computed once, however many signatures refer to it. */
export function containerObjects(container: Container, digestOf: EntryDigest = container.digest): DataObjects {
  const entries = new Map(container.dataEntries.map((entry) => [entry.name.normalize('NFC'), entry]));
  const digests = new Map<string, Promise<Buffer>>();
  const find = (name: string) => entries.get(name.normalize('NFC'));
  return {
    nameOf: (name) => find(name)?.name,
    async digest(name, algorithm) {
      const entry = find(name);
      if (entry === undefined) return undefined;
      const key = `${algorithm} ${entry.name}`;
      const digest = digests.get(key) ?? digestOf(entry, algorithm);
      digests.set(key, digest);
      return digest;
    },
    stream(name) {
      const entry = find(name);
      return entry === undefined ? undefined : container.stream(entry);
    },
  };
}

/** Objects known by their SHA-256 only, as after writing them. */
export function digestedObjects(digests: ReadonlyMap<string, Buffer>): DataObjects {
  return {
    nameOf: (name) => (digests.has(name) ? name : undefined),
    digest: async (name, algorithm) => (algorithm === 'sha256' ? digests.get(name) : undefined),
    stream: () => undefined,
  };
}

/** A part of what a timestamp covers: octets at hand, or a data object by name. */
export type ImprintPart = Buffer | { readonly name: string };

/** The digest over parts in their order; null when a data object is not at hand. */
export async function digestParts(
  parts: readonly ImprintPart[],
  objects: DataObjects,
  algorithm: DigestAlgorithm,
): Promise<Buffer | null> {
  const hash = createHash(algorithm);
  for (const part of parts) {
    if (Buffer.isBuffer(part)) {
      hash.update(part);
      continue;
    }
    const octets = objects.stream(part.name);
    if (octets === undefined) return null;
    for await (const chunk of octets) hash.update(chunk);
  }
  return hash.digest();
}
