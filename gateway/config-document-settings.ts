/**
 * Which settings taking documents in has: sizes, uploads, scanning for viruses, numbers and repeats of requests.
 * Part of the table in config-settings.ts.
 */
import { Type } from 'typebox';
import { say } from '../schemas/words/bilingual.js';
import { count, gibibyte, maybe } from './config-setting.js';
import { type ShareDefinitionId, shareDefinitions } from './registers/share-definitions.js';

export const documentSettings = {
  maxFileBytes: count(1, 1024 * gibibyte, 2 * gibibyte, {
    env: 'CONGVAN_MAX_FILE_BYTES',
    meaning: say('Kích thước lớn nhất của một tệp trong văn bản.', 'The largest single file of a document.'),
    unit: 'bytes',
    consequence: 'Larger files are refused with file_too_large; memory use does not depend on it.',
  }),
  maxEdxmlBytes: count(1024, 512 * 1024 ** 2, 50_000_000, {
    env: 'CONGVAN_MAX_EDXML_BYTES',
    meaning: say('Kích thước lớn nhất của một tệp .edxml.', 'The largest .edxml interchange file.'),
    unit: 'bytes',
    consequence: 'Larger ones are refused with edxml_too_large; existing systems stop at 50 MB.',
  }),
  maxFiles: count(1, 1000, 100, {
    env: 'CONGVAN_MAX_FILES',
    meaning: say('Số tệp trong một văn bản.', 'Files in one document.'),
    unit: 'files',
    consequence: 'More are refused with invalid_request.',
  }),
  uploadIdleSeconds: count(1, 3600, 30, {
    env: 'CONGVAN_UPLOAD_IDLE_SECONDS',
    meaning: say(
      'Tệp đang tải lên được đứng yên bao lâu trước khi bị ngắt và dọn đi; tệp cần kiểm tra phải tới được ít nhất 16 KiB trong thời gian đó.',
      'How long an upload may stand still before it is dropped and cleaned up; a file to be verified has to bring 16 KiB in that time.',
    ),
    unit: 'seconds',
    consequence: 'Too low drops slow lines; too high keeps connections of clients that hang.',
  }),
  clamdUrl: maybe('^(tcp://[^\\s/]+|unix:///[^\\s]+)$', {
    env: 'CONGVAN_CLAMD_URL',
    meaning: say(
      'Máy quét vi-rút (clamd) xem mọi tệp đến trước khi nhận.',
      'The virus scanner (clamd) that every incoming file is shown to before it is taken.',
    ),
    expects: 'tcp://host:port or unix:///path/of/socket',
    consequence:
      'Unset, nothing is scanned. Set, what is infected is refused, and while clamd does not answer documents are refused with scanner_unavailable and mails wait. Set it alike for gateways and workers.',
  }),
  clamdMaxBytes: count(1, 4 * gibibyte, 100 * 1024 ** 2, {
    env: 'CONGVAN_CLAMD_MAX_BYTES',
    meaning: say('Tệp lớn nhất đưa cho clamd.', 'The largest file shown to clamd.'),
    unit: 'bytes',
    consequence:
      'Larger files are refused with file_not_scannable. Keep it at or below StreamMaxLength of clamd.conf; raise both for larger files.',
  }),
  clamdSeconds: count(1, 3600, 120, {
    env: 'CONGVAN_CLAMD_SECONDS',
    meaning: say('Thời gian clamd được dùng cho một tệp.', 'How long clamd may take for one file.'),
    unit: 'seconds',
    consequence: 'Too low refuses large files for no reason; too high lets clients wait for a scanner that hangs.',
  }),
  undoSeconds: count(0, 86_400, 0, {
    env: 'CONGVAN_UNDO_SECONDS',
    meaning: say(
      'Văn bản do phần mềm, thư hoặc dòng lệnh nộp đợi bao lâu mới rời đi, để còn hủy được.',
      'How long a document handed in by a program, a mail or the command line waits before it leaves, so that it can be recalled.',
    ),
    unit: 'seconds',
    consequence:
      '0 sends at once; every such document, also an urgent one, waits this long: it is sealed and numbered already, and a recall meanwhile reaches nobody. What people write on the pages has a window of its own instead, before it is sealed: CONGVAN_COMPOSE_UNDO_SECONDS.',
  }),
  sealingLeaseSeconds: count(1, 600, 10, {
    env: 'CONGVAN_SEALING_LEASE_SECONDS',
    meaning: say(
      'Một tiến trình được đóng dấu một văn bản bao lâu trước khi yêu cầu lặp lại làm thay.',
      'How long a process may take to seal a document before a repeat of the request takes it over.',
    ),
    unit: 'seconds',
    consequence: 'A repeat within this time is answered with in_progress.',
  }),
  abandonSeconds: count(1, 30 * 86_400, 3_600, {
    env: 'CONGVAN_ABANDON_SECONDS',
    meaning: say(
      'Văn bản chưa kịp đóng dấu giữ số của nó bao lâu để chờ yêu cầu lặp lại.',
      'How long a document that was never sealed keeps its number for a repeat of the request.',
    ),
    unit: 'seconds',
    consequence: 'After this time its number is cancelled, visibly, and a repeat is a new document with a new number.',
  }),
  idempotencyDays: count(1, 3650, 30, {
    env: 'CONGVAN_IDEMPOTENCY_DAYS',
    meaning: say('Nhớ một Idempotency-Key trong bao lâu.', 'How long an Idempotency-Key is remembered.'),
    unit: 'days',
    consequence: 'A repeat after this time is a new document.',
  }),
  shareDefinition: Type.Enum(Object.keys(shareDefinitions) as ShareDefinitionId[], {
    default: 'electronic-share-2',
    env: 'CONGVAN_SHARE_DEFINITION',
    meaning: say(
      'Cách tính tỷ lệ văn bản điện tử (mức 90 %), theo tên và phiên bản.',
      'The rule, by name and version, after which the share of electronic documents (the 90 % line) is counted.',
    ),
    expects: Object.keys(shareDefinitions).join(' or '),
    consequence: 'Every report prints the rule it was counted by; reports by different rules cannot be compared.',
  }),
};
