/** Why an answer by mail or link was not recorded, in words for the one who answered. Pure. */

import type { UnclearCause } from '../../../schemas/mail/sorted-mail.js';
import { catalogue } from '../../../schemas/problems/catalogue.js';
import type { Problem } from '../../../schemas/problems/problem.js';
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import { answerNames, statusInWords } from '../../mail/answer-words.js';
import type { UnprovenCause } from './judge-answer.js';
import type { Standing } from './standing.js';

export const unprovenWords: Readonly<Record<UnprovenCause | 'ambiguous', Bilingual>> = {
  signature_of_another: say(
    'Thư được ký bằng chứng thư của cơ quan khác, không phải cơ quan nhận văn bản.',
    'The mail is signed by another agency than the one that received the document.',
  ),
  signature_unbound: say(
    'Chữ ký không bao trùm mã của văn bản nào: hãy giữ nguyên phần trích thư có mã trả lời.',
    'The signed text names no document of ours: leave the quoted mail with its answer code.',
  ),
  signature_too_old: say(
    'Thời điểm ký không có, hoặc sớm hơn lúc văn bản được gửi.',
    'The time of signing is missing, or lies before the document was sent.',
  ),
  token_missing: say(
    'Thư không mang mã trả lời của thư gửi văn bản, hoặc mã đã hết hạn.',
    'The mail does not carry the answer code of the mail that brought the document, or its time is over.',
  ),
  address_unknown: say(
    'Địa chỉ gửi không phải hộp thư của cơ quan trong danh bạ.',
    'The address it comes from is not the agency’s mailbox in the directory.',
  ),
  address_unproven: say(
    'Máy chủ thư nhận không xác nhận được địa chỉ gửi (DMARC).',
    'The receiving mail server could not confirm the address it comes from (DMARC).',
  ),
  ambiguous: say(
    'Thư nhắc đến nhiều văn bản: hãy trả lời riêng từng thư.',
    'The mail names several documents: answer each of their mails by itself.',
  ),
};

export const unclearWords: Readonly<Record<UnclearCause, Bilingual>> = {
  negated: say('Câu có phủ định.', 'The sentence has a “not” in it.'),
  'goes-on': say('Dòng đầu nói nhiều hơn một câu trả lời.', 'The first line says more than an answer.'),
  several: say(
    'Thư có nhiều câu trả lời khác nhau, mỗi câu ở đầu một dòng: hãy chỉ giữ lại một.',
    'The mail gives several different answers, each at the beginning of a line: leave only one of them.',
  ),
  'no-reason': say('Từ chối phải nêu lý do.', 'Refusing needs a reason.'),
  'no-command': say('Dòng đầu không phải một câu trả lời.', 'The first line is none of the answers.'),
  empty: say('Thư chỉ có phần trích.', 'The mail holds nothing but quoted text.'),
  encrypted: say(
    'Thư được mã hóa nên cổng không đọc được. Hãy trả lời bằng thư không mã hóa; ký thì được.',
    'The mail is encrypted, so the gateway cannot read it. Reply without encryption; signing is fine.',
  ),
};

const list = (texts: readonly string[]) => texts.join(', ');

/** What can be answered where the document stands now. */
export function openWords({ status, open, isWithdrawn }: Standing): Bilingual {
  if (isWithdrawn)
    return say('Nơi gửi đã thu hồi hoặc thay thế văn bản này.', 'The sender took this document back or replaced it.');
  const now = status === null ? say('chưa đến', 'not arrived') : statusInWords(status);
  const next = open.map((one) => answerNames[one]);
  if (next.length === 0)
    return say(
      `Văn bản đang ở trạng thái ${now.vi}; từ đó không trả lời khác được nữa.`,
      `The document stands at ${now.en}; no other answer can follow.`,
    );
  return say(
    `Văn bản đang ở trạng thái ${now.vi}; từ đó chỉ có thể: ${list(next.map(({ vi }) => vi))}.`,
    `The document stands at ${now.en}; what can follow is: ${list(next.map(({ en }) => en))}.`,
  );
}

/** Which rule stands against it. */
export const refusalWords = ({ code }: Problem, standing: Standing): Bilingual =>
  code === 'illegal_move' ? openWords(standing) : say(catalogue[code].titleVi, catalogue[code].title);
