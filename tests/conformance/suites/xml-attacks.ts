/** Hostile XML. */
import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkSignatures } from '../../../certs/xades/check-signature.js';
import { parseXml } from '../../../schemas/xml/parse-xml.js';
import type { VectorCase } from '../cases.js';
import type { Outcome } from '../outcome.js';
import { read, type Suite } from '../suite.js';
import { judgeSignatures } from '../xml-signatures.js';

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

/** The one key those documents trust; what stands in their KeyInfo counts for nothing. */
const trustedKey = (folder: string) => createPublicKey(readFileSync(join(folder, 'xml-attacks/node-saml/cert.pem')));

export const xmlAttacks: Suite = {
  name: 'xml-attacks',
  question: 'parseXml refuses hostile XML, no signature may run a stylesheet, every signature in a document must hold',
  // What is encrypted is not looked into: signatures inside cannot be judged.
  includes: (vector) => !vector.file.endsWith('-encrypted.xml'),
  judge: (vector, folder) => {
    if (vector.file.startsWith('node-saml/')) return judgeSignatures(readFileSync(vector.path), trustedKey(folder));
    if (vector.file.endsWith('.xsl')) return judgeStylesheet(vector);
    parseXml(readFileSync(vector.path));
    return read('');
  },
};
