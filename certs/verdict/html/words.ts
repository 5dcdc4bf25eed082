/** The fixed words of the report, one typed table for each list of values: a missing one does not compile. */

import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import type { FileFormat, Indication, PdfSignatureReport, Policy, ReportEvidence, TimestampReport } from '../report.js';

export const verdicts: Readonly<Record<Indication, Bilingual>> = {
  'TOTAL-PASSED': say('Hợp lệ', 'Valid'),
  'TOTAL-FAILED': say('Không hợp lệ', 'Invalid'),
  INDETERMINATE: say('Chưa kết luận được', 'Cannot be decided'),
};

/** Where trust was not asked for, nothing is called valid. */
export const matches = say('Chữ ký khớp nội dung', 'Signature matches');

export const formats: Readonly<Record<FileFormat, Bilingual>> = {
  asice: say('gói ASiC-E', 'ASiC-E container'),
  asics: say('gói ASiC-S', 'ASiC-S container'),
  edxml: say('gói tin edXML', 'edXML message'),
  pdf: say('tệp PDF', 'PDF'),
  eml: say('thư điện tử', 'mail'),
};

export const policies: Readonly<Record<Policy, Bilingual>> = {
  full: say('đầy đủ (full): chữ ký, độ tin cậy, thu hồi, phạm vi ký', 'full: signature, trust, revocation, coverage'),
  core: say(
    'tối thiểu (core): chữ ký và mã băm; không xét người ký có đáng tin không',
    'core: signature and digests; whether the signer can be trusted is not asked',
  ),
};

export const timestampKinds: Readonly<Record<TimestampReport['kind'], Bilingual>> = {
  content: say('trên nội dung, trước khi ký', 'over the content, before signing'),
  signature: say('trên chữ ký', 'over the signature'),
  validation: say('trên dữ liệu kiểm tra', 'over the validation data'),
  archive: say('lưu trữ', 'archive'),
};

export const evidenceKinds: Readonly<Record<ReportEvidence['kind'], Bilingual>> = {
  certificate: say('Chứng thư', 'Certificate'),
  crl: say('Danh sách thu hồi', 'Revocation list'),
  ocsp: say('Câu trả lời OCSP', 'OCSP answer'),
  timestamp: say('Dấu thời gian', 'Timestamp'),
};

export const permissions: Readonly<Record<NonNullable<PdfSignatureReport['permission']>, Bilingual>> = {
  1: say('không được sửa gì', 'nothing may be changed'),
  2: say('được điền biểu mẫu và ký thêm', 'forms may be filled in and signatures added'),
  3: say('được điền biểu mẫu, ghi chú và ký thêm', 'forms may be filled in, notes and signatures added'),
};

/** Of a file. One that was changed after signing is not covered either. */
export const covered = say('Được ký', 'Signed');
export const uncovered = say('Không được ký, hoặc khác bản đã ký', 'Not signed, or not as it was signed');

/** Names of the parts a verdict is told in. */
export const headings = {
  verdict: say('Kết luận', 'Verdict'),
  next: say('Nên làm gì', 'What to do'),
  who: say('Ai ký', 'Who signed'),
  agency: say('Cho cơ quan nào', 'For which agency'),
  when: say('Khi nào', 'When'),
  coverage: say('Bao trùm gì', 'What is covered'),
  why: say('Vì sao', 'Why'),
} as const;

/** Of who signed. */
export const signers = {
  none: say('Không có chữ ký', 'There is no signature'),
  unknown: say('Không xác định được người ký', 'The signer was not identified'),
  claimed: say('Chữ ký mang tên', 'The signature bears the name'),
  timeAlone: say('(chỉ chứng nhận thời gian)', '(vouches for the time alone)'),
} as const;

/** Of when: what is claimed is never said like what is proven. */
export const times = {
  none: say('Không ghi thời điểm ký', 'No time of signing is given'),
  claimed: say('Người ký ghi là', 'The signer states'),
  claimedNote: say(
    'Chỉ là lời khai của người ký, không chứng minh được gì.',
    'Only the signer’s own statement; it proves nothing.',
  ),
  proven: say('Chắc chắn đã có trước', 'It existed for certain before'),
  provenNote: say('Theo dấu thời gian của tổ chức được tin cậy.', 'By the timestamp of a trusted authority.'),
  notProven: say('Không có dấu thời gian được tin cậy.', 'There is no trusted timestamp.'),
} as const;

/** Of the contents, when none could be read. */
export const unreadable = say('Không đọc được nội dung', 'The content could not be read');
