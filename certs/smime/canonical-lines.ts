/**
 * Line ends as they were when a mail was signed: CRLF, whatever the mail became on its way.
 * Source: RFC 8551 section 3.1.1 (canonicalisation).
 */

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

const isBare = (bytes: Buffer, at: number) => bytes[at] === lineFeed && bytes[at - 1] !== carriageReturn;

function countBareLineFeeds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1))
    if (isBare(bytes, at)) count += 1;
  return count;
}

/** The same octets when every line ends with CRLF already. */
export function withCanonicalLines(bytes: Buffer): Buffer {
  const missing = countBareLineFeeds(bytes);
  if (missing === 0) return bytes;
  const canonical = Buffer.alloc(bytes.length + missing);
  let to = 0;
  for (let from = 0; from < bytes.length; from++) {
    if (isBare(bytes, from)) canonical[to++] = carriageReturn;
    canonical[to++] = bytes[from] ?? 0;
  }
  return canonical;
}
