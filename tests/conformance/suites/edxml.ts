/** edXML messages and statuses. */
import { createReadStream } from 'node:fs';
import { readInterchange } from '../../../schemas/edxml/read-interchange.js';
import { read, type Suite } from '../suite.js';

export const edxml: Suite = {
  name: 'edxml',
  question: 'readInterchange and every attachment: read or refused',
  judge: async (vector) => {
    const interchange = await readInterchange(createReadStream(vector.path), { maxBytes: 50_000_000 });
    await interchange.dispose();
    return read(`${interchange.message.kind}, ${interchange.files.length} files`);
  },
};
