/**
 * Who signed: competence, position and name at the right of the document's end, beside `Nơi nhận`. Annexes may follow it.
 * Source: Decree 30/2020/NĐ-CP annex I, section II.7 (chức vụ, họ tên và chữ ký của người có thẩm quyền).
 */
import { foldText } from '../directory/fold-text.js';
import {
  beginsWith,
  gapAbove,
  isInCapitals,
  isRight,
  type PageLines,
  proposed,
  takeBlock,
  textOf,
} from './page-lines.js';
import type { Proposed } from './proposal.js';
import type { TextLine } from './text-lines.js';

export interface SignerProposal {
  readonly competence: Proposed | null;
  readonly position: Proposed | null;
  readonly fullName: Proposed | null;
}

const unsigned: SignerProposal = { competence: null, position: null, fullName: null };

/** For whom, or instead of whom, somebody signs. */
const competenceBegins = /^(?:TM|KT|TL|TUQ|Q)\s*\./u;
const positionBegins =
  /^(?:quyen |pho |bo truong|thu tuong|chu tich|chu nhiem|giam doc|tong giam doc|cuc truong|chi cuc truong|vu truong|truong |chanh |bi thu|vien truong|tong |hieu truong|thu truong|tu lenh|dai ta|to truong)/;
/** Titles of learning or rank may stand before a name. */
const nameForm = /^(?:[\p{Lu}][\p{L}]{0,6}\.\s?){0,4}\p{Lu}\p{L}*(?: \p{Lu}\p{L}*){1,6}$/u;
const maxBlockLines = 30;
/** In em: the signer's lines begin about where `Nơi nhận` does, or a little above it. */
const above = 4;

/** Where the document ends, before its annexes. */
function endOf(pages: readonly PageLines[]): { page: PageLines; top: number } | null {
  for (const page of pages) {
    const line = page.lines.find((one) => beginsWith(one, 'noi nhan'));
    if (line !== undefined) return { page, top: line.y + above * line.size };
  }
  const page = pages.at(-1);
  return page === undefined ? null : { page, top: page.height };
}

/** The lines in capitals, parted where the position begins. */
function splitCapitals(capitals: readonly TextLine[]): { competence: TextLine[]; position: TextLine[] } {
  const lastBegin = capitals.findLastIndex(({ text }) => competenceBegins.test(text));
  const rest = capitals.slice(lastBegin + 1);
  const begins = lastBegin < 0 ? 0 : rest.findIndex(({ text }) => positionBegins.test(foldText(text)));
  const at = lastBegin + 1 + Math.max(begins, 0);
  return { competence: capitals.slice(0, at), position: capitals.slice(at) };
}

/** @param pages that were read, in their order */
export function readSigner(pages: readonly PageLines[]): SignerProposal {
  const end = endOf(pages);
  if (end === null) return unsigned;
  const { page, top } = end;
  const column = page.lines.filter((line) => line.y <= top && isRight(line, page)).slice(0, maxBlockLines);
  const start = column.findIndex((line) => isInCapitals(line) || competenceBegins.test(line.text));
  if (start < 0) return unsigned;
  const capitals = takeBlock(
    column.slice(start),
    (line, before) => isInCapitals(line) && gapAbove(line, before) < 2.5,
    6,
  );
  const name = column.slice(start + capitals.length).find(({ text }) => nameForm.test(text));
  const { competence, position } = splitCapitals(capitals);
  const propose = (lines: readonly TextLine[]) => (lines.length === 0 ? null : proposed(textOf(lines), lines, page));
  return {
    competence: propose(competence),
    position: propose(position),
    fullName: propose(name === undefined ? [] : [name]),
  };
}
