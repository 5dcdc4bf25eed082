/** Problems of the running service and of those it asks. */
import type { CatalogueEntry } from './catalogue-entry.js';

export const serviceProblems = {
  // asking others
  address_refused: {
    status: 422,
    retry: false,
    title: 'This address may not be reached',
    titleVi: 'Không được phép truy cập địa chỉ này',
  },
  fetch_failed: {
    status: 502,
    retry: true,
    title: 'Somebody asked over the network gave no usable answer',
    titleVi: 'Nơi được hỏi qua mạng không trả lời dùng được',
  },
  mail_not_sent: {
    status: 503,
    retry: true,
    title: 'The mail server did not take the mail',
    titleVi: 'Máy chủ thư không nhận thư',
  },
  scanner_unavailable: {
    status: 503,
    retry: true,
    title: 'Files cannot be scanned for viruses at the moment',
    titleVi: 'Hiện không quét vi-rút được',
  },
  // the running service
  database_unavailable: {
    status: 503,
    retry: true,
    title: 'The database cannot be reached',
    titleVi: 'Không kết nối được cơ sở dữ liệu',
  },
  gateway_unreachable: {
    status: 503,
    retry: true,
    title: 'The gateway cannot be reached, or something else answered',
    titleVi: 'Không kết nối được cổng',
  },
  storage_full: {
    status: 507,
    retry: true,
    title: 'There is no room left for files',
    titleVi: 'Hết dung lượng lưu trữ',
  },
  storage_damaged: {
    status: 500,
    retry: false,
    title: 'A stored file is missing or damaged',
    titleVi: 'Tệp lưu trữ bị mất hoặc hỏng',
  },
  backup_invalid: {
    status: 422,
    retry: false,
    title: 'The backup is incomplete or damaged',
    titleVi: 'Bản sao lưu chưa hoàn tất hoặc bị hỏng',
  },
  restore_target: {
    status: 409,
    retry: false,
    title: 'A backup can only be restored where nothing is yet',
    titleVi: 'Chỉ khôi phục được vào nơi chưa có dữ liệu',
  },
  shutting_down: { status: 503, retry: true, title: 'The service is stopping', titleVi: 'Dịch vụ đang dừng' },
  schema_newer: {
    status: 503,
    retry: false,
    title: 'The database belongs to a newer version',
    titleVi: 'Cơ sở dữ liệu thuộc phiên bản mới hơn',
  },
  schema_older: {
    status: 503,
    retry: false,
    title: 'The database belongs to an older version',
    titleVi: 'Cơ sở dữ liệu thuộc phiên bản cũ hơn',
  },
  schema_differs: {
    status: 503,
    retry: false,
    title: 'The database schema is not the one this version made',
    titleVi: 'Lược đồ cơ sở dữ liệu không đúng với phiên bản này',
  },
  internal: { status: 500, retry: true, title: 'Something went wrong inside', titleVi: 'Lỗi nội bộ' },
} as const satisfies Record<string, CatalogueEntry>;
