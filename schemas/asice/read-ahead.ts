/**
 * Archives are read in many small steps that lie near each other: headers, names, small entries. Each step to the file costs far more
 * than the bytes it brings, so one step brings a whole window and the next ones find theirs in it.
 * For files that do not change while they are read.
 */
import type { RandomAccess } from './byte-source.js';

/** Holds the headers and small entries at one end of a container; costs no more to read than a single header does. */
const windowBytes = 16 * 1024;
/** One at the front, one at the end: archives are read back and forth. */
const windowsKept = 2;

interface Window {
  readonly start: number;
  readonly bytes: Buffer;
}

/** The same bytes with fewer steps; what is larger than a window is read as it is asked for. Buffers given out may share memory. */
export function withReadAhead(file: RandomAccess): RandomAccess {
  let windows: readonly Window[] = [];
  const fetch = async (offset: number): Promise<Window> => {
    // At the end of the file the window looks back: an archive's directory is read from its end.
    const start = Math.max(0, Math.min(offset, file.size - windowBytes));
    const window = { start, bytes: await file.read(start, windowBytes) };
    windows = [window, ...windows].slice(0, windowsKept);
    return window;
  };
  return {
    size: file.size,
    read: async (offset, length) => {
      const wanted = Math.max(0, Math.min(length, file.size - offset));
      if (wanted > windowBytes) return file.read(offset, wanted);
      const { start, bytes } = windows.find((window) => holds(window, offset, wanted)) ?? (await fetch(offset));
      return bytes.subarray(offset - start, offset - start + wanted);
    },
  };
}

const holds = ({ start, bytes }: Window, offset: number, length: number): boolean =>
  start <= offset && offset + length <= start + bytes.length;
