/**
 * Takes any XML signature over parts of its own document apart: one SignedInfo, one value, a few references to the document or to an Id in
 * it, each with at most the enveloped-signature transform and one canonical form. Everything else (other transforms, HMAC, addresses
 * elsewhere, manifests) is refused or not followed.
 * Computes no digests (check-core.ts) and does not know what a signature must cover (read-enveloped.ts).
 * Source: XMLDSig 1.1 sections 4.2 to 4.4 and 6.
 */
import { Problem } from '../../schemas/problems/problem.js';
import { canonicalElement } from '../../schemas/xml/canonical-form.js';
import { attributeOf, childrenNamed, elementsOf, type XmlElement } from '../../schemas/xml/xml-tree.js';
import type { SignatureMethod } from '../signature/signature-method.js';
import { type NamedForm, readForm } from '../xades/canonical-octets.js';
import { canonicalForms, type DigestMethod, digestMethods, signatureMethods } from '../xades/identifiers.js';
import { algorithmOf, base64Of, forbidden, malformed, only } from '../xades/xml-values.js';
import { defaultForm, dsNamespace, written } from './profile.js';

export interface CoreReference {
  /** An Id in the document; null for the document as a whole. */
  readonly id: string | null;
  /** The signature itself is left out, where it lies inside. */
  readonly isEnveloped: boolean;
  readonly form: NamedForm;
  readonly digest: DigestMethod;
  readonly digestValue: Buffer;
}

export interface CoreSignature {
  readonly signature: XmlElement;
  readonly id: string | undefined;
  /** Canonical octets of SignedInfo: what was signed. */
  readonly signedInfo: Buffer;
  readonly method: SignatureMethod;
  readonly signatureValue: Buffer;
  readonly references: readonly CoreReference[];
}

const maxReferences = 16;

const forms = new Map([
  ...canonicalForms,
  // Some senders write this wrong identifier and mean the exclusive form.
  ['http://www.w3.org/TR/xml-exc-c14n#', { method: 'exclusive', withComments: false }],
] as const);

/** What the element's Algorithm means; it takes no parameters. */
function known<T>(table: ReadonlyMap<string, T>, element: XmlElement): T {
  if (elementsOf(element).length > 0) throw forbidden(`${element.local} carries parameters`);
  const meaning = table.get(algorithmOf(element));
  if (meaning !== undefined) return meaning;
  throw new Problem('algorithm_unsupported', {
    detail: `${element.local} "${algorithmOf(element).slice(0, 100)}" is not supported`,
  });
}

function targetOf(reference: XmlElement): string | null {
  const uri = attributeOf(reference, 'URI');
  if (uri === '') return null;
  if (uri?.startsWith('#') === true && uri.length > 1) return uri.slice(1);
  throw forbidden('A reference leads out of the document, or nowhere');
}

function isEnvelopedTransform(transform: XmlElement | undefined): boolean {
  if (transform === undefined || algorithmOf(transform) !== written.envelopedSignature) return false;
  if (elementsOf(transform).length > 0) throw forbidden('A transform carries parameters');
  return true;
}

function readTransforms(reference: XmlElement): Pick<CoreReference, 'isEnveloped' | 'form'> {
  const lists = childrenNamed(reference, 'Transforms', dsNamespace);
  if (lists.length > 1) throw malformed('A reference has two lists of transforms');
  const transforms = lists.flatMap(elementsOf);
  const isEnveloped = isEnvelopedTransform(transforms[0]);
  const [form, more] = isEnveloped ? transforms.slice(1) : transforms;
  if (more !== undefined) throw forbidden('Only the enveloped-signature transform and one canonical form are allowed');
  return { isEnveloped, form: form === undefined ? { method: defaultForm, options: {} } : readForm(form, forms) };
}

function readReference(reference: XmlElement): CoreReference {
  return {
    id: targetOf(reference),
    ...readTransforms(reference),
    digest: known(digestMethods, only(reference, 'DigestMethod', dsNamespace)),
    digestValue: base64Of(only(reference, 'DigestValue', dsNamespace)),
  };
}

/** @throws Problem `signature_malformed`, `reference_forbidden`, `algorithm_unsupported` */
export function readCore(signature: XmlElement): CoreSignature {
  const info = only(signature, 'SignedInfo', dsNamespace);
  const references = childrenNamed(info, 'Reference', dsNamespace);
  if (references.length === 0 || references.length > maxReferences)
    throw malformed(`SignedInfo has ${references.length} references`);
  if (elementsOf(info).length !== references.length + 2)
    throw forbidden('SignedInfo holds elements that are not allowed');
  const { method, options } = readForm(only(info, 'CanonicalizationMethod', dsNamespace), forms);
  return {
    signature,
    id: attributeOf(signature, 'Id'),
    signedInfo: canonicalElement(info, method, options),
    method: known(signatureMethods, only(info, 'SignatureMethod', dsNamespace)),
    signatureValue: base64Of(only(signature, 'SignatureValue', dsNamespace)),
    references: references.map(readReference),
  };
}
