/** What the page of deliveries and channels says. */
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import type { DeliveryState } from '../../documents/lifecycle.js';

export const deliveryTexts = {
  title: say('Chuyển phát', 'Deliveries'),
  heading: (waiting: number, failed: number) => {
    if (failed > 0)
      return say(
        `${failed} lượt gửi thất bại chờ quyết định, ${waiting} lượt đang chờ gửi.`,
        `${failed} deliver${failed === 1 ? 'y has' : 'ies have'} failed and wait for a decision, ${waiting} wait to be sent.`,
      );
    return waiting === 0
      ? say('Không có lượt gửi nào chờ hay thất bại.', 'No delivery waits or has failed.')
      : say(`${waiting} lượt đang chờ gửi, không lượt nào thất bại.`, `${waiting} wait to be sent, none has failed.`);
  },
  channels: say('Kênh', 'Channels'),
  channelsHint: say('dừng, cho chạy lại', 'pause and resume'),
  running: say('Đang chạy', 'Running'),
  stopped: say('Đang dừng có chủ ý', 'Stopped on purpose'),
  stoppedBy: (name: string, at: string) => say(`${name}, ${at}`, `${name}, ${at}`),
  work: (waiting: number, sending: number) =>
    say(`${waiting} chờ gửi, ${sending} đang gửi`, `${waiting} waiting, ${sending} being sent`),
  drained: say('đã gửi xong lượt cuối, có thể bảo trì', 'nothing is being sent any more: safe to work on'),
  pause: (channel: Bilingual) => say(`Dừng ${channel.vi}…`, `Pause ${channel.en}…`),
  pauseQuestion: (channel: Bilingual) =>
    say(
      `Dừng kênh ${channel.vi}? Lượt đang gửi được gửi cho xong, không lượt nào mới bắt đầu. Văn bản vẫn nhận và chờ; thời hạn gửi được bù khi chạy lại.`,
      `Pause the channel ${channel.en}? What is being sent is finished, nothing new is begun. Documents are still taken and wait; the time they may take is given back.`,
    ),
  pauseButton: (channel: Bilingual) => say(`Dừng kênh ${channel.vi}`, `Pause ${channel.en}`),
  resume: (channel: Bilingual) => say(`Cho chạy lại: ${channel.vi}`, `Resume: ${channel.en}`),
  reasons: say('Lý do thất bại', 'Why they failed'),
  reasonsHint: say('gửi lại cả nhóm', 'send a group again'),
  noReason: say('không ghi lý do', 'no reason noted'),
  since: (count: number, at: string) => say(`${count} lượt, sớm nhất ${at}`, `${count}, the first of ${at}`),
  retryAll: (count: number) => say(`Gửi lại ${count} lượt…`, `Send ${count} again…`),
  retryQuestion: (count: number, channel: Bilingual, reason: Bilingual) =>
    say(
      `Gửi lại ${count} lượt của kênh ${channel.vi} đã thất bại vì: ${reason.vi}? Mỗi lần bấm gửi lại nhiều nhất 500 lượt, cũ trước.`,
      `Send ${count} deliveries of ${channel.en} again that failed because: ${reason.en}? Each press sends at most 500, oldest first.`,
    ),
  retryButton: (count: number) => say(`Gửi lại ${count} lượt`, `Send ${count} again`),
  list: say('Lượt gửi', 'Deliveries'),
  listHint: say('mới trước', 'newest first'),
  state: say('Trạng thái', 'State'),
  channel: say('Kênh', 'Channel'),
  target: say('Mã nơi nhận', 'Recipient’s code'),
  document: say('Văn bản', 'Document'),
  tries: (count: number) => say(`${count} lần gửi`, `${count} attempt${count === 1 ? '' : 's'}`),
  next: (at: string) => say(`thử lại lúc ${at}`, `tried again at ${at}`),
  isStatus: say('trạng thái xử lý', 'a status'),
  retry: say('Gửi lại', 'Send again'),
  retryOf: (document: string, target: string) =>
    say(`Gửi lại ${document} tới ${target}`, `Send again: ${document} to ${target}`),
  emptyTitle: say('Không có lượt gửi nào như vậy', 'No such delivery'),
  empty: say('Đổi bộ lọc, hoặc xem tất cả trạng thái.', 'Change the filter, or look at every state.'),
  states: {
    queued: say('Chờ gửi', 'Waiting'),
    sending: say('Đang gửi', 'Being sent'),
    sent: say('Đã giao cho máy chủ thư', 'Handed to the mail server'),
    delivered: say('Đã đến', 'Arrived'),
    failed: say('Thất bại', 'Failed'),
    cancelled: say('Đã hủy', 'Cancelled'),
  } satisfies Record<DeliveryState, Bilingual>,
  done: {
    dung: say('Kênh đã dừng.', 'The channel is paused.'),
    chay: say('Kênh đang chạy lại.', 'The channel goes on.'),
    'gui-lai': say('Lượt gửi đã vào hàng đợi.', 'The delivery waits to be sent again.'),
  },
  retriedMany: (retried: number, left: number) =>
    say(
      `Đã cho gửi lại ${retried} lượt.${left > 0 ? ` ${left} lượt không gửi lại được: đã được gửi lại trước đó, hoặc nơi gửi đã thu hồi.` : ''}`,
      `${retried} are sent again.${left > 0 ? ` ${left} cannot be: somebody did it before, or the sender took them back.` : ''}`,
    ),
};
