/**
 * Puts the enveloped signature into an edXML file: `Signature` as the last child of edXMLHeader, inclusive C14N 1.0, rsa-sha256,
 * the certificate in KeyInfo. It does not survive the national axis, which appends a TraceHeader after signing; the durable proof is
 * the container.
 * Source: XMLDSig 1.1 section 6.6.4 (enveloped signature); facts on edXML as written.
 */
import { createHash, X509Certificate } from 'node:crypto';
import { Problem } from '../../schemas/problems/problem.js';
import { escapeText } from '../../schemas/xml/escape-xml.js';
import { openXml } from '../../schemas/xml/parse-xml.js';
import type { Signer } from '../keys/signer.js';
import { checkEdxmlSignature } from './check-edxml.js';
import { defaultForm, dsNamespace, maxSignedBytes, written } from './profile.js';
import { findSignature, readEnveloped } from './read-enveloped.js';

function signatureElement(certificate: Buffer, digest: Buffer, value: string): string {
  const algorithm = (element: string, uri: string) => `<${element} Algorithm="${uri}"></${element}>`;
  const transforms = [written.envelopedSignature, written.canonicalForm].map((uri) => algorithm('Transform', uri));
  const reference =
    `<Reference URI=""><Transforms>${transforms.join('')}</Transforms>${algorithm('DigestMethod', written.digestMethod)}` +
    `<DigestValue>${digest.toString('base64')}</DigestValue></Reference>`;
  const info =
    `<SignedInfo>${algorithm('CanonicalizationMethod', written.canonicalForm)}` +
    `${algorithm('SignatureMethod', written.signatureMethod)}${reference}</SignedInfo>`;
  return (
    `<Signature xmlns="${dsNamespace}">${info}<SignatureValue>${value}</SignatureValue>` +
    `<KeyInfo>${keyData(certificate)}</KeyInfo></Signature>`
  );
}

function keyData(certificate: Buffer): string {
  const subject = new X509Certificate(certificate).subject.split('\n').reverse().join(', ');
  return `<X509Data><X509SubjectName>${escapeText(subject)}</X509SubjectName><X509Certificate>${certificate.toString('base64')}</X509Certificate></X509Data>`;
}

/** Where the header ends in the file. What the parser makes of the place is judged afterwards, with the whole signature. */
function endOfHeader(edxml: Buffer): number {
  const tags = [...edxml.toString('latin1').matchAll(/<\/(?:[^\s<>/:]+:)?edXMLHeader\s*>/g)];
  const last = tags.at(-1);
  if (last !== undefined) return last.index;
  throw new Problem('edxml_missing', { detail: 'The file has no edXMLHeader to sign in', field: 'edXMLHeader' });
}

const insert = (edxml: Buffer, at: number, text: string) =>
  Buffer.concat([edxml.subarray(0, at), Buffer.from(text), edxml.subarray(at)]);

/** The canonical octets of SignedInfo, which depend on the namespaces around it. */
function signedInfoOf(edxml: Buffer): Buffer {
  const document = openXml(edxml);
  const signature = findSignature(document.root);
  if (signature === undefined) throw notItsOwn();
  return readEnveloped(signature).signedInfo;
}

const notItsOwn = () =>
  new Problem('signature_malformed', { detail: 'The file cannot carry a signature in its header' });

/**
 * The signed file, verified.
 * @throws Problem `algorithm_unsupported` for a key that is not RSA, `edxml_too_large` above 10 MB, `already_exists` for a file that is
 *   signed, `edxml_missing` without a header, `signature_malformed` when the file cannot carry one, `xml_*` for input that is no XML
 */
export async function signEdxml(edxml: Buffer, signer: Signer): Promise<Buffer> {
  if (signer.algorithm !== 'RSA-SHA256')
    throw new Problem('algorithm_unsupported', { detail: 'The edXML profile signs with RSA only' });
  if (edxml.length > maxSignedBytes)
    throw new Problem('edxml_too_large', { detail: `Files above ${maxSignedBytes} bytes are not signed in place` });
  const document = openXml(edxml);
  if (findSignature(document.root) !== undefined)
    throw new Problem('already_exists', { detail: 'The file carries a signature already' });
  const digest = createHash('sha256').update(document.canonicalizeDocument(defaultForm)).digest();
  const at = endOfHeader(edxml);
  const withValue = (value: string) => insert(edxml, at, signatureElement(signer.certificate, digest, value));
  const value = await signer.sign(signedInfoOf(withValue('')));
  const signed = withValue(value.toString('base64'));
  if (checkEdxmlSignature(signed)?.findings.length !== 0) throw notItsOwn();
  return signed;
}
