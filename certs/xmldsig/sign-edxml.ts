/**
 * Puts the enveloped signature into an edXML file: `Signature` as the last child of edXMLHeader, inclusive C14N 1.0, rsa-sha256,
 * the certificate in KeyInfo. It does not survive the national axis, which appends a TraceHeader after signing; the durable proof is
 * the container.
 * Source: XMLDSig 1.1 section 6.6.4 (enveloped signature); facts on edXML as written.
 */
import { X509Certificate } from 'node:crypto';
import { SignedXml } from 'xml-crypto';
import { Problem } from '../../schemas/problems/problem.js';
import { escapeText } from '../../schemas/xml/escape-xml.js';
import { parseXml } from '../../schemas/xml/parse-xml.js';
import type { Signer } from '../keys/signer.js';
import { maxSignedBytes, profile } from './profile.js';

const header = "/*[local-name(.)='edXML']/*[local-name(.)='edXMLEnvelope']/*[local-name(.)='edXMLHeader']";

type Callback = (error: Error | null, signature?: string) => void;

/** Lets xml-crypto sign with our signer, wherever its key lives. */
function algorithmOver(signer: Signer) {
  return class {
    getAlgorithmName = () => profile.rsaSha256;
    getSignature = (signedInfo: unknown, _key: unknown, callback?: Callback): string => {
      Promise.resolve(signer.sign(Buffer.from(String(signedInfo)))).then(
        (value) => callback?.(null, value.toString('base64')),
        (error: Error) => callback?.(error),
      );
      return '';
    };
    verifySignature = (): boolean => {
      throw new Error('this algorithm only signs');
    };
  };
}

function keyInfo(certificate: Buffer): string {
  const subject = new X509Certificate(certificate).subject.split('\n').reverse().join(', ');
  return `<X509Data><X509SubjectName>${escapeText(subject)}</X509SubjectName><X509Certificate>${certificate.toString('base64')}</X509Certificate></X509Data>`;
}

/**
 * The signed file.
 * @throws Problem `algorithm_unsupported` for a key that is not RSA, `edxml_too_large` above 10 MB, `xml_*` for input that is no XML
 */
export async function signEdxml(edxml: Buffer, signer: Signer): Promise<Buffer> {
  if (signer.algorithm !== 'RSA-SHA256')
    throw new Problem('algorithm_unsupported', { detail: 'The edXML profile signs with RSA only' });
  if (edxml.length > maxSignedBytes)
    throw new Problem('edxml_too_large', { detail: `Files above ${maxSignedBytes} bytes are not signed in place` });
  parseXml(edxml);
  const signed = new SignedXml({
    // xml-crypto wants to see a key; the signer holds the real one.
    privateKey: 'held by the signer',
    signatureAlgorithm: profile.rsaSha256,
    canonicalizationAlgorithm: profile.canonicalForm,
    getKeyInfoContent: () => keyInfo(signer.certificate),
  });
  signed.SignatureAlgorithms = {
    [profile.rsaSha256]: algorithmOver(signer),
  } as unknown as typeof signed.SignatureAlgorithms;
  signed.addReference({
    xpath: '/*',
    uri: '',
    isEmptyUri: true,
    digestAlgorithm: profile.sha256,
    transforms: [profile.envelopedSignature, profile.canonicalForm],
  });
  const location = { reference: header, action: 'append' } as const;
  await new Promise<void>((resolve, reject) =>
    signed.computeSignature(edxml.toString('utf8'), { location }, (error) => (error ? reject(error) : resolve())),
  );
  return Buffer.from(signed.getSignedXml());
}
