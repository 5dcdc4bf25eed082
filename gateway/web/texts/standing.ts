/** Where a document stands, in sentences: for its sender over all recipients, for a recipient about its own copy. */
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import { quotedAtEnd } from '../../../schemas/words/quoted.js';
import type { RequestKind } from '../../documents/lifecycle.js';

const places = (count: number) => `${count} recipient${count === 1 ? '' : 's'}`;
const verb = (count: number, one: string, many: string) => (count === 1 ? one : many);
const because = (why: Bilingual | null) => (why === null ? say('', '') : say(` vì ${why.vi}`, `: ${why.en}`));

const named = {
  recall: say('thu hồi', 'the recall'),
  update: say('cập nhật', 'the update'),
  replace: say('thay thế', 'the replacement'),
} as const satisfies Record<RequestKind, Bilingual>;

export const standingTexts = {
  reached: (arrived: number, all: number, accepted: number) =>
    say(
      `Đã đến ${arrived} trên ${all} nơi nhận, ${accepted} nơi đã tiếp nhận.`,
      `Arrived at ${arrived} of ${places(all)}; ${accepted} ${verb(accepted, 'has', 'have')} accepted it.`,
    ),
  oneAccepted: (name: string, number: string | null) =>
    number === null
      ? say(`${name} đã tiếp nhận.`, `${name} has accepted it.`)
      : say(`${name} đã tiếp nhận, số đến ${number}.`, `${name} has accepted it, incoming no. ${number}.`),
  oneArrived: (name: string) => say(`Đã đến ${name}, chưa tiếp nhận.`, `Arrived at ${name}, not accepted yet.`),
  oneOnTheWay: (name: string) => say(`Đang gửi đến ${name}.`, `On its way to ${name}.`),
  waitsUntil: (at: string) =>
    say(`Sẽ gửi đi lúc ${at}; đến lúc đó còn thu hồi được.`, `It sets out at ${at}; until then it can be recalled.`),

  refused: (name: string) => say(`${name} từ chối tiếp nhận`, `${name} refused it`),
  manyRefused: (count: number) => say(`${count} nơi từ chối tiếp nhận.`, `${count} refused it.`),
  quoted: (reason: string) => say(`: ${quotedAtEnd(reason)}`, `: ${quotedAtEnd(reason)}`),
  failed: (name: string) => say(`${name} chưa nhận được`, `${name} did not get it`),
  failedWhy: (why: Bilingual | null) => {
    const { vi, en } = because(why);
    return say(`${vi}; hệ thống không thử nữa.`, `${en}; it is not tried again.`);
  },
  manyFailed: (count: number) =>
    say(`${count} nơi chưa nhận được; hệ thống không thử nữa.`, `${count} did not get it; it is not tried again.`),
  deferredWhy: (why: Bilingual | null, at: string) => {
    const { vi, en } = because(why);
    return say(`${vi}; hệ thống gửi lại lúc ${at}.`, `${en}; the next try is at ${at}.`);
  },
  manyDeferred: (count: number) =>
    say(`${count} nơi chưa nhận được; hệ thống đang gửi lại.`, `${count} did not get it yet; it is tried again.`),

  requested: (kind: RequestKind, agreed: number, refused: number) =>
    say(
      `Đã xin ${named[kind].vi}: ${agreed} nơi đồng ý${refused > 0 ? `, ${refused} nơi không` : ''}.`,
      `${capital(named[kind].en)}: ${agreed} agreed${refused > 0 ? `, ${refused} did not` : ''}.`,
    ),
  awaited: (name: string) => say(`Còn chờ ${name}.`, `Still waiting for ${name}.`),
  manyAwaited: (count: number) => say(`Còn chờ ${count} nơi trả lời.`, `Still waiting for ${count} answers.`),
  recalled: say('Văn bản đã được thu hồi.', 'The document is recalled.'),
  replaced: say('Văn bản đã được thay thế.', 'The document is replaced.'),

  arrivedAt: (at: string) => say(`Đến lúc ${at},`, `Arrived at ${at},`),
  nobodyAccepted: say('chưa ai tiếp nhận.', 'nobody has accepted it.'),
  own: {
    '02': (at: string) => say(`Đã từ chối tiếp nhận lúc ${at}.`, `Refused at ${at}.`),
    '03': (at: string) => say(`Đã tiếp nhận lúc ${at}.`, `Accepted at ${at}.`),
    '04': (at: string) => say(`Đã phân công lúc ${at}.`, `Assigned at ${at}.`),
    '05': (at: string) => say(`Đang xử lý từ ${at}.`, `In progress since ${at}.`),
    '06': (at: string) => say(`Đã hoàn thành lúc ${at}.`, `Completed at ${at}.`),
  } as Readonly<Record<string, (at: string) => Bilingual>>,
  number: (number: string) => say(`Số đến ${number}.`, `Incoming no. ${number}.`),
  due: (day: string) => say(`Phải trả lời trước hết ngày ${day}.`, `An answer is asked for by ${day}.`),
  overdue: (day: string) => say(`Đã quá hạn trả lời ngày ${day}.`, `The answer was due on ${day}.`),
  askedOfYou: {
    recall: say('Nơi gửi xin thu hồi và đang chờ trả lời.', 'The sender asks to recall it and waits for an answer.'),
    update: say('Nơi gửi xin cập nhật và đang chờ trả lời.', 'The sender asks to update it and waits for an answer.'),
    replace: say('Nơi gửi xin thay thế và đang chờ trả lời.', 'The sender asks to replace it and waits for an answer.'),
  } as const satisfies Record<RequestKind, Bilingual>,
  withdrawn: say(
    'Nơi gửi đã thu hồi hoặc thay thế văn bản này; bản điện tử ở đây đã khóa.',
    'The sender took this document back or replaced it; the copy here is locked.',
  ),

  counts: {
    accepted: (n: number) => say(`${n} đã tiếp nhận`, `${n} accepted`),
    arrived: (n: number) => say(`${n} đã đến, chưa tiếp nhận`, `${n} arrived, not accepted`),
    onTheWay: (n: number) => say(`${n} đang gửi`, `${n} on the way`),
    deferred: (n: number) => say(`${n} chưa gửi được`, `${n} not delivered yet`),
    failed: (n: number) => say(`${n} không gửi được`, `${n} not delivered`),
    refused: (n: number) => say(`${n} từ chối tiếp nhận`, `${n} refused`),
    stopped: (n: number) => say(`${n} đã dừng gửi`, `${n} stopped`),
  },

  row: {
    onTheWay: say('Đang gửi', 'On the way'),
    deferred: say('Chưa gửi được', 'Not delivered yet'),
    failed: say('Không gửi được', 'Not delivered'),
    stopped: say('Đã dừng gửi', 'Stopped'),
    nextTry: (at: string) => say(`gửi lại lúc ${at}`, `next try ${at}`),
    tried: (count: number) => say(`đã thử ${count} lần`, `tried ${count} time${count === 1 ? '' : 's'}`),
    number: (number: string) => say(`Số đến ${number}`, `Incoming no. ${number}`),
    pushFailed: (why: Bilingual | null) => {
      const { vi, en } = because(why);
      return say(`Chưa đẩy được sang phần mềm ở đó${vi}`, `Not passed to their system${en}`);
    },
    request: {
      pending: (kind: RequestKind) => say(`Chờ trả lời ${named[kind].vi}`, `To answer ${named[kind].en}`),
      agreed: (kind: RequestKind) => say(`Đồng ý ${named[kind].vi}`, `Agreed to ${named[kind].en}`),
      refused: (kind: RequestKind) => say(`Không đồng ý ${named[kind].vi}`, `Refused ${named[kind].en}`),
    },
  },
} as const;

export function capital(text: string): string {
  return `${text.charAt(0).toLocaleUpperCase('vi')}${text.slice(1)}`;
}
