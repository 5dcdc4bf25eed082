/** Texts of the search over everything an agency received and sent. */
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';

export const searchTexts = {
  title: say('Tìm văn bản', 'Search'),
  headingFor: (words: string) => say(`Văn bản có “${words}”`, `Documents with “${words}”`),
  heading: say('Tìm văn bản đến và đi', 'Search incoming and outgoing documents'),
  incoming: say('Văn bản đến', 'Incoming'),
  outgoing: say('Văn bản đi', 'Outgoing'),
  field: say('Tìm số, trích yếu, cơ quan; không cần dấu', 'Search number, subject, agency; marks not needed'),
  button: say('Tìm', 'Search'),
  all: say('Xem tất cả và tìm tiếp', 'Show all and go on'),
  nothing: say('Không có văn bản nào.', 'No document has these words.'),
  none: say('Không có trong các văn bản gần đây.', 'Not among recent documents.'),
  older: say('Tìm tiếp trong văn bản cũ hơn', 'Search older documents'),
  more: (words: string) => say(`Xem mọi kết quả cho “${words}”`, `All results for “${words}”`),
  suggestions: say('Gợi ý', 'Suggestions'),
} as const satisfies Record<string, Bilingual | ((...args: never[]) => Bilingual)>;
