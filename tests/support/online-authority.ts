/** An authority whose certificates name addresses on loopback: a responder (openssl), a list, the issuer's own certificate. */

import { freePort } from '../../bench/peers/free-port.js';
import { element, oid, sequence } from '../../certs/asn1/write-der.js';
import { buildCertificate, type Issuer } from '../../certs/authority/build-certificate.js';
import { createKeypair } from '../../certs/authority/create-keypair.js';
import {
  BasicConstraintsExtension,
  CRLDistributionPointsExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
} from '../../certs/authority/x509-library.js';
import { fileSigner } from '../../certs/keys/file-key.js';
import type { Signer } from '../../certs/keys/signer.js';
import { OpensslResponder } from './openssl-responder.js';
import { newTestAuthority, type TestAuthority } from './test-authority.js';
import { bytes, openWebServer, type WebServer } from './web-server.js';

export interface Addresses {
  readonly ocsp?: string;
  readonly list?: string;
  readonly issuer?: string;
}

const dayMs = 86_400_000;
let issued = 0;
const days = (count: number) => new Date(Date.now() + count * dayMs);
const ocspSigning = new Extension('2.5.29.37', false, Buffer.from('300a06082b06010505070309', 'hex'));
export const noCheck = new Extension('1.3.6.1.5.5.7.48.1.5', false, Buffer.of(5, 0));

function addressExtensions({ ocsp, list, issuer }: Addresses): Extension[] {
  const access = (method: string, url: string) => sequence(oid(method), element(0x86, Buffer.from(url)));
  const descriptions = [
    ...(ocsp === undefined ? [] : [access('1.3.6.1.5.5.7.48.1', ocsp)]),
    ...(issuer === undefined ? [] : [access('1.3.6.1.5.5.7.48.2', issuer)]),
  ];
  return [
    ...(descriptions.length === 0
      ? []
      : [new Extension('1.3.6.1.5.5.7.1.1', false, new Uint8Array(sequence(...descriptions)))]),
    ...(list === undefined ? [] : [new CRLDistributionPointsExtension([list])]),
  ];
}

/** A certificate below `issuer` that names these addresses. */
export async function issueWith(issuer: Issuer, addresses: Addresses, more: Extension[] = []): Promise<Issuer> {
  const { publicKey, privateKey } = await createKeypair('p-256');
  const subject = { commonName: `Sở Thử nghiệm ${++issued}` };
  const validity = { notBefore: days(-3), notAfter: days(300) };
  const extensions = [...addressExtensions(addresses), ...more];
  return { privateKey, certificate: await buildCertificate({ subject, publicKey, validity, extensions }, issuer) };
}

export interface OnlineAuthority {
  readonly authority: TestAuthority;
  readonly web: WebServer;
  /** An issuing authority below the root that names its list and its issuer. */
  readonly issuing: Issuer;
  readonly seal: Issuer;
  readonly signer: Signer;
  readonly responder: OpensslResponder;
  close(): Promise<void>;
}

/** The root is known beforehand; everything else has to be fetched. */
export async function openOnlineAuthority(): Promise<OnlineAuthority> {
  const authority = await newTestAuthority();
  const port = await freePort();
  const pages: Record<string, ReturnType<typeof bytes>> = {};
  const web = await openWebServer(pages);
  const rootCrl = (await authority.issueSeal()).crls[1] as Buffer;
  const caExtensions = [
    new BasicConstraintsExtension(true, 0, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
  ];
  const issuing = await issueWith(authority.root, { list: `${web.url}/root.crl` }, caExtensions);
  pages['/root.crl'] = bytes(rootCrl);
  pages['/issuing.cer'] = bytes(issuing.certificate);
  const seal = await issueWith(issuing, { ocsp: `http://127.0.0.1:${port}/`, issuer: `${web.url}/issuing.cer` });
  const answering = await issueWith(issuing, {}, [ocspSigning, noCheck]);
  const certificates = [seal.certificate];
  const responder = new OpensslResponder({ authority: issuing.certificate, responder: answering, certificates, port });
  await responder.start();
  return {
    authority,
    web,
    issuing,
    seal,
    signer: fileSigner(seal.privateKey, seal.certificate, []),
    responder,
    close: async () => {
      await responder.stop();
      await web.close();
    },
  };
}
