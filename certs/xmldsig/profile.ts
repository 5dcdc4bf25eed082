/**
 * The profile of signatures inside `.edxml` files, as existing systems emit it: what we write, and the little more that we read.
 * Source: XMLDSig 1.1 sections 4.4, 6.6.4; facts on edXML as written.
 */
import type { C14nMethod } from '../../schemas/xml/canonical-form.js';
import { rsa, type SignatureDigest, type SignatureMethod } from '../signature/signature-method.js';

export const dsNamespace = 'http://www.w3.org/2000/09/xmldsig#';

export const written = {
  canonicalForm: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
  envelopedSignature: 'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
  signatureMethod: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  digestMethod: 'http://www.w3.org/2001/04/xmlenc#sha256',
} as const;

/** What stands for a canonical form when none is named. Source: XMLDSig 1.1 section 4.4.3.2. */
export const defaultForm: C14nMethod = 'c14n10';

export const canonicalForms: ReadonlyMap<string, C14nMethod> = new Map([
  [written.canonicalForm, 'c14n10'],
  ['http://www.w3.org/2006/12/xml-c14n11', 'c14n11'],
  ['http://www.w3.org/2001/10/xml-exc-c14n#', 'exclusive'],
  // Some senders write this wrong identifier and mean the exclusive form.
  ['http://www.w3.org/TR/xml-exc-c14n#', 'exclusive'],
]);

export const signatureMethods: ReadonlyMap<string, SignatureMethod> = new Map([
  ['http://www.w3.org/2000/09/xmldsig#rsa-sha1', rsa('sha1')],
  [written.signatureMethod, rsa('sha256')],
  ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha384', rsa('sha384')],
  ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha512', rsa('sha512')],
]);

export const digestMethods: ReadonlyMap<string, SignatureDigest> = new Map([
  ['http://www.w3.org/2000/09/xmldsig#sha1', 'sha1'],
  [written.digestMethod, 'sha256'],
  ['http://www.w3.org/2001/04/xmldsig-more#sha384', 'sha384'],
  ['http://www.w3.org/2001/04/xmlenc#sha512', 'sha512'],
]);

/** What one tree may hold; larger files are carried by containers. */
export const maxSignedBytes = 10 * 1024 * 1024;
