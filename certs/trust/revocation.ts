/**
 * Whether a certificate of a path was revoked, by revocation lists that are proven to be the issuer's and still current.
 * Unknown is never good. Lists for some reasons only, indirect lists and delta lists are not used.
 * Source: RFC 5280 section 6.3.3; ETSI EN 319 102-1 section 5.2.5 (revocation freshness).
 */
import type { CertificateView } from './certificate.js';
import { checkPath, type PathRules } from './check-path.js';
import { isSignedBy } from './check-signature.js';
import type { CrlEntry, CrlView } from './crl.js';
import { crlDistributionPoints, keyUsageBits } from './extensions.js';
import type { PathSearch } from './find-paths.js';
import { type Finding, finding } from './finding.js';
import { nameKey } from './name.js';

const removeFromCrl = 8;
const maxSignerDepth = 3;
const reasonNames: Readonly<Record<number, string>> = {
  1: 'key compromise',
  2: 'compromise of the authority',
  3: 'affiliation changed',
  4: 'superseded',
  5: 'cessation of operation',
  6: 'on hold',
  9: 'privilege withdrawn',
  10: 'compromise of the attribute authority',
};

type Path = readonly CertificateView[];

export class RevocationCheck {
  readonly #lists: readonly { readonly crl: CrlView; readonly issuer: string }[];
  readonly #search: PathSearch;
  readonly #rules: PathRules;

  constructor(crls: readonly CrlView[], search: PathSearch, rules: PathRules) {
    const newestFirst = [...crls].sort((one, other) => other.thisUpdate.getTime() - one.thisUpdate.getTime());
    this.#lists = newestFirst.map((crl) => ({ crl, issuer: nameKey(crl.issuerName) }));
    this.#search = search;
    this.#rules = rules;
  }

  /**
   * The first certificate below the anchor that is revoked or whose state is not known, as a finding; null when all are good.
   * With `required` false only a proven revocation counts.
   */
  check(path: Path, required: boolean, depth = 0): Finding | null {
    for (const [index, certificate] of path.entries()) {
      if (index === 0) continue;
      const found = this.#checkOne(certificate, path.slice(0, index), index === path.length - 1, depth);
      if (found !== null && (required || found.code === 'certificate_revoked')) return found;
    }
    return null;
  }

  /** `above` is the path from the anchor down to the certificate's issuer. */
  #checkOne(certificate: CertificateView, above: Path, isLeaf: boolean, depth: number): Finding | null {
    const issuer = nameKey(certificate.issuerName);
    const lists = this.#lists.filter((list) => list.issuer === issuer);
    let obstacle = 'there is no revocation list of its issuer';
    for (const { crl } of lists) {
      const unusable = this.#whyUnusable(crl, certificate, above, depth);
      if (unusable === null) return this.#judge(certificate, crl.revoked.get(certificate.serial), isLeaf);
      obstacle = unusable;
    }
    return finding('revocation_unknown', `${certificate.subject}: ${obstacle}.`);
  }

  #judge(certificate: CertificateView, entry: CrlEntry | undefined, isLeaf: boolean): Finding | null {
    if (entry === undefined || entry.reason === removeFromCrl || entry.revokedAt > this.#rules.at) return null;
    const reason = reasonNames[entry.reason];
    const when = entry.revokedAt.toISOString();
    return finding(
      'certificate_revoked',
      `${certificate.subject} was revoked at ${when}${reason === undefined ? '' : ` (${reason})`}.`,
      isLeaf ? 'REVOKED_NO_POE' : 'REVOKED_CA_NO_POE',
    );
  }

  #whyUnusable(crl: CrlView, certificate: CertificateView, above: Path, depth: number): string | null {
    if (crl.unknownCritical) return 'its revocation list has a critical extension that is not understood';
    if (!covers(crl, certificate)) return 'the revocation lists given do not cover it';
    if (crl.nextUpdate === null || crl.nextUpdate < this.#rules.at) return 'its revocation list is out of date';
    if (crl.thisUpdate > certificate.notAfter) return 'its revocation list is later than its validity';
    return this.#isIssuersOwn(crl, above, depth) ? null : 'its revocation list is not signed by its issuer';
  }

  #isIssuersOwn(crl: CrlView, above: Path, depth: number): boolean {
    const issuer = above.at(-1);
    if (issuer === undefined) return false;
    if (maySignLists(issuer) && hasSigned(crl, issuer)) return true;
    const others = this.#search
      .named(nameKey(crl.issuerName))
      .filter((other) => other.fingerprint !== issuer.fingerprint);
    return others.some(
      (signer) => maySignLists(signer) && hasSigned(crl, signer) && this.#isTrusted(signer, above[0], depth),
    );
  }

  /** A separate key for lists counts when its own certificate leads to the same anchor and is good itself. */
  #isTrusted(signer: CertificateView, anchor: CertificateView | undefined, depth: number): boolean {
    if (depth >= maxSignerDepth) return false;
    for (const path of this.#search.to(signer)) {
      const sameAnchor = path[0]?.fingerprint === anchor?.fingerprint;
      if (sameAnchor && checkPath(path, { at: this.#rules.at }) === null && this.check(path, true, depth + 1) === null)
        return true;
    }
    return false;
  }
}

function maySignLists(signer: CertificateView): boolean {
  return signer.keyUsage === null || signer.keyUsage.has(keyUsageBits.cRLSign);
}

function hasSigned(crl: CrlView, signer: CertificateView): boolean {
  try {
    return isSignedBy(crl, signer.publicKey);
  } catch {
    return false; // an algorithm too weak or unknown proves nothing
  }
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
