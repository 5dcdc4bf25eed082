/**
 * What the text of a printed document says about it, as a proposal. Only the layout of Decree 30/2020/NĐ-CP (and of Circular
 * 01/2011/TT-BNV before it) is looked for; what is not found is null, nothing is guessed from the text itself.
 * Source: Decree 30/2020/NĐ-CP annex I.
 */
import { readCode, readPlaceAndDate } from './document-code.js';
import { readIssuer, readTypeAndSubject } from './document-head.js';
import { fromTcvn, legacyFontOf } from './legacy-font.js';
import { type PageLines, pageLines } from './page-lines.js';
import type { Proposal, ProposalRemark, ProposedFields } from './proposal.js';
import { readSigner } from './signer-block.js';
import { linesOf, type PrintedPage } from './text-lines.js';

const nothing: ProposedFields = {
  issuer: null,
  number: null,
  notation: null,
  type: null,
  subject: null,
  place: null,
  date: null,
  competence: null,
  position: null,
  fullName: null,
};

function readFields(pages: readonly PageLines[]): ProposedFields {
  const [first] = pages;
  if (first === undefined) return nothing;
  const { number, notation, line } = readCode(first);
  return {
    issuer: readIssuer(first, line),
    number,
    notation,
    ...readTypeAndSubject(first, notation),
    ...readPlaceAndDate(first),
    ...readSigner(pages),
  };
}

function inUnicode(pages: readonly PageLines[]): { pages: readonly PageLines[]; remarks: ProposalRemark[] } {
  const [first] = pages;
  const text = (first?.lines ?? []).map((line) => line.text).join('\n');
  switch (legacyFontOf(text)) {
    case 'none':
      return { pages, remarks: text === '' ? ['no-text'] : [] };
    case 'vni':
      return { pages: [], remarks: ['legacy-font'] };
    case 'tcvn': {
      const decode = (page: PageLines) => ({
        ...page,
        lines: page.lines.map((line) => ({ ...line, text: fromTcvn(line.text) })),
      });
      return { pages: pages.map(decode), remarks: ['legacy-font-read'] };
    }
  }
}

export interface PrintedText {
  readonly pageCount: number;
  readonly pages: readonly PrintedPage[];
  /** False when more was there than is looked at. */
  readonly isWhole: boolean;
}

export function proposeFromText({ pageCount, pages, isWhole }: PrintedText): Proposal {
  const read = inUnicode(pages.map((page, index) => pageLines(page, index + 1, linesOf(page))));
  return {
    pages: pageCount,
    fields: readFields(read.pages),
    remarks: isWhole ? read.remarks : [...read.remarks, 'partly-read'],
  };
}
