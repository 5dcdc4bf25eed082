/**
 * Which paths of right signatures lead from a certificate to an anchor, through intermediates in any order.
 * Bounded in depth and in the number of signatures checked; loops end because no name with the same key appears twice.
 * Does not check any other rule (check-path.ts).
 * Source: RFC 5280 section 6.1 (prospective paths), RFC 4158 section 2.4 (loops, limits).
 */
import type { CertificateView } from './certificate.js';
import { isSignedBy } from './check-signature.js';
import { broken, type Finding, finding, findingOf, graver } from './finding.js';
import { nameKey } from './name.js';

const maxDepth = 12;
const maxSignatureChecks = 256;

interface Authority {
  readonly certificate: CertificateView;
  readonly name: string;
  readonly isAnchor: boolean;
}

function isSameHolder(one: CertificateView, other: CertificateView): boolean {
  return one.publicKeyInfo.equals(other.publicKeyInfo) && nameKey(one.subjectName) === nameKey(other.subjectName);
}

/** Hints only: the issuer whose key identifier is named comes first (RFC 4158 section 3.5.12). */
function byKeyIdentifier(child: CertificateView) {
  const rank = ({ certificate, isAnchor }: Authority) =>
    (child.authorityKeyId !== null && certificate.subjectKeyId === child.authorityKeyId ? 0 : 2) + (isAnchor ? 0 : 1);
  return (one: Authority, other: Authority) => rank(one) - rank(other);
}

export class PathSearch {
  readonly #authorities: readonly Authority[];
  readonly #anchors: ReadonlySet<string>;
  readonly #signed = new Map<string, boolean>();
  readonly #withoutIssuer = new Map<string, Buffer>();
  #failure: Finding | null = null;

  constructor(anchors: readonly CertificateView[], intermediates: readonly CertificateView[]) {
    this.#anchors = new Set(anchors.map((anchor) => anchor.fingerprint));
    const authority = (certificate: CertificateView, isAnchor: boolean): Authority => ({
      certificate,
      name: nameKey(certificate.subjectName),
      isAnchor,
    });
    this.#authorities = [
      ...anchors.map((anchor) => authority(anchor, true)),
      ...intermediates.map((intermediate) => authority(intermediate, false)),
    ];
  }

  /** Why no (further) path was found. */
  get failure(): Finding {
    return this.#failure ?? finding('no_path', 'No issuer of the certificate is known.');
  }

  /** Everything known, anchors first. */
  get certificates(): CertificateView[] {
    return this.#authorities.map(({ certificate }) => certificate);
  }

  /** Certificates met on the way whose issuer is not known, DER. */
  get withoutIssuer(): Buffer[] {
    return [...this.#withoutIssuer.values()];
  }

  /** Whether `child` names `issuer` and was signed by its key. */
  isIssuedBy(child: CertificateView, issuer: CertificateView): boolean {
    return nameKey(child.issuerName) === nameKey(issuer.subjectName) && this.#checkSignature(child, issuer);
  }

  /** Certificates known under a name. */
  named(name: string): CertificateView[] {
    return this.#authorities.filter((authority) => authority.name === name).map(({ certificate }) => certificate);
  }

  /** Every path from an anchor (first) to `leaf` (last). A leaf that is itself an anchor is a path of one. */
  *to(leaf: CertificateView): Generator<CertificateView[]> {
    yield* this.#extend([leaf]);
  }

  *#extend(path: readonly [CertificateView, ...CertificateView[]]): Generator<CertificateView[]> {
    const top = path[0];
    if (this.#anchors.has(top.fingerprint)) {
      yield [...path];
      return;
    }
    const issuers = this.#issuersOf(top).filter(({ certificate }) => !path.some((on) => isSameHolder(on, certificate)));
    if (issuers.length === 0) this.#note(finding('no_path', `No trusted issuer is known for ${top.issuer}.`));
    if (path.length >= maxDepth) return;
    let isIssued = false;
    for (const { certificate } of issuers) {
      if (!this.#checkSignature(top, certificate)) continue;
      isIssued = true;
      yield* this.#extend([certificate, ...path]);
    }
    if (!isIssued) this.#withoutIssuer.set(top.fingerprint, top.der);
  }

  #issuersOf(child: CertificateView): Authority[] {
    const name = nameKey(child.issuerName);
    return this.#authorities.filter((authority) => authority.name === name).sort(byKeyIdentifier(child));
  }

  #checkSignature(child: CertificateView, issuer: CertificateView): boolean {
    const pair = `${child.fingerprint} ${issuer.fingerprint}`;
    const before = this.#signed.get(pair);
    if (before !== undefined) return before;
    if (this.#signed.size >= maxSignatureChecks) return false;
    const right = this.#verify(child, issuer);
    this.#signed.set(pair, right);
    return right;
  }

  #verify(child: CertificateView, issuer: CertificateView): boolean {
    try {
      const right = isSignedBy(child, issuer.publicKey);
      if (!right) this.#note(broken(child, 'the signature of its issuer is wrong'));
      return right;
    } catch (error) {
      this.#note(findingOf(error));
      return false;
    }
  }

  #note(failure: Finding): void {
    this.#failure = graver(this.#failure, failure);
  }
}
