/**
 * Issuer and serial number of a certificate, as they stand in it: the pair that signatures name certificates by.
 * Reads no further and judges nothing.
 * Source: RFC 5280 section 4.1.
 */
import { contextTag, type DerNode, DerReader, onlyElement, tags } from '../asn1/der.js';

export interface IssuerAndSerial {
  /** Name. */
  readonly issuer: DerNode;
  /** INTEGER. */
  readonly serial: DerNode;
}

/** @throws DerError for bytes that are no certificate */
export function readIssuerAndSerial(certificate: Buffer): IssuerAndSerial {
  const outer = new DerReader(onlyElement(certificate, tags.sequence).content);
  const body = new DerReader(outer.take(tags.sequence).content);
  body.takeIf(contextTag(0));
  const serial = body.take(tags.integer);
  body.take(tags.sequence);
  return { issuer: body.take(tags.sequence), serial };
}
