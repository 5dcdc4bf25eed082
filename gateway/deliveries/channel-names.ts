/** What people call the channels, and why something could not be brought. Pure. */
import { type Bilingual, say } from '../../schemas/words/bilingual.js';
import { resultWords } from '../mailbox/operating/result-words.js';

const names: Readonly<Record<string, Bilingual>> = {
  local: say('Trực tiếp (cùng cổng)', 'Direct (at this gateway)'),
  email: say('Thư điện tử', 'E-mail'),
  webhook: say('Phần mềm của cơ quan (webhook)', 'The agency’s software (webhook)'),
  peer: say('Cổng khác', 'Another gateway'),
  vxp: say('Trục liên thông quốc gia', 'National axis'),
};

export const channelName = (channel: string): Bilingual => names[channel] ?? say(channel, channel);

const reasons: Readonly<Record<string, Bilingual>> = {
  webhook_refused: say('phần mềm của cơ quan từ chối', 'the agency’s software refused it'),
  webhook_unavailable: say('phần mềm của cơ quan đang bận hoặc hỏng', 'the agency’s software is busy or broken'),
  webhook_unreachable: say('không nối được tới phần mềm của cơ quan', 'the agency’s software cannot be reached'),
  webhook_missing: say('cơ quan không còn webhook', 'the agency has no webhook any more'),
  expired: say('hết thời hạn gửi', 'not brought in time'),
};

/** @returns null without a code; a code without words stands for itself */
export function reasonWords(code: string | null): Bilingual | null {
  return code !== null && Object.hasOwn(reasons, code) ? (reasons[code] ?? null) : resultWords(code);
}
