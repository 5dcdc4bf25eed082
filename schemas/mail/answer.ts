/**
 * The answer in the first line of a reply: `tiếp nhận`, `từ chối: lý do`, `hoàn thành`; also without diacritics, and in English.
 * Takes nothing for a command that could mean something else: whoever writes more is asked again.
 * Source: this product's instructions in every mail; statuses of QCVN 102:2016/BTTTT.
 */
import { foldText } from '../directory/fold-text.js';
import { cutText } from '../words/cut-text.js';
import type { Answer, UnclearAnswer, UnclearCause } from './sorted-mail.js';

type AnswerStatus = Answer['status'];

/** Folded, from the beginning of the line. What politeness puts before and after is listed, nothing else is allowed. */
const opening =
  '(?:(?:kinh gui|thua|dear) [^:,]{1,80}[:,] *)?(?:(?:da|xin|dong y|chung toi|co quan|toi|don vi|we|i|have|has|is) +)*';
const object = '(?: (?:van ban(?: den)?|cong van|xu ly|(?:the )?document))?';
const commands: readonly (readonly [AnswerStatus, RegExp])[] = [
  ['03', new RegExp(`^${opening}(?:tiep nhan|accept(?:ed)?)${object}(?<rest>.*)$`)],
  ['02', new RegExp(`^${opening}(?:tu choi(?: tiep nhan)?|refused?|reject(?:ed)?|decline[d]?)${object}(?<rest>.*)$`)],
  ['06', new RegExp(`^${opening}(?:hoan thanh|completed?|done)${object}(?<rest>.*)$`)],
];
const negation =
  /(?:^| )(?:khong|chua|khong the|not|cannot|can't|never|won't)(?: .{0,40})? (?:tiep nhan|tu choi|hoan thanh|accept|refuse|reject|complete)/;
const nothingMore = /^[\s.!,;]*$/;
const maxLineLength = 200;
const maxReasonLength = 1000;
/** Further commands are looked for in so many lines. */
const maxLines = 20;
/** Programs that break lines break them behind so many characters at least: Vietnamese words are short. */
const leastBrokenLength = 60;

interface Command {
  readonly status: AnswerStatus;
  readonly rest: string;
}

/** Behind a command that says something by itself: nothing, a colon, a reason for a refusal. Anything else is prose that begins with its word. */
const spokenRest: Readonly<Record<AnswerStatus, RegExp>> = {
  '02': /^\s*(?:[.!,;:\-–—]|$)|^ (?:vi|do|because|due to|as) /,
  '03': /^\s*(?:[.!,;]*\s*$|:)/,
  '06': /^\s*(?:[.!,;]*\s*$|:)/,
};

/** Marks of emphasis, from the end on: a search for them from every place of a long line takes for ever. */
function withoutOrnaments(line: string): string {
  let end = line.length;
  while (end > 0 && /[*"'“”\s]/.test(line.charAt(end - 1))) end -= 1;
  return line.slice(0, end).replace(/^[*"'“”\-\s]+/, '');
}

function commandIn(line: string): Command | null {
  const folded = withoutOrnaments(foldText(line));
  for (const [status, form] of commands) {
    const rest = form.exec(folded)?.groups?.['rest'];
    // A letter right behind would make it another word.
    if (rest !== undefined && !/^\p{L}/u.test(rest)) return { status, rest };
  }
  return null;
}

/** The reason as written, with its diacritics: what follows the first separator, else the next line. */
function reasonIn(lines: readonly string[], rest: string): string | null {
  const [first = '', ...others] = lines;
  if (nothingMore.test(rest) || /^\s*[:\-–—]\s*$/.test(rest)) return nextText(others);
  const separator = /^\s*[:\-–—,.]/.test(rest) ? /[:\-–—,.]\s*(.+)$/.exec(first)?.[1] : undefined;
  return cutText(separator?.trim() ?? '', maxReasonLength) || null;
}

/** A reason in the lines below, unless it is a closing formula. */
function nextText(lines: readonly string[]): string | null {
  const text = lines.find((line) => line.trim() !== '')?.trim() ?? '';
  const [, reason] = /^(?:lý do|ly do|reason)\s*:\s*(.+)$/i.exec(text.normalize('NFC')) ?? [];
  return reason === undefined ? null : cutText(reason, maxReasonLength);
}

/** Whether the line is the rest of the one before, which a program broke. */
const goesOn = (line: string, before: string) =>
  before.length >= leastBrokenLength && !/[.!?;:]$/.test(before) && /^\p{Ll}/u.test(line);

/** Whether another line is a command of its own that says something else: who reads both cannot tell which one is meant. */
function isContradicted(lines: readonly string[], { status }: Command): boolean {
  return lines.slice(1, maxLines).some((line, index) => {
    const other = goesOn(line, lines[index] ?? '') ? null : commandIn(line);
    return other !== null && other.status !== status && spokenRest[other.status].test(other.rest);
  });
}

type Reading = { readonly status: AnswerStatus; readonly reason: string | null } | { readonly why: UnclearCause };

function readCommand(lines: readonly string[]): Reading {
  const [first] = lines;
  if (first === undefined) return { why: 'empty' };
  if (negation.test(foldText(first))) return { why: 'negated' };
  const command = commandIn(first);
  if (command === null) return { why: 'no-command' };
  if (isContradicted(lines, command)) return { why: 'several' };
  if (command.status !== '02')
    return nothingMore.test(command.rest) ? { ...command, reason: null } : { why: 'goes-on' };
  const reason = reasonIn(lines, command.rest);
  if (reason !== null) return { status: '02', reason };
  return { why: nothingMore.test(command.rest) || /^\s*[:\-–—]\s*$/.test(command.rest) ? 'no-reason' : 'goes-on' };
}

/** @param lines the sender's own words. @param inReplyTo identifiers of the mails it answers, nearest first */
export function readAnswer(lines: readonly string[], inReplyTo: readonly string[]): Answer | UnclearAnswer {
  const written = lines.map((line) => line.trim()).filter((line) => line !== '');
  const reading = readCommand(written);
  if ('why' in reading)
    return { kind: 'unclear-answer', why: reading.why, line: cutText(written[0] ?? '', maxLineLength), inReplyTo };
  return { kind: 'answer', status: reading.status, reason: reading.reason, inReplyTo };
}
