/**
 * Secrets that stand in mails and come back in answers and addresses of pages: 130 random bits as 26 characters that survive every
 * mail address (no case, no sign). Only their digests are kept. Pure.
 * Source: RFC 4648 section 6 (the alphabet of base 32).
 */
import { hash, randomBytes } from 'node:crypto';

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const length = 26;
const form = new RegExp(`(?<![a-z0-9])[${alphabet}]{${length}}(?![a-z0-9])`, 'g');

/** Each is looked up: a text full of words that look like tokens is somebody's play. */
const maxTokens = 50;

/** One letter for five bits of each random byte. */
export const newMailToken = (): string => Array.from(randomBytes(length), (byte) => alphabet[byte & 31]).join('');

/** What is kept of a token, hex. */
export const mailTokenDigest = (token: string): string => hash('sha256', token);

/** What may be tokens in a text, each once; at most 50. */
export const mailTokensIn = (text: string): string[] =>
  [...new Set(Array.from(text.toLowerCase().matchAll(form), ([token]) => token))].slice(0, maxTokens);
