/** Hostile XML. */
import { readFileSync } from 'node:fs';
import { checkSignatures } from '../../../certs/xades/check-signature.js';
import { parseXml } from '../../../schemas/xml/parse-xml.js';
import type { VectorCase } from '../cases.js';
import type { Outcome } from '../outcome.js';
import { read, type Suite } from '../suite.js';

const ds = 'http://www.w3.org/2000/09/xmldsig#';
const xslt = 'http://www.w3.org/TR/1999/REC-xslt-19991116';

/** A signature that asks for the stylesheet to be run over one of its own parts. */
function signatureWith(stylesheet: string): Buffer {
  const transform = `<Transform Algorithm="${xslt}">${stylesheet.replace(/^\s*<\?xml[^>]*>/, '')}</Transform>`;
  const digest = '<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue>AA==</DigestValue>';
  const reference = `<Reference URI="#o"><Transforms>${transform}</Transforms>${digest}</Reference>`;
  const method = '<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>';
  const info = `<SignedInfo><CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>${method}${reference}</SignedInfo>`;
  return Buffer.from(
    `<Signature xmlns="${ds}" Id="s">${info}<SignatureValue>AA==</SignatureValue><Object Id="o">x</Object></Signature>`,
  );
}

/** Harmless as a document; what must never happen is that a signature runs it. */
async function judgeStylesheet(vector: VectorCase): Promise<Outcome> {
  const none = { nameOf: () => undefined, digest: async () => undefined, stream: () => undefined };
  const [checked] = await checkSignatures(signatureWith(readFileSync(vector.path, 'utf8')), none, 'stylesheet');
  const [finding] = checked?.findings ?? [];
  return finding?.code === 'reference_forbidden' ? { said: 'reject', why: finding.message } : read(finding?.code ?? '');
}

export const xmlAttacks: Suite = {
  name: 'xml-attacks',
  question: 'parseXml refuses hostile XML, and no signature may run a stylesheet',
  includes: (vector) => vector.file.startsWith('defusedxml/'),
  judge: (vector) => {
    if (vector.file.endsWith('.xsl')) return judgeStylesheet(vector);
    parseXml(readFileSync(vector.path));
    return read('');
  },
};
