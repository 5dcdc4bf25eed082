/**
 * When are two submissions the same? When this digest is: over what was said and sent, not how it was framed
 * (multipart boundaries, part order of headers, key order in JSON do not count).
 * Source: RFC 8785 (canonical JSON), section 3.2: sorted keys, no white space; numbers and strings as ECMAScript writes them.
 */
import { createHash } from 'node:crypto';

/** SHA-256 over what was said, and the names and digests of the files in their order. */
export function bodyDigest(
  said: { readonly metadata: unknown; readonly change?: unknown },
  files: readonly { name: string; sha256: Buffer }[],
): Buffer {
  const metadata = said.change === undefined ? said.metadata : said;
  const body = { metadata, files: files.map(({ name, sha256 }) => [name, sha256.toString('hex')]) };
  return createHash('sha256').update(canonicalJson(body)).digest();
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
