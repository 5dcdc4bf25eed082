/**
 * Namespaces and algorithm identifiers of XML signatures, as tables: which ones are made, read, or called weak.
 * Source: XMLDSig 1.1 section 6; RFC 6931 (later identifiers); ETSI EN 319 132-1; ETSI TS 119 312 (strength).
 */
import type { DigestAlgorithm } from '../../schemas/asice/open-container.js';
import type { C14nMethod } from '../../schemas/xml/canonical-form.js';
import type { SignatureAlgorithm } from '../keys/signer.js';
import { ecdsa, rsa, rsaPss, type SignatureMethod } from '../signature/signature-method.js';

export const namespaces = {
  ds: 'http://www.w3.org/2000/09/xmldsig#',
  xades: 'http://uri.etsi.org/01903/v1.3.2#',
  xades141: 'http://uri.etsi.org/01903/v1.4.1#',
  asic: 'http://uri.etsi.org/02918/v1.2.1#',
  exclusive: 'http://www.w3.org/2001/10/xml-exc-c14n#',
} as const;

export const signedPropertiesType = 'http://uri.etsi.org/01903#SignedProperties';

function table<T>(entries: Readonly<Record<string, T>>): ReadonlyMap<string, T> {
  return new Map(Object.entries(entries));
}

export interface CanonicalForm {
  readonly method: C14nMethod;
  readonly withComments: boolean;
}

/** Tables are maps: a hostile identifier such as `constructor` must find nothing. */
export const canonicalForms: ReadonlyMap<string, CanonicalForm> = table({
  'http://www.w3.org/TR/2001/REC-xml-c14n-20010315': { method: 'c14n10', withComments: false },
  'http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments': { method: 'c14n10', withComments: true },
  'http://www.w3.org/2006/12/xml-c14n11': { method: 'c14n11', withComments: false },
  'http://www.w3.org/2006/12/xml-c14n11#WithComments': { method: 'c14n11', withComments: true },
  'http://www.w3.org/2001/10/xml-exc-c14n#': { method: 'exclusive', withComments: false },
  'http://www.w3.org/2001/10/xml-exc-c14n#WithComments': { method: 'exclusive', withComments: true },
});

export const exclusiveC14n = namespaces.exclusive;

export interface DigestMethod {
  readonly algorithm: DigestAlgorithm;
  readonly weak: boolean;
}

export const digestMethods: ReadonlyMap<string, DigestMethod> = table({
  'http://www.w3.org/2000/09/xmldsig#sha1': { algorithm: 'sha1', weak: true },
  'http://www.w3.org/2001/04/xmldsig-more#sha224': { algorithm: 'sha224', weak: true },
  'http://www.w3.org/2001/04/xmlenc#sha256': { algorithm: 'sha256', weak: false },
  'http://www.w3.org/2001/04/xmldsig-more#sha384': { algorithm: 'sha384', weak: false },
  'http://www.w3.org/2001/04/xmlenc#sha512': { algorithm: 'sha512', weak: false },
  'http://www.w3.org/2007/05/xmldsig-more#sha3-256': { algorithm: 'sha3-256', weak: false },
  'http://www.w3.org/2007/05/xmldsig-more#sha3-384': { algorithm: 'sha3-384', weak: false },
  'http://www.w3.org/2007/05/xmldsig-more#sha3-512': { algorithm: 'sha3-512', weak: false },
});

export const sha256Method = 'http://www.w3.org/2001/04/xmlenc#sha256';

const more = 'http://www.w3.org/2001/04/xmldsig-more#';
const more2007 = 'http://www.w3.org/2007/05/xmldsig-more#';

/** HMAC is left out on purpose: a public key must never be taken for a shared secret. */
export const signatureMethods: ReadonlyMap<string, SignatureMethod> = table({
  'http://www.w3.org/2000/09/xmldsig#rsa-sha1': rsa('sha1'),
  [`${more}rsa-sha224`]: rsa('sha224'),
  [`${more}rsa-sha256`]: rsa('sha256'),
  [`${more}rsa-sha384`]: rsa('sha384'),
  [`${more}rsa-sha512`]: rsa('sha512'),
  [`${more2007}sha256-rsa-MGF1`]: rsaPss('sha256'),
  [`${more2007}sha384-rsa-MGF1`]: rsaPss('sha384'),
  [`${more2007}sha512-rsa-MGF1`]: rsaPss('sha512'),
  [`${more}ecdsa-sha1`]: ecdsa('sha1'),
  [`${more}ecdsa-sha224`]: ecdsa('sha224'),
  [`${more}ecdsa-sha256`]: ecdsa('sha256'),
  [`${more}ecdsa-sha384`]: ecdsa('sha384'),
  [`${more}ecdsa-sha512`]: ecdsa('sha512'),
});

/** The identifier written for each algorithm our signers use. */
export const writtenMethods: Readonly<Record<SignatureAlgorithm, string>> = {
  'RSA-SHA256': `${more}rsa-sha256`,
  'RSA-SHA384': `${more}rsa-sha384`,
  'RSA-SHA512': `${more}rsa-sha512`,
  'RSA-PSS-SHA256': `${more2007}sha256-rsa-MGF1`,
  'RSA-PSS-SHA384': `${more2007}sha384-rsa-MGF1`,
  'RSA-PSS-SHA512': `${more2007}sha512-rsa-MGF1`,
  'ECDSA-SHA256': `${more}ecdsa-sha256`,
  'ECDSA-SHA384': `${more}ecdsa-sha384`,
  'ECDSA-SHA512': `${more}ecdsa-sha512`,
};
