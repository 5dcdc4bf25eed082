/** Hostile XML. */
import { readFileSync } from 'node:fs';
import { parseXml } from '../../../schemas/xml/parse-xml.js';
import { read, type Suite } from '../suite.js';

export const xmlAttacks: Suite = {
  name: 'xml-attacks',
  question: 'parseXml refuses hostile XML (the SAML signatures of node-saml belong to a profile we do not speak)',
  includes: (vector) => vector.file.startsWith('defusedxml/'),
  judge: (vector) => {
    parseXml(readFileSync(vector.path));
    return read('');
  },
};
