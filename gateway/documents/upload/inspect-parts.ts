/**
 * Is a file whose first bytes it shares with others what its extension promises? Office files are ZIP archives or OLE containers like
 * many other things: what tells them apart are the parts inside, looked for while the file passes by, in bounded memory.
 * Reads no content of the parts.
 * Source: ECMA-376 part 2 (OPC: [Content_Types].xml, main parts); MS-CFB section 2.6.1 (directory entries), MS-DOC, MS-XLS, MS-PPT.
 */
import type { RandomAccess } from '../../../schemas/asice/byte-source.js';
import { defaultContainerLimits } from '../../../schemas/asice/container-limits.js';
import { readCentralDirectory } from '../../../schemas/asice/zip-central.js';
import { findCentralDirectory } from '../../../schemas/asice/zip-end.js';
import { isProblem, Problem } from '../../../schemas/problems/problem.js';
import type { ContentInspector } from './inspect-content.js';

export type InnerParts =
  /** Each form must fit one entry of the archive; macros are what the extension says there are none of. */
  | { readonly kind: 'zip'; readonly needed: readonly RegExp[] }
  /** One of these streams must be in the container. */
  | { readonly kind: 'ole'; readonly needed: readonly string[] };

export function partsInspector(parts: InnerParts, name: string): ContentInspector {
  return parts.kind === 'zip' ? new ZipInspector(parts.needed, name) : new OleInspector(parts.needed, name);
}

const wrong = (detail: string, field: string, cause?: unknown) => new Problem('file_type', { detail, field, cause });

/** The list of an archive's entries stands at its end: room for about ten thousand of them. */
const keptBytes = 1024 * 1024;
const anyArchive = {
  ...defaultContainerLimits,
  maxEntries: 20_000,
  maxTotalBytes: Number.MAX_SAFE_INTEGER,
  maxRatio: Number.POSITIVE_INFINITY,
};
const macros = /(?:^|\/)vbaProject\.bin$/i;

class ZipInspector implements ContentInspector {
  readonly #kept: Buffer[] = [];
  #keptSize = 0;
  #size = 0;

  constructor(
    private readonly needed: readonly RegExp[],
    private readonly name: string,
  ) {}

  see(chunk: Buffer): void {
    this.#size += chunk.length;
    this.#keptSize += chunk.length;
    this.#kept.push(chunk);
    for (
      let [first] = this.#kept;
      first !== undefined && this.#keptSize - first.length >= keptBytes;
      [first] = this.#kept
    ) {
      this.#kept.shift();
      this.#keptSize -= first.length;
    }
  }

  async end(): Promise<void> {
    const names = await this.#entryNames();
    if (names.some((name) => macros.test(name)))
      throw wrong('It carries macros, which its extension rules out', this.name);
    if (this.needed.some((form) => !names.some((name) => form.test(name))))
      throw wrong('The archive does not hold the parts its extension promises', this.name);
  }

  async #entryNames(): Promise<string[]> {
    const source = this.#tail();
    try {
      const entries = await readCentralDirectory(source, await findCentralDirectory(source), anyArchive);
      return entries.map(({ name }) => name);
    } catch (error) {
      if (!isProblem(error)) throw error;
      throw wrong(`The archive inside cannot be read: ${error.detail}`, this.name, error);
    }
  }

  /** The end of the file, read as the whole. */
  #tail(): RandomAccess {
    const tail = Buffer.concat(this.#kept);
    const start = this.#size - tail.length;
    return {
      size: this.#size,
      read: async (offset, length) => {
        if (offset < start) throw wrong('The archive lists too many parts', this.name);
        return tail.subarray(offset - start, offset - start + length);
      },
    };
  }
}

/** Directory entries are 128 bytes long and aligned; each begins with the stream's name in UTF-16. */
const oleEntryBytes = 128;

class OleInspector implements ContentInspector {
  readonly #names: readonly Buffer[];
  #carried: Buffer = Buffer.alloc(0);
  #offset = 0;
  #isFound = false;

  constructor(
    needed: readonly string[],
    private readonly name: string,
  ) {
    this.#names = needed.map((text) => Buffer.from(`${text}\0`, 'utf16le'));
  }

  see(chunk: Buffer): void {
    if (this.#isFound) return;
    const bytes = Buffer.concat([this.#carried, chunk]);
    this.#isFound = this.#names.some((name) => this.#holds(bytes, name));
    const done = Math.max(0, bytes.length - oleEntryBytes);
    this.#carried = Buffer.from(bytes.subarray(done));
    this.#offset += done;
  }

  end(): void {
    if (!this.#isFound) throw wrong('The file does not hold the streams its extension promises', this.name);
  }

  #holds(bytes: Buffer, name: Buffer): boolean {
    for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name, at + 2)) {
      if ((this.#offset + at) % oleEntryBytes === 0) return true;
    }
    return false;
  }
}
