/** What the pages say that links in mails lead to: answering a document, confirming what a mail would do. Pure. */
import type { Problem } from '../../../schemas/problems/problem.js';
import { say } from '../../../schemas/words/bilingual.js';
import type { LinkedAnswer } from '../../mail/answer-tokens.js';
import { answerNames } from '../../mail/answer-words.js';
import type { Block } from '../../mail/mail-body.js';
import { openWords, refusalWords } from '../../mailbox/answers/answer-explanations.js';
import { recordedWords, standingFacts } from '../../mailbox/answers/compose-answer-reply.js';
import type { Standing } from '../../mailbox/answers/standing.js';
import type { Confirmation } from '../../mailbox/confirmations/view-confirmation.js';
import type { LinkContent } from '../../web/pages/mail-link.js';

export const maxReasonLength = 500;

const reasonQuestion = {
  name: 'lydo',
  label: say('Lý do từ chối', 'Why it is refused'),
  maxLength: maxReasonLength,
};

/** The links that are left, when none or another one was chosen. */
const choices = (action: string, { open }: Standing): Block[] =>
  open.map((code) => ({ kind: 'link', text: answerNames[code], href: `${action}?viec=${code}` }));

const who = ({ agency }: Standing): Block => ({
  kind: 'paragraph',
  text: say(
    `Trả lời thay mặt ${agency.name}. Chỉ khi bấm nút bên dưới, trả lời mới được ghi nhận và đóng dấu điện tử của cơ quan.`,
    `You answer for ${agency.name}. Only the button below records the answer, under the agency’s electronic seal.`,
  ),
});

/** @param action address of the page itself */
export function answerPage(action: string, code: LinkedAnswer | null, standing: Standing): LinkContent {
  const facts = standingFacts(standing);
  if (code === null)
    return {
      title: say('Trả lời văn bản', 'Answer the document'),
      blocks: [facts, ...choices(action, standing)],
    };
  const { vi, en } = answerNames[code];
  if (!standing.open.includes(code)) return closedPage(action, code, standing);
  return {
    title: say(`${vi} văn bản này?`, `${en} this document?`),
    blocks: [facts, who(standing)],
    form: {
      action,
      button: answerNames[code],
      fields: { viec: code },
      ...(code === '02' ? { question: reasonQuestion } : {}),
    },
  };
}

/** It was answered before, or cannot be answered so any more. */
function closedPage(action: string, code: LinkedAnswer, standing: Standing): LinkContent {
  const isSaid = standing.status === code;
  return {
    title: isSaid
      ? say('Trả lời này đã được ghi nhận', 'This answer is recorded already')
      : say('Không trả lời như vậy được nữa', 'This answer is not possible any more'),
    blocks: [{ kind: 'paragraph', text: openWords(standing) }, standingFacts(standing), ...choices(action, standing)],
  };
}

export const recordedPage = (action: string, code: LinkedAnswer, standing: Standing): LinkContent => ({
  title: recordedWords(code),
  blocks: [standingFacts(standing), ...choices(action, standing)],
});

/** The form again, with what was wrong. */
export const refusedPage = (action: string, code: LinkedAnswer, standing: Standing, problem: Problem): LinkContent => ({
  ...answerPage(action, code, standing),
  fault:
    problem.field === 'reason'
      ? say('Từ chối phải nêu lý do.', 'Refusing needs a reason.')
      : refusalWords(problem, standing),
});

const goBack: Block = {
  kind: 'paragraph',
  text: say(
    'Hãy mở lại liên kết trong thư mới nhất, hoặc liên hệ đơn vị quản trị cổng.',
    'Follow the link in the newest mail again, or ask whoever runs this gateway.',
  ),
};

export const missingPage = (kind: 'unknown' | 'ended'): LinkContent => ({
  title:
    kind === 'ended'
      ? say('Liên kết đã hết hạn', 'The link has ended')
      : say('Không có liên kết này', 'There is no such link'),
  blocks: [goBack],
});

/** @param action address of the page itself */
export function confirmationPage(action: string, { subject, blocks, state }: Confirmation): LinkContent {
  const about: Block = { kind: 'facts', rows: [[say('Về việc', 'About'), subject]] };
  if (state === 'open')
    return {
      title: say('Xác nhận?', 'Confirm?'),
      blocks: [about, ...blocks],
      form: { action, button: say('Xác nhận', 'Confirm'), fields: {} },
    };
  if (state === 'ended') return missingPage('ended');
  return {
    title: say('Đã xác nhận. Kết quả được gửi về hộp thư.', 'Confirmed. The result is sent to the mailbox.'),
    blocks: [about, ...blocks],
  };
}
