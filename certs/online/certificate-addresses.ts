/**
 * Where a certificate says that more is to be had: who answers about it, where the lists of its issuer lie, where its issuer's own
 * certificate is. Only web addresses; nothing is asked here.
 * Source: RFC 5280 sections 4.2.1.13 (distribution points) and 4.2.2.1 (authority information access).
 */
import { DerReader, onlyElement, someChildrenOf, tags } from '../asn1/der.js';
import { readOid } from '../asn1/der-values.js';
import type { CertificateView } from '../trust/certificate.js';
import { crlDistributionPoints, extensionIds } from '../trust/extensions.js';
import { type GeneralName, readGeneralName } from '../trust/general-name.js';

export interface CertificateAddresses {
  readonly ocsp: readonly string[];
  readonly lists: readonly string[];
  readonly issuers: readonly string[];
}

const accessMethods = { ocsp: '1.3.6.1.5.5.7.48.1', issuers: '1.3.6.1.5.5.7.48.2' } as const;
const mostOfAKind = 3;
const longestAddress = 2000;

function webAddresses(names: readonly GeneralName[]): string[] {
  const uris = names.flatMap((name) => (name.kind === 'uri' ? [name.text] : []));
  const isWeb = (uri: string) => uri.length <= longestAddress && /^https?:\/\//i.test(uri);
  return [...new Set(uris.filter(isWeb))].slice(0, mostOfAKind);
}

/** Access methods with the names they lead to. @throws DerError */
function accessDescriptions({ extensions }: CertificateView): { method: string; name: GeneralName }[] {
  const extension = extensions.get(extensionIds.authorityInfoAccess);
  if (extension === undefined) return [];
  return someChildrenOf(onlyElement(extension.value, tags.sequence)).map((node) => {
    const reader = new DerReader(node.content);
    return { method: readOid(reader.take(tags.oid)), name: readGeneralName(reader.take()) };
  });
}

/** At most three addresses of a kind. @throws DerError for malformed extensions */
export function addressesOf(certificate: CertificateView): CertificateAddresses {
  const access = accessDescriptions(certificate);
  const by = (wanted: string) => webAddresses(access.filter(({ method }) => method === wanted).map(({ name }) => name));
  const places = crlDistributionPoints(certificate.extensions);
  return {
    ocsp: by(accessMethods.ocsp),
    issuers: by(accessMethods.issuers),
    lists: webAddresses(places.map((hex) => readGeneralName(onlyElement(Buffer.from(hex, 'hex'))))),
  };
}
