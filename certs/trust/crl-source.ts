/**
 * A revocation list as a source: what it says about a certificate, and who may have signed it.
 * Lists for some reasons only, indirect lists and delta lists are not used.
 * Source: RFC 5280 sections 5.2.5, 6.3.3; X.509 (2019) section 9.5.2.8 (expiredCertsOnCRL).
 */
import type { CertificateView } from './certificate.js';
import type { CrlView } from './crl.js';
import { crlDistributionPoints, keyUsageBits } from './extensions.js';
import type { PathSearch } from './find-paths.js';
import { nameKey } from './name.js';
import type { Delegate, Path, RevocationSource, Statement } from './revocation-source.js';
import { reasons } from './revocation-status.js';

function maySignLists(signer: CertificateView): boolean {
  return signer.keyUsage === null || signer.keyUsage.has(keyUsageBits.cRLSign);
}

function covers({ scope }: CrlView, certificate: CertificateView): boolean {
  const isAuthority = certificate.basicConstraints?.ca === true;
  const ofKind =
    scope.only === null || (scope.only === 'authorities' && isAuthority) || (scope.only === 'users' && !isAuthority);
  if (scope.partial || !ofKind) return false;
  if (scope.places === null) return true;
  const named = crlDistributionPoints(certificate.extensions);
  return scope.places.some((place) => named.includes(place));
}

function obstacleOf(list: CrlView, certificate: CertificateView): string | null {
  if (list.unknownCritical) return 'its revocation list has a critical extension that is not understood';
  return covers(list, certificate) ? null : 'the revocation lists given do not cover it';
}

export class CrlSource implements RevocationSource {
  readonly kind = 'crl';
  readonly der: Buffer;
  readonly signed: CrlView;
  readonly issuedAt: Date;
  readonly #issuer: string;

  constructor(list: CrlView) {
    this.der = list.der;
    this.signed = list;
    this.issuedAt = list.thisUpdate;
    this.#issuer = nameKey(list.issuerName);
  }

  about(certificate: CertificateView): Statement[] {
    if (nameKey(certificate.issuerName) !== this.#issuer) return [];
    const list = this.signed;
    const entry = list.revoked.get(certificate.serial);
    return [
      {
        source: this,
        status: entry === undefined || entry.reason === reasons.removedFromList ? 'good' : entry,
        thisUpdate: list.thisUpdate,
        // Section 5.1.2.5 demands nextUpdate; a list without it is current only at the moment it is made.
        validUntil: list.nextUpdate ?? list.thisUpdate,
        knowsExpiredSince: list.expiredSince,
        obstacle: obstacleOf(list, certificate),
      },
    ];
  }

  isIssuersOwn(issuer: CertificateView): boolean {
    return maySignLists(issuer);
  }

  /** A separate key for lists: another certificate of the same name that leads to the same anchor. */
  *delegates(above: Path, search: PathSearch): Iterable<Delegate> {
    for (const signer of search.named(this.#issuer)) {
      if (signer.fingerprint === above.at(-1)?.fingerprint || !maySignLists(signer)) continue;
      for (const path of search.to(signer))
        if (path[0]?.fingerprint === above[0]?.fingerprint) yield { path, askFrom: 1 };
    }
  }
}
