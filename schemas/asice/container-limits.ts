/** How much of a container somebody else made is believed before it is refused. */

export interface ContainerLimits {
  /** Entries in the archive, folders included. */
  readonly maxEntries: number;
  /** Size of one entry after expansion, in bytes. */
  readonly maxEntryBytes: number;
  /** Size of all entries together after expansion, in bytes. */
  readonly maxTotalBytes: number;
  /** Expanded size over compressed size, of one entry and of the whole; judged only above `ratioFromBytes`. */
  readonly maxRatio: number;
  /** Expanded bytes below which the ratio does not matter. */
  readonly ratioFromBytes: number;
}

const mebibyte = 1024 * 1024;

export const defaultContainerLimits: ContainerLimits = {
  maxEntries: 2_000,
  maxEntryBytes: 4_096 * mebibyte,
  maxTotalBytes: 16_384 * mebibyte,
  maxRatio: 100,
  ratioFromBytes: 10 * mebibyte,
};
