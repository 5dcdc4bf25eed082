/**
 * What the sender wrote: without the mail that is answered, and without the signature.
 * Programs mark both as they like; what cannot be told apart stays.
 * Source: RFC 3676 sections 4.3 (signature "-- ") and 4.5 (quotation marks); custom of widespread mail programs.
 */

/** From here on everything is the mail that is answered, or a signature. In NFC and lower case. */
const ends: readonly RegExp[] = [
  /^-- ?$/,
  /^-{2,} ?(?:original message|forwarded message|thư gốc|tin nhắn gốc|thư trả lời|thư chuyển tiếp|thư đã chuyển tiếp)/,
  /^_{20,}$/,
  /^(?:on .{4,200}|vào .{4,200}|.{4,200}) (?:wrote|đã viết|viết):$/,
  /^(?:from|từ|người gửi): .*@/,
  /^(?:begin forwarded message|get outlook for|sent from my|gửi từ (?:iphone|điện thoại|thư|samsung|ipad|outlook)|được gửi từ)/,
];

const isEnd = (line: string) => ends.some((form) => form.test(line));

/** "On … wrote:" is often folded over two lines. */
function beginsQuote(lines: readonly string[], index: number): boolean {
  const line = (lines[index] ?? '').trim().toLowerCase();
  if (isEnd(line)) return true;
  const next = (lines[index + 1] ?? '').trim().toLowerCase();
  return /^(?:on|vào) /.test(line) && /(?:wrote|viết):$/.test(next);
}

/** @param text NFC, lines ended by a line feed. @returns lines, trimmed at the end; empty ones between others stay */
export function ownLines(text: string): string[] {
  const lines = text.split('\n');
  const end = lines.findIndex((_, index) => beginsQuote(lines, index));
  const own = end < 0 ? lines : lines.slice(0, end);
  return own.filter((line) => !/^\s*>/.test(line)).map((line) => line.trimEnd());
}
