/** Which settings writing documents on the pages has. Part of the table in config-settings.ts. */
import { say } from '../schemas/words/bilingual.js';
import { count, gibibyte } from './config-setting.js';

export const draftSettings = {
  composeUndoSeconds: count(0, 3_600, 30, {
    env: 'CONGVAN_COMPOSE_UNDO_SECONDS',
    meaning: say(
      'Văn bản đã xác nhận trên trang đợi bao lâu trước khi đóng dấu và gửi; trong lúc đó còn rút lại được.',
      'How long a document confirmed on the pages waits before it is sealed and sent; until then it can be taken back.',
    ),
    unit: 'seconds',
    consequence:
      '0 sends at once. It is the only window for these documents: taken back, they have no number and no seal yet. CONGVAN_UNDO_SECONDS is for those that programs, mails and the command line hand in.',
  }),
  draftDays: count(1, 3_650, 90, {
    env: 'CONGVAN_DRAFT_DAYS',
    meaning: say(
      'Bản nháp không ai sửa được giữ bao lâu, cùng các tệp.',
      'How long a draft nobody changes is kept, with its files.',
    ),
    unit: 'days',
    consequence: 'After this time it is removed for good; drafts that were opened only go after a day.',
  }),
  draftBytesPerAgency: count(1, 1024 ** 5, 20 * gibibyte, {
    env: 'CONGVAN_DRAFT_MAX_BYTES',
    meaning: say(
      'Tệp của mọi bản nháp của một cơ quan được chiếm bao nhiêu chỗ trên đĩa.',
      'What the files of all drafts of one agency may take on the disk.',
    ),
    unit: 'bytes',
    consequence: 'More is refused with draft_full until drafts are sent or discarded.',
  }),
};
