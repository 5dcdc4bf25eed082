/** Why a document went on paper only, as clerks choose it and the report adds it up. */
import { type Bilingual, say } from '../../schemas/words/bilingual.js';

export const paperReasons = {
  original: say('Nơi nhận cần bản gốc giấy', 'The recipient needs a paper original'),
  large: say('Bản vẽ, bản đồ khổ lớn', 'Large drawings or maps'),
  attachments: say('Kèm hồ sơ giấy', 'With a file on paper'),
  equipment: say('Hỏng máy quét, mất mạng', 'Scanner or network down'),
  certificate: say('Chưa có chữ ký số', 'No certificate for signing yet'),
  unconnected: say('Nơi nhận chưa nối vào cổng', 'The recipient is not connected'),
  other: say('Lý do khác', 'Another reason'),
} as const satisfies Record<string, Bilingual>;

export type PaperReason = keyof typeof paperReasons;

export const paperReasonCodes = Object.keys(paperReasons) as readonly PaperReason[];

export const isPaperReason = (text: string): text is PaperReason => Object.hasOwn(paperReasons, text);
