/**
 * Status and reply codes in what servers say.
 * Source: RFC 3463 section 2 (enhanced status codes), RFC 5321 section 4.2 (reply codes).
 */

/** Not part of an address or a version. */
const enhanced = /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\.?\d)/;
const reply = /(?<![\d.:/@-])([245]\d\d)(?=[ \-:,]|$)(?![ -]*(?:hours?|minutes?|days?|octets|bytes|kb|mb)\b)/im;

/** The first enhanced status code in the text; `x.0.0` says nothing and counts only when there is no other. */
export function statusIn(text: string): string | null {
  const all = [...text.matchAll(new RegExp(enhanced, 'g'))].map(([, code = '']) => code);
  return all.find((code) => !code.endsWith('.0.0')) ?? all[0] ?? null;
}

/** The first SMTP reply code of a refusal in the text. */
export function replyIn(text: string): string | null {
  return reply.exec(text)?.[1] ?? null;
}
