/** What pages say instead of what was asked for, and what their reader can do about it. */
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';

export const problemTexts = {
  title: say('Chưa làm được', 'That did not work'),
  forbidden: say('Vai của anh/chị không dùng trang này.', 'This page is not for your role.'),
  forbiddenHint: say(
    'Cần dùng trang này, hãy nhờ người quản trị của cơ quan, hoặc đơn vị quản trị cổng, đổi vai.',
    'If you need it, ask your agency’s administrator, or whoever runs this gateway, for another role.',
  ),
  nothingHere: say('Không tìm thấy trang này.', 'There is no such page.'),
  nothingHereHint: say(
    'Địa chỉ có thể bị thiếu chữ, trang có thể không còn, hoặc văn bản không thuộc cơ quan của anh/chị. Hãy tìm lại từ trang đầu.',
    'The address may be incomplete, the page may be gone, or the document is not your agency’s. Look for it from the first page.',
  ),
  onlyForms: say('Địa chỉ này không mở được như một trang.', 'This address cannot be opened as a page.'),
  onlyFormsHint: say(
    'Nó chỉ nhận biểu mẫu do một trang gửi đến. Chưa có gì thay đổi: hãy mở lại trang đó từ trang đầu.',
    'It only takes the form of another page. Nothing was changed: open that page again from the first page.',
  ),
  fault: say('Cổng chưa làm được việc này.', 'The gateway could not do this.'),
  faultHint: say(
    'Sự cố ở phía cổng, không phải ở anh/chị, và đã được ghi lại. Hãy thử lại sau ít phút; nếu vừa gửi biểu mẫu, hãy xem việc đó đã được ghi nhận chưa. Nếu vẫn vậy, hãy gửi mã dưới đây cho đơn vị quản trị cổng.',
    'The fault is on this side, not yours, and was written down. Try again in a few minutes; if you just sent a form, see first whether it was taken. If it stays so, tell whoever runs this gateway the id below.',
  ),
  strangerHint: say(
    'Địa chỉ này chỉ mở cho người đã đăng nhập, hoặc cho phần mềm có mã truy cập.',
    'This address is for people who are signed in, or programs with a token.',
  ),
  hint: say(
    'Hãy quay lại trang trước và thử lại. Nếu vẫn vậy, hãy gửi mã dưới đây cho đơn vị quản trị cổng.',
    'Go back and try again. If it stays so, tell whoever runs this gateway the id below.',
  ),
  formExpired: say(
    'Trang đã mở quá lâu hoặc ở nơi khác. Hãy mở lại trang và gửi lại biểu mẫu.',
    'The page was open too long, or elsewhere. Open it again and send the form again.',
  ),
  limited: say('Hãy đợi một phút rồi thử lại.', 'Wait a minute, then try again.'),
  id: say('Mã yêu cầu', 'Request id'),
  home: say('Về trang đầu', 'To the first page'),
  correct: say('Hãy sửa chỗ được đánh dấu.', 'Please correct what is marked.'),
} as const satisfies Record<string, Bilingual>;
