/**
 * Who issued the document, of which type it is and what it is about, as its first page says.
 * Source: Decree 30/2020/NĐ-CP annex I, section II.2 (tên cơ quan) and II.5 (tên loại và trích yếu nội dung).
 */
import { documentTypes, findDocumentType, officialLetterCode } from '../directory/document-types.js';
import { foldText } from '../directory/fold-text.js';
import {
  beginsWith,
  gapAbove,
  isInCapitals,
  isLeft,
  type PageLines,
  proposed,
  takeBlock,
  textOf,
} from './page-lines.js';
import type { Proposed } from './proposal.js';
import { centreOf, type TextLine } from './text-lines.js';

/** Words with which the names of agencies begin, without diacritics: a line with one of them begins a name. */
const namesBegin =
  /^(?:ubnd|uy ban|hdnd|hoi dong|so|bo|van phong|tong cuc|chi cuc|cuc|vu|phong|ban|trung tam|truong|thanh tra|cong an|vien|toa an|kho bac|bao hiem|ngan hang|quoc hoi|chinh phu|thu tuong|hoc vien|dai hoc|benh vien|doan|hoi|lien|tinh uy|thanh uy|huyen uy)\b/;

const maxIssuerLines = 8;
const maxSubjectLines = 10;

/** The agency's name; what stands above it is the name of the agency it belongs to. */
export function readIssuer(page: PageLines, codeLine: TextLine | null): Proposed | null {
  if (codeLine === null) return null;
  const above = page.lines.filter((line) => line.y > codeLine.y && isLeft(line, page) && isInCapitals(line));
  const names: TextLine[][] = [];
  for (const line of above.slice(-maxIssuerLines)) {
    if (names.length === 0 || namesBegin.test(foldText(line.text))) names.push([line]);
    else names.at(-1)?.push(line);
  }
  const name = names.at(-1);
  return name === undefined ? null : proposed(textOf(name), name, page);
}

interface TypeAndSubject {
  readonly type: Proposed | null;
  readonly subject: Proposed | null;
}

const typeNames = new Set(documentTypes.map(({ name }) => foldText(name)));
const isTypeLine = (line: TextLine) => isInCapitals(line) && typeNames.has(foldText(line.text));
/** What begins behind the subject. */
const bodyBegins = ['kinh gui', 'can cu ', 'xet de nghi', 'theo de nghi'];
const isBody = (line: TextLine) => bodyBegins.some((words) => beginsWith(line, words));

/** The centred lines below the type; those of the text begin at the margin, or behind an indent. */
function readNamedType(line: TextLine, page: PageLines): TypeAndSubject {
  const isCentred = (one: TextLine) => Math.abs(centreOf(one) - centreOf(line)) < 0.0125 * page.width;
  const below = page.lines.slice(page.lines.indexOf(line));
  const block = takeBlock(
    below,
    (one, before) =>
      isCentred(one) && !isBody(one) && gapAbove(one, before) < 2.5 && (before === line || !isInCapitals(one)),
    maxSubjectLines,
  ).slice(1);
  return {
    type: proposed(findDocumentType(line.text)?.code ?? '', [line], page),
    subject: block.length === 0 ? null : proposed(textOf(block), block, page),
  };
}

const shortAbout = /^v\s*\/\s*v\s*[:.]?\s*/i;

/** A công văn has its subject below its number. */
function readLetter(page: PageLines): TypeAndSubject {
  const column = page.lines.filter((line) => isLeft(line, page));
  const start = column.findIndex(({ text }) => shortAbout.test(text));
  if (start < 0) return { type: null, subject: null };
  const block = takeBlock(
    column.slice(start),
    (line, before) => gapAbove(line, before) < 2 && !isBody(line),
    maxSubjectLines,
  );
  return {
    type: proposed(officialLetterCode, block.slice(0, 1), page),
    subject: proposed(textOf(block).replace(shortAbout, 'Về việc '), block, page),
  };
}

/** A notation tells the type where no line does: `BC-STTTT`. */
function typeOfNotation(notation: Proposed | null): Proposed | null {
  const abbreviation = /(?:^|\/)([\p{L}]+)-/u.exec(notation?.value ?? '')?.[1] ?? '';
  const type = documentTypes.find((one) => one.abbreviation === abbreviation);
  return type === undefined || notation === null ? null : { ...notation, value: type.code };
}

export function readTypeAndSubject(page: PageLines, notation: Proposed | null): TypeAndSubject {
  const line = page.lines.find((one) => one.y > 0.4 * page.height && isTypeLine(one));
  const { type, subject } = line === undefined ? readLetter(page) : readNamedType(line, page);
  return { type: type ?? typeOfNotation(notation), subject };
}
