/**
 * Object identifiers of CMS: content types and the attributes that are understood.
 * Source: RFC 5652 (CMS), RFC 2634 and RFC 5035 (ESS), RFC 6211, RFC 5940 (OCSP in CMS), ETSI EN 319 122-1 V1.3.1 (CAdES),
 * ISO 32000-1 section 12.8.3.3.2 (Adobe revocation information).
 */

export const contentTypes = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  envelopedData: '1.2.840.113549.1.7.3',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
} as const;

export const attributeTypes = {
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  algorithmProtection: '1.2.840.113549.1.9.52',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  contentTimestamp: '1.2.840.113549.1.9.16.2.20',
  signatureTimestamp: '1.2.840.113549.1.9.16.2.14',
  certificateValues: '1.2.840.113549.1.9.16.2.23',
  revocationValues: '1.2.840.113549.1.9.16.2.24',
  archiveTimestampV2: '1.2.840.113549.1.9.16.2.48',
  archiveTimestampV3: '0.4.0.1733.2.4',
  archiveHashIndex: '0.4.0.1733.2.5',
  archiveHashIndexV3: '0.4.0.19122.1.5',
  adobeRevocationInfo: '1.2.840.113583.1.1.8',
} as const;

/** OtherRevocationInfoFormat: an OCSPResponse. */
export const ocspResponseFormat = '1.3.6.1.5.5.7.16.2';
