/**
 * Certificates as authorities publish them for those who look for the issuer: one in DER or PEM, or several in a CMS without signers.
 * Source: RFC 5280 section 4.2.2.1; RFC 5652 section 5.1 (SignedData), RFC 8551 section 3.8 (certs-only).
 */
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import { childrenOf, contextTag, DerError, DerReader, onlyElement, tags } from '../asn1/der.js';
import { readOid } from '../asn1/der-values.js';
import { readCertificates } from '../keys/file-key.js';

const signedData = '1.2.840.113549.1.7.2';
const maxCertificates = 16;

/** @throws DerError */
function certificatesOfCms(der: Buffer): Buffer[] {
  const outer = new DerReader(onlyElement(der, tags.sequence).content);
  if (readOid(outer.take(tags.oid)) !== signedData) throw new DerError('no signed data');
  const content = new DerReader(onlyElement(outer.take(contextTag(0)).content, tags.sequence).content);
  content.take(tags.integer);
  content.take(tags.set);
  content.take(tags.sequence);
  const list = content.takeIf(contextTag(0));
  return list === undefined ? [] : childrenOf(list).map(({ whole }) => whole);
}

function readEither(bytes: Buffer): Buffer[] {
  try {
    return readCertificates(bytes);
  } catch (error) {
    if (!isProblem(error)) throw error;
    return certificatesOfCms(bytes);
  }
}

/** At most 16, DER, unread. @throws Problem `certificate_malformed` */
export function readIssuers(bytes: Buffer): Buffer[] {
  try {
    return readEither(bytes).slice(0, maxCertificates);
  } catch (cause) {
    if (!(cause instanceof DerError)) throw cause;
    throw new Problem('certificate_malformed', { detail: 'There is no certificate at this address.', cause });
  }
}
