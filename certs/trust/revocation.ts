/**
 * Whether a certificate of a path was revoked, by lists and answers that are proven to be the issuer's and fit the time asked about.
 * Unknown is never good. A proven revocation counts however old the list or answer is: revocations are for ever, except holds, where the
 * newest usable word counts.
 * Source: RFC 5280 section 6.3.3; RFC 6960 section 3.2; ETSI EN 319 102-1 V1.3.1 section 5.2.5.4 (freshness: nextUpdate - thisUpdate
 * unless policy says otherwise, so a word is fresh until its nextUpdate, and always when it came after the time asked about).
 */
import type { CertificateView } from './certificate.js';
import { checkPath } from './check-path.js';
import { isSignedBy } from './check-signature.js';
import type { PathSearch } from './find-paths.js';
import { type Finding, finding, findingOf } from './finding.js';
import type { Delegate, Path, RevocationSource, Statement } from './revocation-source.js';
import { describeRevocation, type Revocation, type RevocationEvidence, reasons } from './revocation-status.js';

/** A certificate whose state is not known, with its issuer, both DER: what to ask about. */
export interface UnknownRevocation {
  readonly certificate: Buffer;
  readonly issuer: Buffer;
}

export type RevocationState =
  | { readonly is: 'good'; readonly evidence: readonly RevocationEvidence[] }
  | { readonly is: 'revoked'; readonly revocation: Revocation; readonly evidence: readonly RevocationEvidence[] }
  | { readonly is: 'unknown'; readonly obstacle: string; readonly missing: readonly UnknownRevocation[] };

export interface JudgedCertificate {
  readonly certificate: CertificateView;
  readonly isLeaf: boolean;
  readonly state: RevocationState;
}

/** Whether a source is the issuer's word, with what was relied upon or is missing to know it. */
interface Authority {
  readonly isProven: boolean;
  readonly evidence: readonly RevocationEvidence[];
  readonly missing: readonly UnknownRevocation[];
}

const ownWord: Authority = { isProven: true, evidence: [], missing: [] };
const nobodysWord: Authority = { isProven: false, evidence: [], missing: [] };

const maxDelegation = 3;
const maxStatements = 2000;
const maxSignatureChecks = 512;
/** Clocks of responders run a little ahead of ours. */
const clockSkewMs = 5 * 60 * 1000;

const labels = { crl: 'revocation list', ocsp: 'OCSP answer' } as const;

const later = (one: Date, other: Date) => (one > other ? one : other);

function revocationBy({ status }: Statement, at: Date): Revocation | null {
  return typeof status === 'object' && status.revokedAt <= at ? status : null;
}

export class RevocationCheck {
  readonly #sources: readonly RevocationSource[];
  readonly #search: PathSearch;
  readonly #latest: Date;
  readonly #signatures = new Map<string, boolean>();
  readonly #beingJudged = new Set<string>();
  #statementsLeft = maxStatements;

  /** @param now what is dated later than this is not believed */
  constructor(sources: readonly RevocationSource[], search: PathSearch, now: Date) {
    this.#sources = sources;
    this.#search = search;
    this.#latest = new Date(now.getTime() + clockSkewMs);
  }

  /** The state at a time of every certificate below the anchor. @throws DerError, Problem for malformed extensions */
  judge(path: Path, at: Date): JudgedCertificate[] {
    const states = this.#states(path, 1, at, 0);
    return states.map((state, index) => {
      const certificate = path[index + 1] as CertificateView;
      return { certificate, isLeaf: index === states.length - 1, state };
    });
  }

  #states(path: Path, from: number, at: Date, depth: number): RevocationState[] {
    return path
      .slice(from)
      .map((certificate, index) => this.#stateOf(certificate, path.slice(0, from + index), at, depth));
  }

  /** `above` is the path from the anchor down to the certificate's issuer. Nobody may speak for himself, not even through others. */
  #stateOf(certificate: CertificateView, above: Path, at: Date, depth: number): RevocationState {
    const issuer = above.at(-1);
    if (issuer === undefined || this.#beingJudged.has(certificate.fingerprint))
      return { is: 'unknown', obstacle: 'only it speaks for itself', missing: [] };
    this.#beingJudged.add(certificate.fingerprint);
    try {
      const statements = this.#sources.flatMap((source) => source.about(certificate, issuer));
      this.#statementsLeft -= statements.length;
      if (this.#statementsLeft < 0) return { is: 'unknown', obstacle: 'too much is said about it', missing: [] };
      statements.sort((one, other) => other.thisUpdate.getTime() - one.thisUpdate.getTime());
      return new StatementWeighing(certificate, issuer, at, this.#latest, ({ source }) =>
        this.#authorityOf(source, above, at, depth),
      ).weigh(statements);
    } finally {
      this.#beingJudged.delete(certificate.fingerprint);
    }
  }

  #authorityOf(source: RevocationSource, above: Path, at: Date, depth: number): Authority {
    const issuer = above.at(-1);
    if (issuer === undefined) return nobodysWord;
    if (source.isIssuersOwn(issuer) && this.#hasSigned(source, issuer)) return ownWord;
    if (depth >= maxDelegation) return nobodysWord;
    let best = nobodysWord;
    for (const delegate of source.delegates(above, this.#search)) {
      const signer = delegate.path.at(-1);
      if (signer === undefined || !this.#hasSigned(source, signer)) continue;
      best = this.#authorityOfDelegate(delegate, signer, source.issuedAt, at, depth);
      if (best.isProven) return best;
    }
    return best;
  }

  /** Valid when he signed, and at the time asked about too when that is later: an expired key proves nothing new. */
  #authorityOfDelegate(
    delegate: Delegate,
    signer: CertificateView,
    issuedAt: Date,
    at: Date,
    depth: number,
  ): Authority {
    const until = later(at, issuedAt);
    if (signer.notBefore > issuedAt || checkPath(delegate.path, { at: until }) !== null) return nobodysWord;
    const states = this.#states(delegate.path, delegate.askFrom, until, depth + 1);
    return {
      isProven: states.every(({ is }) => is === 'good'),
      evidence: states.flatMap((state) => (state.is === 'good' ? state.evidence : [])),
      missing: states.flatMap((state) => (state.is === 'unknown' ? state.missing : [])),
    };
  }

  #hasSigned(source: RevocationSource, signer: CertificateView): boolean {
    const pair = `${this.#sources.indexOf(source)} ${signer.fingerprint}`;
    const before = this.#signatures.get(pair);
    if (before !== undefined) return before;
    if (this.#signatures.size >= maxSignatureChecks) return false;
    const right = isRight(source, signer);
    this.#signatures.set(pair, right);
    return right;
  }
}

function isRight(source: RevocationSource, signer: CertificateView): boolean {
  try {
    return isSignedBy(source.signed, signer.publicKey);
  } catch (error) {
    findingOf(error); // an algorithm too weak or unknown proves nothing
    return false;
  }
}

/** What all that is said about one certificate comes to. */
class StatementWeighing {
  constructor(
    private readonly certificate: CertificateView,
    private readonly issuer: CertificateView,
    private readonly at: Date,
    private readonly latest: Date,
    private readonly authorityOf: (statement: Statement) => Authority,
  ) {}

  /** @param statements newest first */
  weigh(statements: readonly Statement[]): RevocationState {
    return this.#foreverRevoked(statements) ?? this.#newestWord(statements);
  }

  #foreverRevoked(statements: readonly Statement[]): RevocationState | null {
    for (const statement of statements) {
      const revocation = revocationBy(statement, this.at);
      if (revocation === null || revocation.reason === reasons.onHold || statement.obstacle !== null) continue;
      const authority = this.authorityOf(statement);
      if (authority.isProven) return { is: 'revoked', revocation, evidence: this.#evidenceOf(statement, authority) };
    }
    return null;
  }

  #newestWord(statements: readonly Statement[]): RevocationState {
    let obstacle = 'there is no revocation list or OCSP answer of its issuer';
    const missing: UnknownRevocation[] = [{ certificate: this.certificate.der, issuer: this.issuer.der }];
    for (const statement of statements) {
      const label = labels[statement.source.kind];
      const unusable = this.#whyUnusable(statement, label);
      const authority = unusable === null ? this.authorityOf(statement) : nobodysWord;
      if (authority.isProven) return this.#stateBy(statement, authority);
      obstacle = unusable ?? `its ${label} is not proven to be its issuer's`;
      missing.push(...authority.missing);
    }
    return { is: 'unknown', obstacle, missing };
  }

  #stateBy(statement: Statement, authority: Authority): RevocationState {
    const revocation = revocationBy(statement, this.at);
    const evidence = this.#evidenceOf(statement, authority);
    return revocation === null ? { is: 'good', evidence } : { is: 'revoked', revocation, evidence };
  }

  #evidenceOf({ source: { kind, der } }: Statement, { evidence }: Authority): RevocationEvidence[] {
    return [{ kind, der, about: this.certificate.fingerprint }, ...evidence];
  }

  #whyUnusable(
    { obstacle, thisUpdate, validUntil, status, knowsExpiredSince }: Statement,
    label: string,
  ): string | null {
    if (obstacle !== null) return obstacle;
    const { notAfter } = this.certificate;
    if (thisUpdate > later(this.at, this.latest)) return `its ${label} is dated in the future`;
    if (validUntil < this.at && thisUpdate <= this.at) return `its ${label} is out of date`;
    const stillKnown = knowsExpiredSince !== null && knowsExpiredSince <= notAfter;
    if (thisUpdate > notAfter && !stillKnown) return `its ${label} is later than its validity`;
    return status === 'unknown' ? 'the responder does not know it' : null;
  }
}

/**
 * What is wrong with the states of a path: the first revocation, else the first certificate whose state is not known; null when all are good.
 * With `required` false only a proven revocation counts.
 */
export function revocationFinding(judged: readonly JudgedCertificate[], required: boolean): Finding | null {
  for (const { certificate, isLeaf, state } of judged) {
    if (state.is !== 'revoked') continue;
    const message = `${certificate.subject} was revoked at ${describeRevocation(state.revocation)}.`;
    const found = finding('certificate_revoked', message, isLeaf ? 'REVOKED_NO_POE' : 'REVOKED_CA_NO_POE');
    return { ...found, revokedAt: state.revocation.revokedAt, evidence: state.evidence };
  }
  for (const { certificate, state } of required ? judged : [])
    if (state.is === 'unknown') return finding('revocation_unknown', `${certificate.subject}: ${state.obstacle}.`);
  return null;
}
