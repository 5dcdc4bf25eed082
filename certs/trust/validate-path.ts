/**
 * Whether a certificate can be trusted at a given time: a path to an anchor, every rule on it, and revocation.
 * A pure function over bytes: fetches nothing, knows no files; a verdict never comes as an exception.
 * Source: RFC 5280 section 6; ETSI EN 319 102-1 section 5.2.6 (indications).
 */
import { hash } from 'node:crypto';
import type { ProblemCode } from '../../schemas/problems/catalogue.js';
import { isProblem } from '../../schemas/problems/problem.js';
import type { Indication, SubIndication } from '../signature/indication.js';
import { type CertificateView, readCertificate } from './certificate.js';
import { checkPath, type PathRules } from './check-path.js';
import { readCrl } from './crl.js';
import { CrlSource } from './crl-source.js';
import { PathSearch } from './find-paths.js';
import { type Finding, findingOf, graver } from './finding.js';
import { readOcsp } from './ocsp.js';
import { OcspSource } from './ocsp-source.js';
import { type JudgedCertificate, RevocationCheck, revocationFinding, type UnknownRevocation } from './revocation.js';
import type { RevocationEvidence } from './revocation-status.js';

export interface TrustMaterial {
  /** Certificates trusted directly, DER; roots or intermediates. */
  readonly anchors: readonly Buffer[];
  /** Certificates that may help to reach an anchor, DER, untrusted, in any order; unreadable ones are passed over. */
  readonly intermediates?: readonly Buffer[];
  /** Revocation lists, DER, untrusted; unreadable ones are passed over. */
  readonly crls?: readonly Buffer[];
  /** OCSP answers (OCSPResponse or BasicOCSPResponse), DER, untrusted; unreadable ones are passed over. */
  readonly ocsps?: readonly Buffer[];
  /** The time validity and revocation are judged for. */
  readonly at: Date;
  /** Lists and answers dated later are not believed; default the clock. */
  readonly now?: Date;
}

export interface PathOptions {
  /** True: every certificate below the anchor must be proven not revoked. False: only a proven revocation counts. */
  readonly requireRevocation: boolean;
  /** Object identifier of an extended key usage the leaf must allow. */
  readonly purpose?: string;
}

export type PathResult =
  | {
      readonly ok: true;
      /** From leaf to anchor, DER. */
      readonly path: Buffer[];
      /** The lists and answers relied upon; some speak about responders. */
      readonly evidence: readonly RevocationEvidence[];
    }
  | {
      readonly ok: false;
      readonly problem: { readonly code: ProblemCode; readonly message: string };
      readonly indication: Exclude<Indication, 'TOTAL-PASSED'>;
      readonly subIndication: SubIndication;
      /** When the certificate (or an authority above it) was revoked, with `certificate_revoked`. */
      readonly revokedAt?: Date;
      /** The lists and answers that say so. */
      readonly evidence?: readonly RevocationEvidence[];
      /** Certificates whose revocation state is not known: what a list or answer about them may change. */
      readonly missing?: readonly UnknownRevocation[];
      /** Certificates whose issuer is not known, DER: what an intermediate may change. */
      readonly withoutIssuer?: readonly Buffer[];
    };

const maxInputs = 256;
const maxPaths = 64;

/** Each input once, read; unreadable ones are passed over. */
function readable<T>(ders: readonly Buffer[] | undefined, read: (der: Buffer) => T): T[] {
  const unique = new Map((ders ?? []).map((der) => [hash('sha256', der, 'base64'), der]));
  const views: T[] = [];
  for (const der of [...unique.values()].slice(0, maxInputs)) {
    try {
      views.push(read(der));
    } catch (error) {
      if (!isProblem(error)) throw error;
    }
  }
  return views;
}

/** Validates one leaf: keeps what was found out on all paths tried. */
class Validation {
  readonly #search: PathSearch;
  readonly #revocation: RevocationCheck;
  readonly #rules: PathRules;
  readonly #missing = new Map<string, UnknownRevocation>();

  constructor(
    material: TrustMaterial,
    private readonly options: PathOptions,
  ) {
    this.#search = new PathSearch(
      readable(material.anchors, readCertificate),
      readable(material.intermediates, readCertificate),
    );
    const lists = readable(material.crls, readCrl).map((list) => new CrlSource(list));
    const answers = readable(material.ocsps, readOcsp).map((answer) => new OcspSource(answer));
    this.#revocation = new RevocationCheck([...answers, ...lists], this.#search, material.now ?? new Date());
    this.#rules = { at: material.at, ...(options.purpose === undefined ? {} : { purpose: options.purpose }) };
  }

  validate(leaf: CertificateView): PathResult {
    let worst: Finding | null = null;
    let tried = 0;
    for (const path of this.#search.to(leaf)) {
      const judged = this.#judge(path);
      if (Array.isArray(judged)) return accepted(path, judged);
      worst = graver(worst, judged);
      if (++tried >= maxPaths) break;
    }
    return this.#refused(worst ?? this.#search.failure);
  }

  /** The certificates with their states when nothing is wrong, else what is. */
  #judge(path: readonly CertificateView[]): JudgedCertificate[] | Finding {
    try {
      const broken = checkPath(path, this.#rules);
      if (broken !== null) return broken.code === 'certificate_expired' ? this.#outOfBounds(path, broken) : broken;
      const judged = this.#revocation.judge(path, this.#rules.at);
      for (const { state } of judged) if (state.is === 'unknown') this.#note(state.missing);
      return revocationFinding(judged, this.options.requireRevocation) ?? judged;
    } catch (error) {
      return findingOf(error);
    }
  }

  /**
   * What a leaf that has ended was worth at its end: revoked before, known to be good, or nobody knows.
   * Source: ETSI EN 319 102-1 V1.3.1 section 5.2.6.4 (OUT_OF_BOUNDS_NOT_REVOKED).
   */
  #outOfBounds(path: readonly CertificateView[], ended: Finding): Finding {
    const at = path.at(-1)?.notAfter;
    if (at === undefined || this.#rules.at <= at || checkPath(path, { ...this.#rules, at }) !== null) return ended;
    const found = revocationFinding(this.#revocation.judge(path, at), true);
    if (found?.code === 'certificate_revoked') return found;
    return found === null ? { ...ended, subIndication: 'OUT_OF_BOUNDS_NOT_REVOKED' } : ended;
  }

  #note(missing: readonly UnknownRevocation[]): void {
    for (const unknown of missing) this.#missing.set(hash('sha256', unknown.certificate, 'base64'), unknown);
  }

  #refused(worst: Finding): PathResult {
    const missing = [...this.#missing.values()];
    const { withoutIssuer } = this.#search;
    return {
      ...refused(worst),
      ...(missing.length === 0 ? {} : { missing }),
      ...(withoutIssuer.length === 0 ? {} : { withoutIssuer }),
    };
  }
}

function accepted(path: readonly CertificateView[], judged: readonly JudgedCertificate[]): PathResult {
  const evidence = judged.flatMap(({ state }) => (state.is === 'good' ? state.evidence : []));
  const unique = new Map(evidence.map((one) => [`${one.about} ${hash('sha256', one.der, 'base64')}`, one]));
  return { ok: true, path: path.map((certificate) => certificate.der).reverse(), evidence: [...unique.values()] };
}

function refused({ code, message, subIndication, revokedAt, evidence }: Finding): PathResult & { readonly ok: false } {
  return {
    ok: false,
    problem: { code, message },
    indication: 'INDETERMINATE',
    subIndication,
    ...(revokedAt === undefined ? {} : { revokedAt }),
    ...(evidence === undefined ? {} : { evidence }),
  };
}

/**
 * Validates `leaf` (DER) against the material. Never throws for bad input: what is wrong is in the result.
 * Revocation without a proven signing time is INDETERMINATE (REVOKED_NO_POE), as are all other failures.
 */
export async function validatePath(leaf: Buffer, material: TrustMaterial, options: PathOptions): Promise<PathResult> {
  try {
    return new Validation(material, options).validate(readCertificate(leaf));
  } catch (error) {
    return refused(findingOf(error));
  }
}
