/**
 * What the gateway writes back to somebody who answered by mail: what was recorded, what is to be confirmed, or why nothing happened
 * and how to answer so that it counts. Pure.
 * Source: issue "The e-mail gateway", part 2.
 */
import type { UnclearCause } from '../../../schemas/mail/sorted-mail.js';
import type { Problem } from '../../../schemas/problems/problem.js';
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import { vietnamTime } from '../../../schemas/words/vietnam-time.js';
import type { LinkedAnswer } from '../../mail/answer-tokens.js';
import { answerNames, statusInWords } from '../../mail/answer-words.js';
import { type Block, paragraph } from '../../mail/mail-body.js';
import { documentFacts, documentIdFact, nameAndCode, subjectLine } from '../../mail/mail-words.js';
import { harmless } from '../harmless.js';
import type { Letter } from '../incoming-mail.js';
import { refusalWords, unclearWords, unprovenWords } from './answer-explanations.js';
import type { UnprovenCause } from './judge-answer.js';
import type { Standing } from './standing.js';

/** What it is about and where it stands: only for those who may know. */
export function standingFacts({ document, agency, status, statusAt, incomingNumber }: Standing): Block {
  const rows: (readonly [Bilingual, string])[] = [
    ...documentFacts(document),
    [say('Nơi gửi', 'From'), nameAndCode({ code: document.from, name: document.fromName })],
    [say('Cơ quan trả lời', 'Answering agency'), nameAndCode(agency)],
  ];
  if (status !== null) {
    const words = statusInWords(status);
    rows.push([say('Trạng thái', 'Status'), `${words.vi} / ${words.en}`]);
  }
  if (statusAt !== null) rows.push([say('Lúc', 'At'), vietnamTime(statusAt)]);
  if (incomingNumber !== null) rows.push([say('Số đến', 'Incoming number'), incomingNumber]);
  return { kind: 'facts', rows: [...rows, documentIdFact(document)] };
}

export const recordedWords = (code: LinkedAnswer): Bilingual => {
  const { vi, en } = statusInWords(code);
  return say(
    `Đã ghi nhận trả lời của Quý cơ quan: ${vi}. Nơi gửi được báo bằng thông báo trạng thái có con dấu điện tử.`,
    `Your answer is recorded: ${en}. The sender is told by a sealed status message.`,
  );
};

export const composeRecorded = (code: LinkedAnswer, standing: Standing): Letter => ({
  subject: subjectLine(statusInWords(code).vi, standing.document),
  blocks: [paragraph(recordedWords(code)), standingFacts(standing)],
});

const notRecorded = say('Trả lời của Quý cơ quan chưa được ghi nhận.', 'Your answer was not recorded.');
const subjectNotRecorded = 'Trả lời chưa được ghi nhận / Your answer was not recorded';

/** A rule stands against it. */
export const composeRefused = (code: LinkedAnswer, problem: Problem, standing: Standing): Letter => ({
  subject: subjectLine('chưa ghi nhận', standing.document),
  blocks: [
    paragraph(notRecorded),
    paragraph(refusalWords(problem, standing)),
    { kind: 'facts', rows: [[say('Trả lời', 'Answer'), `${answerNames[code].vi} / ${answerNames[code].en}`]] },
    standingFacts(standing),
  ],
});

const howToProve = paragraph(
  say(
    'Để trả lời có hiệu lực: mở liên kết trong thư đã gửi văn bản rồi xác nhận; hoặc trả lời chính thư đó từ hộp thư của cơ quan, giữ nguyên phần trích; hoặc ký thư trả lời bằng chứng thư S/MIME của cơ quan.',
    'To answer so that it counts: follow a link in the mail that brought the document and confirm; or reply to that very mail from the agency’s mailbox, leaving the quoted part; or sign the reply with the agency’s S/MIME certificate.',
  ),
);

/** It is not shown that the agency says so. @param standing null when its writer must not learn of it */
export const composeUnproven = (why: UnprovenCause | 'ambiguous', standing: Standing | null): Letter => ({
  subject: subjectNotRecorded,
  blocks: [
    paragraph(notRecorded),
    paragraph(unprovenWords[why]),
    howToProve,
    ...(standing === null ? [] : [standingFacts(standing)]),
  ],
});

const forms = paragraph(
  say(
    'Dòng đầu của thư trả lời phải là một trong: “Tiếp nhận”; “Từ chối: lý do”; “Hoàn thành”. Quý cơ quan trả lời lại thư đã gửi văn bản, hoặc mở liên kết trong thư đó.',
    'The first line of the reply must be one of: “accept”; “refuse: reason”; “done”. Reply again to the mail that brought the document, or follow a link in it.',
  ),
);

/** It could mean several things, or nothing we know. @param standing null when its writer must not learn of it */
export const composeUnclear = (why: UnclearCause, line: string, standing: Standing | null): Letter => ({
  subject: subjectNotRecorded,
  blocks: [
    paragraph(notRecorded),
    paragraph(unclearWords[why]),
    ...(line === '' ? [] : [{ kind: 'facts', rows: [[say('Dòng đầu', 'First line'), harmless(line)]] } as const]),
    forms,
    ...(standing === null ? [] : [standingFacts(standing)]),
  ],
});

/** What is asked before an unsigned answer counts; the page behind the link says the same. */
export function composeConfirmationRequest(
  code: LinkedAnswer,
  reason: string | null,
  standing: Standing,
  { href, expiresAt }: { readonly href: string; readonly expiresAt: Date },
): Letter {
  const { vi, en } = answerNames[code];
  const end = vietnamTime(expiresAt.toISOString());
  const rows: (readonly [Bilingual, string])[] = [[say('Trả lời', 'Answer'), `${vi} / ${en}`]];
  if (reason !== null) rows.push([say('Lý do', 'Reason'), reason]);
  return {
    subject: subjectLine('xác nhận', standing.document),
    blocks: [
      paragraph(
        say(
          'Hộp thư của cơ quan đã gửi trả lời dưới đây, không có chữ ký. Trả lời chỉ được ghi nhận khi được xác nhận.',
          'The agency’s mailbox sent the answer below, without a signature. It is recorded only once it is confirmed.',
        ),
      ),
      { kind: 'facts', rows },
      standingFacts(standing),
      { kind: 'link', text: say(`Xem và xác nhận: ${vi}`, `See and confirm: ${en}`), href },
      paragraph(
        say(
          `Xác nhận trước ${end}. Nếu cơ quan không gửi trả lời này, xin đừng xác nhận: sẽ không có gì xảy ra.`,
          `Confirm before ${end}. If your agency did not send this answer, do not confirm: then nothing happens.`,
        ),
      ),
    ],
  };
}
