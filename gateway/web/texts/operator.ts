/** What all pages of the operator say, and the page of health. What the rows of health say is theirs (gateway/health). */
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import type { HealthState } from '../../health/health-row.js';

const counted = (count: number, vi: string, en: string) =>
  count === 0 ? [] : [say(`${count} ${vi}`, `${count} ${en}`)];

const listed = (parts: readonly Bilingual[]) =>
  say(parts.map(({ vi }) => vi).join(', '), parts.map(({ en }) => en).join(', '));

export const operatorTexts = {
  navigation: {
    health: say('Sức khỏe', 'Health'),
    deliveries: say('Chuyển phát', 'Deliveries'),
    deliveriesShort: say('Chuyển', 'Deliveries'),
    mails: say('Thư', 'Mail'),
    agencies: say('Cơ quan', 'Agencies'),
    certificates: say('Chứng thư', 'Certificates'),
    settings: say('Cài đặt', 'Settings'),
  },

  shared: {
    noSubjects: say(
      'Quản trị viên không xem văn bản của các cơ quan: ở đây có số, nơi gửi, nơi nhận, không có trích yếu và tệp.',
      'Operators do not read documents of agencies: number, sender and recipient stand here, no subject and no file.',
    ),
    reason: say('Lý do', 'Reason'),
    reasonHint: say('ghi vào nhật ký, cùng tên anh/chị', 'goes into the log with your name'),
    all: say('Tất cả', 'All'),
    filter: say('Lọc', 'Filter'),
    details: say('Chi tiết cho kỹ thuật', 'Technical detail'),
    none: say('không có', 'none'),
    time: say('Lúc', 'Time'),
  },

  health: {
    title: say('Sức khỏe', 'Health'),
    states: {
      normal: say('Bình thường', 'Normal'),
      attention: say('Cần chú ý', 'Attention'),
      broken: say('Hỏng', 'Broken'),
      stopped: say('Đang dừng có chủ ý', 'Stopped on purpose'),
    } satisfies Record<HealthState, Bilingual>,
    sentence: (counts: Readonly<Record<HealthState, number>>, flows: boolean) => {
      const parts = [
        ...counted(counts.broken, 'mục hỏng', 'broken'),
        ...counted(counts.attention, 'mục cần chú ý', counts.attention === 1 ? 'needs attention' : 'need attention'),
        ...counted(counts.stopped, 'kênh đang dừng có chủ ý', 'stopped on purpose'),
      ];
      if (parts.length === 0)
        return say('Mọi thứ bình thường. Văn bản vẫn đi.', 'Everything is normal. Documents flow.');
      const { vi, en } = listed(parts);
      return flows
        ? say(`Văn bản vẫn đi. ${vi}.`, `Documents flow. ${en}.`)
        : say(`Văn bản đang không đi được. ${vi}.`, `Documents do not flow. ${en}.`);
    },
    updated: say('Cập nhật lúc', 'As of'),
    today: say('Hôm nay đã chuyển', 'Brought today'),
    todayCount: (count: string, more: boolean) =>
      say(`${more ? 'trên ' : ''}${count} văn bản`, `${more ? 'more than ' : ''}${count} documents`),
    oldest: (time: Bilingual) => say(`Chờ lâu nhất ${time.vi}:`, `Longest wait ${time.en}:`),
    part: say('Mục', 'Part'),
    state: say('Tình trạng', 'State'),
    waiting: say('Đang chờ', 'Waiting'),
    oldestHead: say('Chờ lâu nhất', 'Longest wait'),
    longest: say('Lâu nhất', 'Longest'),
    last: say('Tốt lần cuối, hạn', 'Last good, end'),
    next: say('Bước tiếp theo', 'Next step'),
    actions: {
      resume: say('Cho chạy lại', 'Let it go on'),
      queued: say('Xem lượt chờ', 'See what waits'),
      failed: say('Xem lượt thất bại', 'See what failed'),
      agency: say('Gửi thử, gọi cơ quan', 'Test it, call the agency'),
      mails: say('Xem thư', 'See the mails'),
      certificates: say('Xem chứng thư', 'See certificates'),
    },
  },
};
