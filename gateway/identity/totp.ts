/**
 * One-time codes of authenticator apps. Pure.
 * Source: RFC 4226 section 5.3 (HOTP), RFC 6238 section 4 (steps of 30 s; SHA-1 and 6 digits are what apps support);
 * RFC 4648 section 6 (base 32); Key Uri Format (otpauth).
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

const stepSeconds = 30;
const digits = 6;
/** Clocks of phones: one step either way (RFC 6238 section 5.2). */
const drift = [0, -1, 1] as const;

export const totpKeyBytes = 20;

/** @returns the code of one step, with leading zeros */
export function totpCode(key: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', key).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0xf;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits).padStart(digits, '0');
}

export const totpStep = (at: Date): number => Math.floor(at.getTime() / 1000 / stepSeconds);

/** The step a code belongs to at that time; null when it is none. Whether the step was used before is the caller's to know. */
export function findTotpStep(key: Uint8Array, code: string, at: Date): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const now = totpStep(at);
  const fits = drift.map((by) => now + by).filter((step) => isSame(totpCode(key, step), code));
  return fits[0] ?? null;
}

const isSame = (one: string, other: string): boolean => timingSafeEqual(Buffer.from(one), Buffer.from(other));

/** A key as apps take it when typed. */
export function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
}

/** What the QR code holds. */
export function totpAddress(key: Uint8Array, issuer: string, account: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${base32(key)}&issuer=${encodeURIComponent(issuer)}`;
}
