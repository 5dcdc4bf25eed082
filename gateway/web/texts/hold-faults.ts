/** What the operator can mend about a hold: by the field it is about, else by the code of the problem. */
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';

export const holdFaults: Readonly<Record<string, Bilingual | undefined>> = {
  'van-ban': say(
    'Không tìm thấy văn bản, hoặc có nhiều văn bản cùng mã. Hãy chép mã trên trang văn bản.',
    'No document, or several, with this name. Copy the id from the document’s page.',
  ),
  'co-quan': say(
    'Không tìm thấy cơ quan, hoặc có nhiều cơ quan khớp. Hãy ghi mã định danh, ví dụ H30.03.',
    'No agency, or several, with this name. Write its code, e.g. H30.03.',
  ),
  tu: say('Hãy chọn ngày đầu, ví dụ 19/05/2016.', 'Choose the first day, e.g. 19/05/2016.'),
  den: say('Hãy chọn ngày cuối, không trước ngày đầu.', 'Choose the last day; it does not come before the first one.'),
  'ly-do': say('Hãy ghi lý do, tối đa 500 ký tự.', 'Say why, in at most 500 characters.'),
  already_exists: say('Hồ sơ này đang được giữ rồi.', 'This is held already.'),
  not_found: say('Không có lệnh giữ này, hoặc đã thôi giữ.', 'There is no such hold, or it was lifted before.'),
};
