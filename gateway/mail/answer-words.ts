/** What the answers are called that a recipient gives by mail or link: as buttons, and as what was recorded. Pure. */
import { statusKind } from '../../schemas/directory/statuses.js';
import { type Bilingual, say } from '../../schemas/words/bilingual.js';
import type { LinkedAnswer } from './answer-tokens.js';

/** As an act. */
export const answerNames: Readonly<Record<LinkedAnswer, Bilingual>> = {
  '03': say('Tiếp nhận', 'Accept'),
  '02': say('Từ chối', 'Refuse'),
  '06': say('Hoàn thành', 'Complete'),
};

/** A status with its code, e.g. `03 Đã tiếp nhận`. */
export function statusInWords(code: string): Bilingual {
  const kind = statusKind(code);
  return kind === undefined ? say(code, code) : say(`${code} ${kind.vi}`, `${code} ${kind.en}`);
}
