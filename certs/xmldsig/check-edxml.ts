/**
 * Checks the enveloped signature of an edXML file. Trust belongs to certs/verdict.
 * Only the shape existing systems emit is accepted: one Signature in edXMLHeader, one reference to the whole document. What counts
 * afterwards is what the library says was signed, parsed again with the one XML parser.
 * Source: XMLDSig 1.1 sections 3.2 and 6.6.4; facts on edXML as written.
 */
import { createHash } from 'node:crypto';
import { DOMParser } from '@xmldom/xmldom';
import { SignedXml } from 'xml-crypto';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import { parseXml } from '../../schemas/xml/parse-xml.js';
import {
  attributeOf,
  childNamed,
  childrenNamed,
  elementsOf,
  textOf,
  type XmlElement,
} from '../../schemas/xml/xml-tree.js';
import { toPem } from '../keys/pem-text.js';
import { type CheckedSignature, unreadableSignature } from '../signature/checked-signature.js';
import { type SignatureFinding, signatureFinding } from '../signature/signature-finding.js';
import { dsNamespace, maxSignedBytes, profile } from './profile.js';

const malformed = (detail: string) => new Problem('signature_malformed', { detail });

/** The signature element, or undefined when the file carries none. @throws Problem `signature_malformed` */
function findSignature(root: XmlElement): XmlElement | undefined {
  const envelope = childNamed(root, 'edXMLEnvelope');
  const header = envelope && childNamed(envelope, 'edXMLHeader');
  const inHeader = header === undefined ? [] : childrenNamed(header, 'Signature');
  const everywhere = countSignatures(root);
  if (everywhere === 0) return undefined;
  const [signature] = inHeader;
  if (everywhere !== 1 || signature === undefined) throw malformed('The file must carry one Signature, in edXMLHeader');
  if (signature.namespace !== dsNamespace)
    throw malformed('Signature is not in the XML signature namespace: a library on the way rewrote it');
  return signature;
}

const countSignatures = (element: XmlElement): number =>
  (element.local === 'Signature' ? 1 : 0) + elementsOf(element).reduce((sum, child) => sum + countSignatures(child), 0);

function only(parent: XmlElement, local: string): XmlElement {
  const found = childrenNamed(parent, local, dsNamespace);
  if (found.length !== 1 || found[0] === undefined) throw malformed(`${parent.local} must have exactly one ${local}`);
  return found[0];
}

interface Shape {
  readonly certificate: Buffer;
  readonly algorithm: string;
  readonly weak: boolean;
}

/** The algorithms and the certificate, read by our parser before anything is computed. */
function readShape(signature: XmlElement): Shape {
  const info = only(signature, 'SignedInfo');
  const reference = only(info, 'Reference');
  if (attributeOf(reference, 'URI') !== '')
    throw new Problem('reference_forbidden', { detail: 'The signature must refer to the whole document' });
  const data = only(only(signature, 'KeyInfo'), 'X509Data');
  const method = attributeOf(only(info, 'SignatureMethod'), 'Algorithm') ?? '';
  const digest = attributeOf(only(reference, 'DigestMethod'), 'Algorithm') ?? '';
  const algorithm = /#rsa-(sha1|sha256|sha512)$/.exec(method)?.[1];
  if (algorithm === undefined)
    throw new Problem('algorithm_unsupported', {
      detail: `The signature algorithm "${method.slice(0, 100)}" is not supported`,
    });
  return {
    certificate: Buffer.from(textOf(only(data, 'X509Certificate')), 'base64'),
    algorithm: `RSA-${algorithm.toUpperCase()}`,
    weak: algorithm === 'sha1' || digest.endsWith('#sha1'),
  };
}

/** Exactly what was signed, or undefined when the signature is wrong. */
function signedContent(xml: string, certificate: Buffer): string | undefined {
  const checker = new SignedXml({ publicCert: toPem('CERTIFICATE', certificate), getCertFromKeyInfo: () => null });
  const algorithms = checker.CanonicalizationAlgorithms as Record<
    string,
    (typeof checker.CanonicalizationAlgorithms)[typeof profile.exclusiveForm]
  >;
  algorithms[profile.misspeltExclusiveForm] = algorithms[profile.exclusiveForm] as (typeof algorithms)[string];
  try {
    const node = new DOMParser().parseFromString(xml, 'text/xml').getElementsByTagNameNS(dsNamespace, 'Signature')[0];
    checker.loadSignature(String(node));
    return checker.checkSignature(xml) ? checker.getSignedReferences()[0] : undefined;
  } catch {
    return undefined;
  }
}

function judge(edxml: Buffer, signature: XmlElement): CheckedSignature {
  const shape = readShape(signature);
  const content = signedContent(edxml.toString('utf8'), shape.certificate);
  const isWhole = content !== undefined && parseXml(Buffer.from(content)).local === 'edXML';
  const findings: SignatureFinding[] = [];
  if (!isWhole) findings.push(signatureFinding('signature_wrong', 'The signature does not match the file'));
  if (shape.weak) findings.push(signatureFinding('algorithm_weak', 'SHA-1 is too weak to prove anything today'));
  return {
    profile: 'XMLDSig',
    id:
      attributeOf(signature, 'Id') ??
      createHash('sha256')
        .update(textOf(only(signature, 'SignatureValue')))
        .digest('hex')
        .slice(0, 16),
    certificate: shape.certificate,
    otherCertificates: [],
    crls: [],
    ocsps: [],
    timestamps: [],
    signingTime: null,
    algorithm: shape.algorithm,
    covers: isWhole ? ['edXML'] : [],
    findings,
  };
}

/**
 * The signature of the file, checked; undefined when it carries none.
 * @throws Problem `xml_*` when the file is no XML we read
 */
export function checkEdxmlSignature(edxml: Buffer): CheckedSignature | undefined {
  const root = parseXml(edxml, { maxBytes: maxSignedBytes, maxDepth: 100, maxNodes: 200_000 });
  try {
    const signature = findSignature(root);
    return signature && judge(edxml, signature);
  } catch (error) {
    if (isProblem(error)) return unreadableSignature('edXML', signatureFinding(error.code, error.detail));
    throw error;
  }
}
