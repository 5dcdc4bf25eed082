/** Problems of people: how they sign in, who may do what to whose account, who stands in for whom. */
import type { CatalogueEntry } from './catalogue-entry.js';

export const peopleProblems = {
  sign_in_refused: {
    status: 401,
    retry: false,
    title: 'The address or the password is wrong',
    titleVi: 'Địa chỉ thư hoặc mật khẩu không đúng',
  },
  sign_in_paused: {
    status: 429,
    retry: true,
    title: 'Too many attempts: wait 15 minutes, or use a browser you signed in with before',
    titleVi: 'Thử quá nhiều lần: hãy đợi 15 phút, hoặc dùng trình duyệt đã từng đăng nhập',
  },
  first_password_ended: {
    status: 401,
    retry: false,
    title: 'This first password was good for 14 days: ask whoever gave it to you for another one',
    titleVi: 'Mật khẩu ban đầu chỉ dùng được trong 14 ngày: hãy xin người đã cấp một mật khẩu khác',
  },
  own_account: {
    status: 409,
    retry: false,
    title: 'Nobody does this to their own account: ask another administrator',
    titleVi: 'Không ai tự làm việc này với tài khoản của mình: hãy nhờ người quản trị khác',
  },
  last_operator: {
    status: 409,
    retry: false,
    title: 'This is the last operator: add another one first',
    titleVi: 'Đây là người quản trị cổng cuối cùng: hãy thêm người khác trước',
  },
  absence_overlaps: {
    status: 409,
    retry: false,
    title: 'Somebody stands in on some of these days already: end that absence first',
    titleVi: 'Trong những ngày này đã có người thay: hãy kết thúc lần vắng mặt đó trước',
  },
  deputy_unsuitable: {
    status: 422,
    retry: false,
    title: 'This person cannot stand in',
    titleVi: 'Người này không thể làm thay',
  },
  sign_in_expired: {
    status: 401,
    retry: false,
    title: 'Signing in took too long: begin again',
    titleVi: 'Đăng nhập quá lâu: hãy bắt đầu lại',
  },
  second_factor_refused: {
    status: 401,
    retry: false,
    title: 'The code is wrong or was used before',
    titleVi: 'Mã không đúng hoặc đã dùng rồi',
  },
  password_wrong: {
    status: 403,
    retry: false,
    title: 'The current password is wrong',
    titleVi: 'Mật khẩu hiện tại không đúng',
  },
  password_unsuitable: {
    status: 422,
    retry: false,
    title: 'The new password is too easy to guess',
    titleVi: 'Mật khẩu mới quá dễ đoán',
  },
  form_expired: {
    status: 403,
    retry: false,
    title: 'The form is not one this gateway gave to this browser, or it is too old',
    titleVi: 'Biểu mẫu không phải do cổng này đưa cho trình duyệt này, hoặc đã quá cũ',
  },
  provider_unavailable: {
    status: 502,
    retry: true,
    title: 'The sign-in service does not answer as it should',
    titleVi: 'Dịch vụ đăng nhập không trả lời đúng',
  },
} as const satisfies Record<string, CatalogueEntry>;
