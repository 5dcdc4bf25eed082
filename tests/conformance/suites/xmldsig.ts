/** XML signatures and canonical forms of other engines. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { canonicalForms } from '../../../certs/xades/identifiers.js';
import { openXml } from '../../../schemas/xml/parse-xml.js';
import { elementsOf, type XmlElement } from '../../../schemas/xml/xml-tree.js';
import type { Expectation, VectorCase } from '../cases.js';
import type { Outcome } from '../outcome.js';
import { read, type Suite } from '../suite.js';
import { judgeSignatures } from '../xml-signatures.js';

interface CanonicalDetail {
  readonly alg: string;
  readonly output: string;
  /** `{namespace}local` of the apex. */
  readonly subtree?: string;
}

const isCanonicalForm = ({ file }: VectorCase) => file.startsWith('c14n/');
const text = ({ path }: VectorCase) => readFileSync(path, 'utf8');

function find(element: XmlElement, name: string): XmlElement | undefined {
  if (`{${element.namespace}}${element.local}` === name) return element;
  for (const child of elementsOf(element)) {
    const found = find(child, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function judgeForm(vector: VectorCase, folder: string): Outcome {
  const { alg, output, subtree } = JSON.parse(vector.detail) as CanonicalDetail;
  const form = canonicalForms.get(alg);
  if (form === undefined) throw new Error(`no canonical form ${alg}`);
  const document = openXml(readFileSync(vector.path));
  const options = { withComments: form.withComments };
  const apex = subtree === undefined ? undefined : find(document.root, subtree);
  const octets =
    apex === undefined
      ? document.canonicalizeDocument(form.method, options)
      : document.canonicalize(apex, form.method, options);
  const isSame = octets.equals(readFileSync(join(folder, 'xmldsig', output)));
  return { said: isSame ? 'valid' : 'invalid', why: isSame ? '' : 'other octets' };
}

/** A key that stands in the signature is good for the mathematics only; the product takes none from there. */
function keyInSignature(xml: string): KeyObject {
  const part = (name: string) => Buffer.from(new RegExp(`<${name}>([^<]*)`).exec(xml)?.[1] ?? '', 'base64');
  const number = (name: string) => part(name).toString('base64url');
  return createPublicKey({ key: { kty: 'RSA', n: number('Modulus'), e: number('Exponent') }, format: 'jwk' });
}

function keyOf(vector: VectorCase): KeyObject {
  const sameAsAbove = vector.detail.startsWith('as above') ? 'signature_with_inclusivenamespaces.pem' : undefined;
  const named = /\b([\w.]+\.pem)\b/.exec(vector.detail)?.[1] ?? sameAsAbove;
  if (named === undefined) return keyInSignature(text(vector));
  return createPublicKey(readFileSync(join(dirname(vector.path), named)));
}

/** The other engine's own test takes the white space between tags away first. */
const asTested = (vector: VectorCase) =>
  Buffer.from(vector.detail.includes('removes whitespace') ? text(vector).replace(/>\s*</g, '><') : text(vector));

const needsXpath = ({ detail }: VectorCase) => /"xpath(Expression)?"/.test(detail);
const isOfKindWeRefuse = (vector: VectorCase) => /#(dsa|hmac)-sha1"/.test(text(vector));

function expected(vector: VectorCase): readonly Expectation[] {
  if (text(vector).includes('<!DOCTYPE')) return ['reject'];
  // DSA keys, and keys shared in secret, are refused whatever the mathematics say.
  if (!isCanonicalForm(vector) && isOfKindWeRefuse(vector)) return ['invalid', 'reject'];
  // The suite lets a wrapped SignedInfo be ignored, or the file be refused.
  if (vector.detail.includes('or the file be refused')) return ['valid', 'reject'];
  return [vector.expect];
}

export const xmldsig: Suite = {
  name: 'xmldsig',
  question:
    'core validation with the key given, and canonical forms; "too weak" counts as right, DSA, HMAC and DOCTYPE are refused',
  // Node sets chosen by XPath do not exist here.
  includes: (vector) => !needsXpath(vector),
  expected,
  judge: (vector, folder) => {
    if (isCanonicalForm(vector)) return judgeForm(vector, folder);
    if (vector.expect === 'parse') return read(openXml(readFileSync(vector.path)).root.name);
    const key = isOfKindWeRefuse(vector)
      ? createPublicKey(readFileSync(join(folder, 'xmldsig/xml-crypto/client_public.pem')))
      : keyOf(vector);
    return judgeSignatures(asTested(vector), key);
  },
};
