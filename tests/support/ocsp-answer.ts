/** OCSP answers with every field at choice, right or wrong, signed by any key: what no responder would send. */
import { createHash, sign } from 'node:crypto';
import {
  element,
  enumerated,
  generalizedTime,
  nullElement,
  octetBits,
  octets,
  oid,
  sequence,
  tagged,
  taggedPrimitive,
  unsignedInteger,
} from '../../certs/asn1/write-der.js';
import type { Issuer } from '../../certs/authority/build-certificate.js';
import { readCertificate } from '../../certs/trust/certificate.js';
import { publicKeyBits } from '../../certs/trust/ocsp-source.js';

export interface AnswerWish {
  readonly certificate: Buffer;
  /** Issuer named in the certID. */
  readonly issuer: Buffer;
  /** Signs with an EC key and ECDSA with SHA-256. */
  readonly signer: Issuer;
  readonly status?: 'good' | 'unknown' | { readonly revokedAt: Date; readonly reason?: number };
  readonly thisUpdate?: Date;
  readonly nextUpdate?: Date | null;
  readonly producedAt?: Date;
  readonly digest?: 'sha1' | 'sha256';
  readonly responder?: 'name' | 'key';
  /** Certificates sent along; default the signer's. */
  readonly certificates?: readonly Buffer[];
  /** Content of the nonce. */
  readonly nonce?: Buffer;
  readonly archiveCutoff?: Date;
  /** An extension nobody knows, critical, of the single answer or of the whole. */
  readonly strangeExtension?: 'single' | 'whole';
  /** `basic`: without the OCSPResponse around. */
  readonly form?: 'full' | 'basic';
}

const hourMs = 3_600_000;
const digestOids = { sha1: '1.3.14.3.2.26', sha256: '2.16.840.1.101.3.4.2.1' } as const;

const extension = (id: string, value: Buffer, critical = false) =>
  sequence(oid(id), ...(critical ? [element(0x01, Buffer.of(0xff))] : []), octets(value));

const strange = extension('1.3.6.1.4.1.55738.9', nullElement, true);
const listed = (extensions: readonly Buffer[]) => (extensions.length === 0 ? [] : [tagged(1, sequence(...extensions))]);

function statusOf(status: AnswerWish['status'] = 'good'): Buffer {
  if (status === 'good') return taggedPrimitive(0, Buffer.alloc(0));
  if (status === 'unknown') return taggedPrimitive(2, Buffer.alloc(0));
  const reason = status.reason === undefined ? [] : [tagged(0, enumerated(status.reason))];
  return tagged(1, generalizedTime(status.revokedAt), ...reason);
}

function singleAnswer(wish: AnswerWish): Buffer {
  const certificate = readCertificate(wish.certificate);
  const digest = wish.digest ?? 'sha1';
  const hashOf = (bytes: Buffer) => octets(createHash(digest).update(bytes).digest());
  const certId = sequence(
    sequence(oid(digestOids[digest]), nullElement),
    hashOf(certificate.issuerName.der),
    hashOf(publicKeyBits(readCertificate(wish.issuer))),
    unsignedInteger(Buffer.from(certificate.serial, 'hex')),
  );
  const thisUpdate = wish.thisUpdate ?? new Date(Date.now() - hourMs);
  const next = wish.nextUpdate === undefined ? new Date(Date.now() + hourMs) : wish.nextUpdate;
  const { archiveCutoff, strangeExtension } = wish;
  return sequence(
    certId,
    statusOf(wish.status),
    generalizedTime(thisUpdate),
    ...(next === null ? [] : [tagged(0, generalizedTime(next))]),
    ...listed([
      ...(archiveCutoff === undefined ? [] : [extension('1.3.6.1.5.5.7.48.1.6', generalizedTime(archiveCutoff))]),
      ...(strangeExtension === 'single' ? [strange] : []),
    ]),
  );
}

/** DER of an OCSPResponse, or of the BasicOCSPResponse alone. */
export function ocspAnswer(wish: AnswerWish): Buffer {
  const signer = readCertificate(wish.signer.certificate);
  const responder =
    wish.responder === 'key'
      ? tagged(2, octets(createHash('sha1').update(publicKeyBits(signer)).digest()))
      : tagged(1, signer.subjectName.der);
  const body = sequence(
    responder,
    generalizedTime(wish.producedAt ?? wish.thisUpdate ?? new Date(Date.now() - hourMs)),
    sequence(singleAnswer(wish)),
    ...listed([
      ...(wish.nonce === undefined ? [] : [extension('1.3.6.1.5.5.7.48.1.2', octets(wish.nonce))]),
      ...(wish.strangeExtension === 'whole' ? [strange] : []),
    ]),
  );
  const certificates = wish.certificates ?? [wish.signer.certificate];
  const basic = sequence(
    body,
    sequence(oid('1.2.840.10045.4.3.2')),
    octetBits(sign('sha256', body, wish.signer.privateKey)),
    ...(certificates.length === 0 ? [] : [tagged(0, sequence(...certificates))]),
  );
  return wish.form === 'basic' ? basic : wrapOcspAnswer(basic);
}

/** An OCSPResponse around a BasicOCSPResponse. */
function wrapOcspAnswer(basic: Buffer): Buffer {
  return sequence(enumerated(0), tagged(0, sequence(oid('1.3.6.1.5.5.7.48.1.1'), octets(basic))));
}
