/**
 * The profile of signatures inside `.edxml` files, as existing systems emit it.
 * Source: XMLDSig 1.1 sections 4.4, 6.6.4; facts on edXML as written.
 */
export const dsNamespace = 'http://www.w3.org/2000/09/xmldsig#';

export const profile = {
  canonicalForm: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
  envelopedSignature: 'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
  exclusiveForm: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  /** Some senders write this wrong identifier and mean the exclusive form. */
  misspeltExclusiveForm: 'http://www.w3.org/TR/xml-exc-c14n#',
  rsaSha256: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  sha256: 'http://www.w3.org/2001/04/xmlenc#sha256',
} as const;

/** Attachments inline cost memory many times their size; larger files are carried by containers. */
export const maxSignedBytes = 10 * 1024 * 1024;
