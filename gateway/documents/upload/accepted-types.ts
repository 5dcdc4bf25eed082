/** Which types of file a document may carry: a table, by extension, with what the content must look like. */
import type { InnerParts } from './inspect-parts.js';

export type ContentKind = 'sniffed' | 'text' | 'xml' | 'cms';

export interface AcceptedType {
  /** Recorded and served for the file. */
  readonly mediaType: string;
  readonly kind: ContentKind;
  /** For `sniffed`: what the first bytes may be taken for. */
  readonly sniffed: readonly string[];
  /** What must be inside, where the first bytes are shared with other types. */
  readonly parts?: InnerParts;
}

const zip = 'application/zip';
const ole = 'application/x-cfb';
const officeOpen = 'application/vnd.openxmlformats-officedocument';
const openDocument = 'application/vnd.oasis.opendocument';

const sniffed = (mediaType: string, ...alsoSniffedAs: string[]): AcceptedType => ({
  mediaType,
  kind: 'sniffed',
  sniffed: [mediaType, ...alsoSniffedAs],
});
const packaged = (mediaType: string, mainPart: RegExp): AcceptedType => ({
  ...sniffed(mediaType, zip),
  parts: { kind: 'zip', needed: [/^\[Content_Types\]\.xml$/, mainPart] },
});
const compound = (mediaType: string, ...streams: string[]): AcceptedType => ({
  ...sniffed(mediaType, ole),
  parts: { kind: 'ole', needed: streams },
});
const special = (mediaType: string, kind: ContentKind): AcceptedType => ({ mediaType, kind, sniffed: [] });

export const acceptedTypes: ReadonlyMap<string, AcceptedType> = new Map([
  ['pdf', sniffed('application/pdf')],
  // Word on the web numbers its main part.
  ['docx', packaged(`${officeOpen}.wordprocessingml.document`, /^word\/document\d*\.xml$/)],
  ['xlsx', packaged(`${officeOpen}.spreadsheetml.sheet`, /^xl\/workbook\d*\.xml$/)],
  ['pptx', packaged(`${officeOpen}.presentationml.presentation`, /^ppt\/presentation\d*\.xml$/)],
  ['doc', compound('application/msword', 'WordDocument')],
  ['xls', compound('application/vnd.ms-excel', 'Workbook', 'Book')],
  ['ppt', compound('application/vnd.ms-powerpoint', 'PowerPoint Document')],
  ['odt', sniffed(`${openDocument}.text`)],
  ['ods', sniffed(`${openDocument}.spreadsheet`)],
  ['odp', sniffed(`${openDocument}.presentation`)],
  ['png', sniffed('image/png')],
  ['jpg', sniffed('image/jpeg')],
  ['jpeg', sniffed('image/jpeg')],
  ['tif', sniffed('image/tiff')],
  ['tiff', sniffed('image/tiff')],
  ['zip', sniffed(zip)],
  ['asice', sniffed('application/vnd.etsi.asic-e+zip', zip)],
  ['asics', sniffed('application/vnd.etsi.asic-s+zip', zip)],
  ['txt', special('text/plain', 'text')],
  ['csv', special('text/csv', 'text')],
  ['xml', special('application/xml', 'xml')],
  ['edxml', special('application/xml', 'xml')],
  ['p7m', special('application/pkcs7-mime', 'cms')],
  ['p7s', special('application/pkcs7-signature', 'cms')],
]);
