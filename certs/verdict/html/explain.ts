/**
 * Which explanation fits a whole file: that of its outcome, or of a fault of the file that says more; and the one sentence the report
 * opens with. Decides nothing: the report has.
 */
import type { ProblemCode } from '../../../schemas/problems/catalogue.js';
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import type { FileReport, SignatureReport } from '../report.js';
import { type Explanation, explanations, refuse } from './explanations.js';

/** Policy `core` asks for no trust: what passes it is not known to be anybody's. */
const passedCore: Explanation = {
  meaning: say(
    'Chữ ký khớp với nội dung; người ký có đáng tin hay không thì chưa xét.',
    'The signature matches the content; whether the signer can be trusted was not asked.',
  ),
  next: say(
    'Trước khi dùng, hãy kiểm tra lại theo chính sách đầy đủ (full).',
    'Verify it again under the policy full before you use it.',
  ),
};

/** Faults of the file as a whole that say more than their sub-indication does. */
const telling: Partial<Record<ProblemCode, Explanation>> = {
  signature_missing: {
    meaning: say('Tệp này không có chữ ký số.', 'This file carries no signature.'),
    next: say(
      'Không dùng như văn bản đã ký. Xin nơi gửi bản có chữ ký số.',
      'Do not use it as a signed document. Ask the sender for the signed one.',
    ),
  },
  not_covered: {
    meaning: say(
      'Trong tệp có phần không được chữ ký nào bao trùm.',
      'Something in the file is covered by no signature.',
    ),
    next: refuse,
  },
};

const changedPdf: Explanation = {
  meaning: say(
    'Tệp PDF đã bị sửa sau khi ký, ngoài những gì người ký cho phép.',
    'The PDF was changed after signing, beyond what the signer permits.',
  ),
  next: refuse,
};

const isChangedPdf = ({ signatures }: FileReport) =>
  signatures.some(({ pdf }) => pdf?.changes?.some(({ allowed }) => !allowed) === true);

function explainFormatFailure(report: FileReport): Explanation {
  const [found] = report.problems.flatMap(({ code }) => telling[code] ?? []);
  return found ?? (isChangedPdf(report) ? changedPdf : explanations.FORMAT_FAILURE);
}

/** What the outcome for a whole file means. */
export function explain(report: FileReport): Explanation {
  const { indication, subIndication, policy } = report;
  if (indication === 'TOTAL-PASSED') return policy === 'core' ? passedCore : explanations[indication];
  return subIndication === 'FORMAT_FAILURE' ? explainFormatFailure(report) : explanations[subIndication ?? indication];
}

const maxNames = 3;

/** Those who signed; a document timestamp is signed by an authority that vouches for the time alone. */
const signersOf = (signatures: readonly SignatureReport[]) =>
  signatures.flatMap(({ signer, level }) => (signer === null || level === 'RFC 3161' ? [] : [signer]));

/** Each signer once, e.g. `A, B`; null when nobody signed. */
function namesOf({ signatures }: FileReport): Bilingual | null {
  const names = [...new Set(signersOf(signatures).map(({ name, subject }) => name ?? subject))];
  if (names.length === 0) return null;
  const shown = names.slice(0, maxNames).join(', ');
  const more = names.length - maxNames;
  return more > 0 ? say(`${shown} và ${more} người ký khác`, `${shown} and ${more} more`) : say(shown, shown);
}

/** The verdict in one sentence. Names are given as true only where trust was asked for and found. */
export function sentenceOf(report: FileReport): Bilingual {
  const names = report.indication === 'TOTAL-PASSED' && report.policy === 'full' ? namesOf(report) : null;
  if (names === null) return explain(report).meaning;
  return say(
    `Chữ ký của ${names.vi} là thật và nội dung đã ký không bị sửa.`,
    `The signature of ${names.en} is genuine and what was signed is unchanged.`,
  );
}
