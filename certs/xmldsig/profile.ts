/**
 * The profile of signatures inside `.edxml` files, as existing systems emit it: what we write.
 * What is read beyond that: read-core.ts.
 * Source: XMLDSig 1.1 sections 4.4, 6.6.4; facts on edXML as written.
 */
import type { C14nMethod } from '../../schemas/xml/canonical-form.js';

export const dsNamespace = 'http://www.w3.org/2000/09/xmldsig#';

export const written = {
  canonicalForm: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
  envelopedSignature: 'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
  signatureMethod: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  digestMethod: 'http://www.w3.org/2001/04/xmlenc#sha256',
} as const;

/** What stands for a canonical form when none is named. Source: XMLDSig 1.1 section 4.4.3.2. */
export const defaultForm: C14nMethod = 'c14n10';

/** What one tree may hold; larger files are carried by containers. */
export const maxSignedBytes = 10 * 1024 * 1024;
