/**
 * Whether a certificate can be trusted at a given time: a path to an anchor, every rule on it, and revocation.
 * A pure function over bytes: fetches nothing, knows no files; a verdict never comes as an exception.
 * Source: RFC 5280 section 6; ETSI EN 319 102-1 section 5.2.6 (indications).
 */
import type { ProblemCode } from '../../schemas/problems/catalogue.js';
import { isProblem } from '../../schemas/problems/problem.js';
import type { Indication, SubIndication } from '../verdict/report.js';
import { type CertificateView, readCertificate } from './certificate.js';
import { checkPath, type PathRules } from './check-path.js';
import { type CrlView, readCrl } from './crl.js';
import { PathSearch } from './find-paths.js';
import { type Finding, findingOf, graver } from './finding.js';
import { RevocationCheck } from './revocation.js';

export interface TrustMaterial {
  /** Certificates trusted directly, DER; roots or intermediates. */
  readonly anchors: readonly Buffer[];
  /** Certificates that may help to reach an anchor, DER, untrusted, in any order; unreadable ones are passed over. */
  readonly intermediates?: readonly Buffer[];
  /** Revocation lists, DER, untrusted; unreadable ones are passed over. */
  readonly crls?: readonly Buffer[];
  /** The time validity and revocation are judged for. */
  readonly at: Date;
}

export interface PathOptions {
  /** True: every certificate below the anchor must be proven not revoked. False: only a proven revocation counts. */
  readonly requireRevocation: boolean;
  /** Object identifier of an extended key usage the leaf must allow. */
  readonly purpose?: string;
}

export type PathResult =
  | { readonly ok: true /** From leaf to anchor, DER. */; readonly path: Buffer[] }
  | {
      readonly ok: false;
      readonly problem: { readonly code: ProblemCode; readonly message: string };
      readonly indication: Exclude<Indication, 'TOTAL-PASSED'>;
      readonly subIndication: SubIndication;
      /** Since when the certificate (or an authority above it) is revoked. */
      readonly revokedAt?: Date;
    };

const maxInputs = 256;
const maxPaths = 64;

function failed({ code, message, subIndication }: Finding): PathResult {
  return { ok: false, problem: { code, message }, indication: 'INDETERMINATE', subIndication };
}

function readable<T>(ders: readonly Buffer[] | undefined, read: (der: Buffer) => T): T[] {
  const views: T[] = [];
  for (const der of (ders ?? []).slice(0, maxInputs)) {
    try {
      views.push(read(der));
    } catch (error) {
      if (!isProblem(error)) throw error;
    }
  }
  return views;
}

function checkRules(path: readonly CertificateView[], rules: PathRules): Finding | null {
  try {
    return checkPath(path, rules);
  } catch (error) {
    return findingOf(error);
  }
}

function revocationOf(path: readonly CertificateView[], check: RevocationCheck, required: boolean): Finding | null {
  try {
    return check.check(path, required);
  } catch (error) {
    return findingOf(error);
  }
}

function search(leaf: CertificateView, material: TrustMaterial, options: PathOptions): PathResult {
  const paths = new PathSearch(
    readable(material.anchors, readCertificate),
    readable(material.intermediates, readCertificate),
  );
  const rules: PathRules = { at: material.at, ...(options.purpose === undefined ? {} : { purpose: options.purpose }) };
  const crls: CrlView[] = readable(material.crls, readCrl);
  const revocation = new RevocationCheck(crls, paths, rules);
  let worst: Finding | null = null;
  let tried = 0;
  for (const path of paths.to(leaf)) {
    const found = checkRules(path, rules) ?? revocationOf(path, revocation, options.requireRevocation);
    if (found === null) return { ok: true, path: path.map((certificate) => certificate.der).reverse() };
    worst = graver(worst, found);
    if (++tried >= maxPaths) break;
  }
  return failed(worst ?? paths.failure);
}

/**
 * Validates `leaf` (DER) against the material. Never throws for bad input: what is wrong is in the result.
 * Revocation without a proven signing time is INDETERMINATE (REVOKED_NO_POE), as are all other failures.
 */
export async function validatePath(leaf: Buffer, material: TrustMaterial, options: PathOptions): Promise<PathResult> {
  let view: CertificateView;
  try {
    view = readCertificate(leaf);
  } catch (error) {
    return failed(findingOf(error));
  }
  return search(view, material, options);
}
