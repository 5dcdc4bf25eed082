/**
 * An entity that only the holder of a certificate can read.
 * Does not sign (sign-mail.ts), choose the certificate (encryption-certificate.ts) nor open what others encrypted.
 * Source: RFC 8551 section 3.3 (EnvelopedData).
 */
import { streamEnvelopedData } from '../cms/stream-enveloped-data.js';
import { cmsEntity, octetsOf, type WrittenEntity } from './entity.js';

/** @param certificate the recipient's, DER, fit by `encryptionFault` */
export const encryptEntity = (entity: WrittenEntity, certificate: Buffer): WrittenEntity =>
  cmsEntity('enveloped-data', streamEnvelopedData(octetsOf(entity), certificate));
