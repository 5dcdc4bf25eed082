/**
 * Random secrets that are looked up by their digest: cookies of sessions and browsers, recovery codes, first passwords.
 * Source: RFC 4648 section 6 (base 32: no case, no sign that is hard to type).
 */
import { hash, randomBytes } from 'node:crypto';

/** 256 random bits, for a cookie. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** False for what was never given out as a token, so that nobody asks the database about it. */
export const isToken = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text);

/** What is kept of a secret: its SHA-256. */
export const digestOf = (secret: string): Buffer => hash('sha256', secret, 'buffer');

const letters = 'abcdefghijklmnopqrstuvwxyz234567';

/** 80 random bits as people type them: `xxxx-xxxx-xxxx-xxxx`. */
export function newTypedSecret(): string {
  const text = Array.from(randomBytes(16), (byte) => letters[byte & 31]).join('');
  return text.replace(/(.{4})(?=.)/g, '$1-');
}
