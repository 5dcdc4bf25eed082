/**
 * Which types of document exist, their names and abbreviations.
 * Does not say who may issue which type.
 * Source: Decree 30/2020/NĐ-CP, article 7 and annex III section I (29 administrative types, 3 kinds of copies); the
 * normative types ministries also send carry the abbreviations of their own notations (Decree 34/2016/NĐ-CP, annex I).
 */
import { foldText } from './fold-text.js';

export interface DocumentType {
  /** What `type` of the metadata holds: the abbreviation, or our own code where the decree gives none. */
  readonly code: string;
  readonly name: string;
  /** As used in notations; null for công văn and thư công, which have none. */
  readonly abbreviation: string | null;
  readonly group: 'administrative' | 'copy' | 'normative';
}

/** Type code of the official letter, whose notation is `số/<organ>-<unit>`. */
export const officialLetterCode = 'CV';

const administrative: readonly (readonly [code: string, name: string, abbreviation?: null])[] = [
  ['NQ', 'Nghị quyết'],
  ['QĐ', 'Quyết định'],
  ['CT', 'Chỉ thị'],
  ['QC', 'Quy chế'],
  ['QyĐ', 'Quy định'],
  ['TC', 'Thông cáo'],
  ['TB', 'Thông báo'],
  ['HD', 'Hướng dẫn'],
  ['CTr', 'Chương trình'],
  ['KH', 'Kế hoạch'],
  ['PA', 'Phương án'],
  ['ĐA', 'Đề án'],
  ['DA', 'Dự án'],
  ['BC', 'Báo cáo'],
  ['BB', 'Biên bản'],
  ['TTr', 'Tờ trình'],
  ['HĐ', 'Hợp đồng'],
  [officialLetterCode, 'Công văn', null],
  ['CĐ', 'Công điện'],
  ['BGN', 'Bản ghi nhớ'],
  ['BTT', 'Bản thỏa thuận'],
  ['GUQ', 'Giấy ủy quyền'],
  ['GM', 'Giấy mời'],
  ['GGT', 'Giấy giới thiệu'],
  ['GNP', 'Giấy nghỉ phép'],
  ['PG', 'Phiếu gửi'],
  ['PC', 'Phiếu chuyển'],
  ['PB', 'Phiếu báo'],
  ['ThC', 'Thư công', null],
];
const copies = [
  ['SY', 'Bản sao y'],
  ['TrS', 'Bản trích sao'],
  ['SL', 'Bản sao lục'],
] as const;
const normative = [
  ['NĐ', 'Nghị định'],
  ['TT', 'Thông tư'],
  ['TTLT', 'Thông tư liên tịch'],
] as const;

/** Every type, in the order of the decree. */
export const documentTypes: readonly DocumentType[] = [
  ...administrative.map((row) => describe(row, 'administrative')),
  ...copies.map((row) => describe(row, 'copy')),
  ...normative.map((row) => describe(row, 'normative')),
];

const byCode = new Map(documentTypes.map((type) => [type.code, type]));
const byFoldedName = new Map(documentTypes.map((type) => [foldText(type.name), type]));
const byLowerCode = new Map(documentTypes.map((type) => [type.code.toLowerCase(), type]));

/** The type with exactly this code (NFC), e.g. `QĐ`. */
export function documentTypeByCode(code: string): DocumentType | undefined {
  return byCode.get(code.normalize('NFC'));
}

/**
 * The type meant by a name or code somebody else wrote: any case, names also without diacritics (`Cong van`, `qđ`).
 * Codes keep their diacritics: ĐA and DA are different types.
 */
export function findDocumentType(text: string): DocumentType | undefined {
  const plain = text.normalize('NFC').trim();
  return byCode.get(plain) ?? byFoldedName.get(foldText(plain)) ?? byLowerCode.get(plain.toLowerCase());
}

function describe(
  [code, name, abbreviation]: readonly [code: string, name: string, abbreviation?: null],
  group: DocumentType['group'],
): DocumentType {
  return { code, name, abbreviation: abbreviation === undefined ? code : abbreviation, group };
}
