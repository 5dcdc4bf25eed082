/**
 * Everything that is looked at in one file while it passes by, whichever entrance it came by: one list for uploads and for the entries of
 * ready containers, so that neither is judged more gently.
 */
import type { ContentInspector } from './inspect-content.js';
import { PdfSignatureCounter, TextInspector } from './inspect-content.js';
import { ActiveXmlInspector } from './inspect-markup.js';
import { partsInspector } from './inspect-parts.js';
import type { SniffedType } from './sniff-type.js';

export interface FileInspection {
  readonly inspectors: readonly ContentInspector[];
  /** A secrecy mark standing alone on a line of a text; known when the file has ended. */
  secretMark(): string | undefined;
  /** Signature dictionaries of a PDF; 0 for other types. */
  pdfSignatures(): number;
}

/** @param name the file's name, for problems */
export function inspectionOf(type: SniffedType, name: string): FileInspection {
  const text = type.kind === 'text' || type.kind === 'xml' ? new TextInspector(name) : undefined;
  const pdf = type.mediaType === 'application/pdf' ? new PdfSignatureCounter() : undefined;
  const xml = type.kind === 'xml' ? new ActiveXmlInspector(name) : undefined;
  const parts = type.parts === undefined ? undefined : partsInspector(type.parts, name);
  return {
    inspectors: [text, pdf, xml, parts].filter((one) => one !== undefined),
    secretMark: () => text?.secretMark,
    pdfSignatures: () => pdf?.count ?? 0,
  };
}
