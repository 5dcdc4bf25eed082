/**
 * Whether an XML signature is right for its document and a key: every reference by its digest, the value by the key.
 * An Id must lead to one element only, so that what is signed and what is read are the same. Whose key it is, is not asked here.
 * Source: XMLDSig 1.1 section 3.2 (core validation), 4.4.3.3 (same-document references hold no comments).
 */
import { createHash, type KeyObject } from 'node:crypto';
import { Problem } from '../../schemas/problems/problem.js';
import type { OpenXml } from '../../schemas/xml/parse-xml.js';
import type { XmlElement } from '../../schemas/xml/xml-tree.js';
import { checkStrength } from '../signature/check-strength.js';
import { type SignatureFinding, signatureFinding } from '../signature/signature-finding.js';
import { isRightSignature } from '../signature/signature-method.js';
import { checkUniqueIds, idsOf } from '../xades/read-signature.js';
import { descendants } from '../xades/xml-values.js';
import type { CoreReference, CoreSignature } from './read-core.js';

export interface CoreCheck {
  /** Elements whose digests match; the root stands for the document as a whole. */
  readonly covered: ReadonlySet<XmlElement>;
  readonly findings: readonly SignatureFinding[];
}

function targetOf(document: OpenXml, id: string): XmlElement {
  for (const element of descendants(document.root)) if (idsOf(element).includes(id)) return element;
  throw new Problem('reference_missing', {
    detail: `The signature refers to "#${id.slice(0, 100)}", which is not in the document`,
  });
}

function signedOctets(document: OpenXml, target: XmlElement, { signature }: CoreSignature, reference: CoreReference) {
  const { id, isEnveloped, form } = reference;
  const options = { ...form.options, withComments: false, ...(isEnveloped ? { without: signature } : {}) };
  return id === null
    ? document.canonicalizeDocument(form.method, options)
    : document.canonicalize(target, form.method, options);
}

function weaknesses({ method, references }: CoreSignature): SignatureFinding[] {
  const digests = references.flatMap(({ digest }) => (digest.weak ? [digest.algorithm.toUpperCase()] : []));
  const weak = new Set([...(method.weak ? [method.name] : []), ...digests]);
  if (weak.size === 0) return [];
  return [signatureFinding('algorithm_weak', `Too weak to prove anything today: ${[...weak].join(', ')}`)];
}

function checkValue({ method, signedInfo, signatureValue }: CoreSignature, key: KeyObject): SignatureFinding[] {
  if (isRightSignature(method, signedInfo, key, signatureValue, 'ieee-p1363')) return [];
  return [signatureFinding('signature_wrong', 'The signature value does not match what is signed')];
}

/** @throws Problem `signature_malformed`, `reference_missing`, `reference_forbidden` */
export function checkCore(document: OpenXml, core: CoreSignature, key: KeyObject): CoreCheck {
  checkUniqueIds(document.root);
  const covered = new Set<XmlElement>();
  const findings: SignatureFinding[] = [];
  for (const reference of core.references) {
    const { id, digest, digestValue } = reference;
    const target = id === null ? document.root : targetOf(document, id);
    const octets = signedOctets(document, target, core, reference);
    if (createHash(digest.algorithm).update(octets).digest().equals(digestValue)) covered.add(target);
    else
      findings.push(
        signatureFinding(
          'digest_mismatch',
          `${id === null ? 'The file' : `"#${id.slice(0, 100)}"`} was changed after signing`,
        ),
      );
  }
  return { covered, findings: [...findings, ...checkValue(core, key), ...checkStrength(key), ...weaknesses(core)] };
}
