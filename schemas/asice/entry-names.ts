/**
 * Which names an entry of a container may have, and when two names are the same to somebody's file system.
 * Refuses; never repairs a name.
 * Source: APPNOTE.TXT 4.4.17 (names are relative, with forward slashes); ETSI EN 319 162-1, annex A.
 */
import { Problem } from '../problems/problem.js';

const maxNameBytes = 1024;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const controlCharacter = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** Characters that make a name read differently from what it is: direction overrides and isolates, byte order mark. */
const deceptiveCharacter = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffd]/;

/**
 * Checks the name of an entry, given without the closing slash of a folder.
 * @throws Problem `zip_name` naming the rule it breaks
 */
export function checkEntryName(name: string): void {
  const fault = nameFault(name);
  if (fault !== undefined) throw new Problem('zip_name', { detail: `Entry name ${fault}`, field: printable(name) });
}

/** The name as a file system without case or normal forms would see it; equal keys collide. */
export function entryNameKey(name: string): string {
  return name.normalize('NFC').toLowerCase().toUpperCase().normalize('NFC');
}

/** Text from outside that is safe to show in a message or a log line. */
export function printable(text: string, maxCharacters = 200): string {
  return text.slice(0, maxCharacters).replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '?');
}

function nameFault(name: string): string | undefined {
  if (name === '') return 'is empty';
  if (Buffer.byteLength(name) > maxNameBytes) return `is longer than ${maxNameBytes} bytes`;
  if (controlCharacter.test(name)) return 'holds a control character';
  if (deceptiveCharacter.test(name)) return 'holds a character that hides what it says';
  if (name.includes('\\')) return 'holds a backslash';
  if (name.startsWith('/')) return 'is an absolute path';
  if (/^[A-Za-z]:/.test(name)) return 'starts with a drive letter';
  return segmentFault(name.split('/'));
}

function segmentFault(segments: readonly string[]): string | undefined {
  if (segments.includes('')) return 'holds an empty path segment';
  if (segments.includes('..')) return 'leaves its folder (..)';
  if (segments.includes('.')) return 'holds a "." path segment';
  return undefined;
}
