/**
 * Stamps on the first page of a printed document: how urgent it is, and whether it is a state secret. Only a line that is a stamp and
 * nothing else counts; a word inside a sentence is none.
 * Source: Decree 30/2020/NĐ-CP annex I section II.10 (dấu chỉ độ mật, mức độ khẩn).
 */
import { type SecrecyLevel, secretStampIn } from '../directory/secrecy.js';
import { type Urgency, urgencies } from '../directory/urgency.js';
import type { PrintedText } from './propose.js';
import { linesOf } from './text-lines.js';

export interface Stamps {
  readonly secrecy: SecrecyLevel | null;
  readonly urgency: Exclude<Urgency, 'normal'> | null;
}

/** Both places of the tone mark are in use. */
const plain = (text: string) => text.normalize('NFC').toLowerCase().replace(/hoả/gu, 'hỏa');
const words = new Map(urgencies.filter(({ priority }) => priority > 0).map(({ code, vi }) => [plain(vi), code]));

export function stampsOn({ pages: [first] }: PrintedText): Stamps {
  const lines = first === undefined ? [] : linesOf(first).map(({ text }) => text);
  const secrecy = lines.map(secretStampIn).find((level) => level !== undefined) ?? null;
  const urgency = lines.map((line) => words.get(plain(line))).find((code) => code !== undefined) ?? null;
  return { secrecy, urgency: urgency as Stamps['urgency'] };
}
