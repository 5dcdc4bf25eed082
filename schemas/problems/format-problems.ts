/** Problems of files as such: XML, ZIP and ASiC structure, edXML content. */
import type { CatalogueEntry } from './catalogue-entry.js';

export const formatProblems = {
  // XML
  xml_malformed: { status: 400, retry: false, title: 'The XML is not well-formed', titleVi: 'XML không đúng cú pháp' },
  xml_doctype: {
    status: 400,
    retry: false,
    title: 'A DOCTYPE is not allowed',
    titleVi: 'Không chấp nhận khai báo DOCTYPE',
  },
  xml_too_deep: { status: 400, retry: false, title: 'The XML is nested too deeply', titleVi: 'XML lồng quá sâu' },
  xml_too_large: {
    status: 413,
    retry: false,
    title: 'The XML is larger than allowed',
    titleVi: 'XML vượt quá kích thước cho phép',
  },
  xml_invalid: {
    status: 400,
    retry: false,
    title: 'The XML does not match its schema',
    titleVi: 'XML không khớp lược đồ',
  },
  // ZIP and ASiC
  zip_malformed: {
    status: 400,
    retry: false,
    title: 'The file is not an intact ZIP archive',
    titleVi: 'Tệp không phải là kho nén ZIP nguyên vẹn',
  },
  zip_inconsistent: {
    status: 400,
    retry: false,
    title: 'The ZIP headers contradict each other',
    titleVi: 'Các tiêu đề ZIP mâu thuẫn nhau',
  },
  zip_too_many_entries: {
    status: 400,
    retry: false,
    title: 'The archive has too many entries',
    titleVi: 'Kho nén có quá nhiều mục',
  },
  zip_entry_too_large: {
    status: 413,
    retry: false,
    title: 'An entry is larger than allowed',
    titleVi: 'Một mục vượt quá kích thước cho phép',
  },
  zip_ratio: {
    status: 400,
    retry: false,
    title: 'The archive expands beyond the allowed ratio',
    titleVi: 'Tỷ lệ nén vượt quá mức cho phép',
  },
  zip_name: { status: 400, retry: false, title: 'An entry name is not allowed', titleVi: 'Tên mục không được phép' },
  zip_duplicate: { status: 400, retry: false, title: 'Two entries share one name', titleVi: 'Hai mục trùng tên' },
  zip_encrypted: {
    status: 400,
    retry: false,
    title: 'Encrypted archives are not accepted',
    titleVi: 'Không chấp nhận kho nén mã hóa',
  },
  asic_mimetype: {
    status: 400,
    retry: false,
    title: 'The container does not declare an ASiC media type',
    titleVi: 'Gói không khai báo kiểu ASiC',
  },
  asic_structure: {
    status: 400,
    retry: false,
    title: 'The container is not built as ASiC requires',
    titleVi: 'Cấu trúc gói ASiC không đúng',
  },
  asic_manifest: {
    status: 400,
    retry: false,
    title: 'The container manifest is wrong',
    titleVi: 'Bản kê của gói không đúng',
  },
  // edXML
  edxml_not_edxml: {
    status: 400,
    retry: false,
    title: 'The XML is not an edXML message',
    titleVi: 'XML không phải là gói tin edXML',
  },
  edxml_missing: {
    status: 400,
    retry: false,
    title: 'A required edXML element is missing',
    titleVi: 'Thiếu thành phần edXML bắt buộc',
  },
  edxml_value: { status: 400, retry: false, title: 'An edXML value is wrong', titleVi: 'Giá trị edXML không đúng' },
  edxml_unsupported: {
    status: 422,
    retry: false,
    title: 'The edXML message asks for something this gateway does not do',
    titleVi: 'Gói tin edXML yêu cầu nghiệp vụ mà cổng không thực hiện',
  },
  edxml_attachment: {
    status: 400,
    retry: false,
    title: 'An edXML attachment cannot be read',
    titleVi: 'Không đọc được tệp đính kèm edXML',
  },
  edxml_too_large: {
    status: 413,
    retry: false,
    title: 'The edXML file is larger than allowed',
    titleVi: 'Tệp edXML vượt quá kích thước cho phép',
  },
  // files
  file_empty: { status: 400, retry: false, title: 'A file is empty', titleVi: 'Tệp rỗng' },
  file_too_large: {
    status: 413,
    retry: false,
    title: 'A file is larger than allowed',
    titleVi: 'Tệp vượt quá kích thước cho phép',
  },
  file_type: {
    status: 415,
    retry: false,
    title: 'This type of file is not accepted',
    titleVi: 'Loại tệp không được chấp nhận',
  },
  file_infected: {
    status: 422,
    retry: false,
    title: 'The virus scanner refuses a file',
    titleVi: 'Tệp bị trình quét vi-rút từ chối',
  },
  file_not_scannable: {
    status: 413,
    retry: false,
    title: 'A file is too large to be scanned for viruses',
    titleVi: 'Tệp quá lớn, không quét vi-rút được',
  },
  pdf_refused: {
    status: 422,
    retry: false,
    title: 'A PDF attachment carries a signature that is not valid',
    titleVi: 'Tệp PDF đính kèm có chữ ký số không hợp lệ',
  },
  file_name: { status: 400, retry: false, title: 'A file name is not allowed', titleVi: 'Tên tệp không được phép' },
} as const satisfies Record<string, CatalogueEntry>;
