/**
 * What the network knows of certificates: OCSP answers, else revocation lists, and certificates of issuers, from the addresses the
 * certificates name. Nothing fetched is believed here: it goes where everything else at hand goes, and proves itself in validation.
 * Bounded in size, time, number for one verification and number at once; kept until out of date.
 * Source: RFC 6960 appendix A.1 (OCSP over HTTP); RFC 5280 sections 4.2.1.13, 4.2.2.1.
 */
import { hash } from 'node:crypto';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import { DerError } from '../asn1/der.js';
import { type CertificateView, readCertificate } from '../trust/certificate.js';
import { readCrl } from '../trust/crl.js';
import { readOcsp } from '../trust/ocsp.js';
import type { UnknownRevocation } from '../trust/revocation.js';
import { validatePath } from '../trust/validate-path.js';
import { addressesOf, type CertificateAddresses } from './certificate-addresses.js';
import { EvidenceCache, type Kept } from './evidence-cache.js';
import { requestGuarded } from './guarded-request.js';
import { readIssuers } from './issuer-certificates.js';
import { ocspQuestion } from './ocsp-request.js';
import { Slots } from './slots.js';

/** What validation lacked. */
export interface WantedEvidence {
  readonly missing: readonly UnknownRevocation[];
  /** Certificates whose issuer is not known, DER. */
  readonly withoutIssuer: readonly Buffer[];
}

export interface FetchedEvidence {
  readonly intermediates: readonly Buffer[];
  readonly crls: readonly Buffer[];
  readonly ocsps: readonly Buffer[];
  /** Addresses that gave nothing usable, and why. */
  readonly failures: readonly { readonly address: string; readonly message: string }[];
}

/** Told how a responder answered each time it was asked: why its answer is of no use, or null. */
export type HearResponder = (address: string, fault: string | null) => void;

/** Fetches for one verification. */
export interface EvidenceFetcher {
  fetch(wanted: WantedEvidence): Promise<FetchedEvidence>;
}

export interface OnlineSettings {
  /** Hosts and ranges that may be asked although their addresses are not public; as `resolveTarget`. */
  readonly allow: readonly string[];
  /** For one address. Default 5 s. */
  readonly timeoutMs?: number;
  /** Addresses asked for one verification. Default 12. */
  readonly maxFetches?: number;
  readonly now?: () => Date;
}

type Kind = 'intermediates' | 'crls' | 'ocsps';

type Outcome =
  | { readonly ders: readonly Buffer[] /** Said by the issuer, about this certificate. */; readonly isProven: boolean }
  | { readonly failure: string };

const maxOcspBytes = 1024 * 1024;
const maxListBytes = 32 * 1024 * 1024;
const maxIssuerBytes = 256 * 1024;
const cacheBytes = 96 * 1024 * 1024;
const atOnce = 8;
const defaultTimeoutMs = 5_000;
const defaultFetches = 12;
/** Kept this long: what failed; what is not proven, so that nobody's false answer stays; what does not say until when it holds. */
const failureMs = 30_000;
const unprovenMs = 60_000;
const withoutEndMs = 300_000;
const issuerMs = 3_600_000;
const noAddresses: CertificateAddresses = { ocsp: [], lists: [], issuers: [] };

const fingerprintOf = (der: Buffer) => hash('sha256', der, 'base64');

function addressesOrNone(certificate: CertificateView): CertificateAddresses {
  try {
    return addressesOf(certificate);
  } catch (error) {
    if (error instanceof DerError) return noAddresses;
    throw error;
  }
}

function earliest(times: readonly (Date | null)[]): Date | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : new Date(Math.min(...known.map((time) => time.getTime())));
}

/** Lives as long as the process: the cache and the number of requests at once are shared by all verifications. */
export class OnlineEvidence {
  readonly #cache: EvidenceCache<Outcome>;
  readonly #slots = new Slots(atOnce);
  readonly #now: () => Date;

  constructor(private readonly settings: OnlineSettings) {
    this.#now = settings.now ?? (() => new Date());
    this.#cache = new EvidenceCache(cacheBytes, this.#now);
  }

  /** A fetcher with its own budget. */
  forOneVerification(heard: HearResponder = () => {}): EvidenceFetcher {
    return new Errand(this, this.settings.maxFetches ?? defaultFetches, heard);
  }

  askResponder(address: string, unknown: UnknownRevocation, heard: HearResponder): Promise<Outcome> {
    const key = `ocsp ${address} ${fingerprintOf(unknown.certificate)} ${fingerprintOf(unknown.issuer)}`;
    const ask = async () => {
      const question = ocspQuestion(readCertificate(unknown.certificate), readCertificate(unknown.issuer));
      const post = { body: question.der, mediaType: 'application/ocsp-request' };
      const der = await this.#request({
        url: address,
        post,
        accept: 'application/ocsp-response',
        maxBytes: maxOcspBytes,
      });
      const { nonce, answers } = readOcsp(der);
      if (nonce !== null && !nonce.equals(question.nonce))
        throw new Problem('fetch_failed', { detail: 'the answer repeats another nonce than the one sent' });
      const next = earliest(answers.map(({ nextUpdate }) => nextUpdate));
      return this.#statement(unknown, 'ocsps', der, next);
    };
    return this.#obtain(key, async () => {
      try {
        const kept = await ask();
        heard(address, 'isProven' in kept.value && !kept.value.isProven ? 'its answer proves nothing' : null);
        return kept;
      } catch (error) {
        if (isProblem(error)) heard(address, error.detail);
        throw error;
      }
    });
  }

  fetchList(address: string, unknown: UnknownRevocation): Promise<Outcome> {
    return this.#obtain(`crl ${address}`, async () => {
      const der = await this.#request({ url: address, accept: 'application/pkix-crl', maxBytes: maxListBytes });
      return this.#statement(unknown, 'crls', der, readCrl(der).nextUpdate);
    });
  }

  fetchIssuers(address: string): Promise<Outcome> {
    return this.#obtain(`issuer ${address}`, async () => {
      const accept = 'application/pkix-cert, application/pkcs7-mime';
      const ders = readIssuers(await this.#request({ url: address, accept, maxBytes: maxIssuerBytes }));
      const bytes = ders.reduce((sum, { length }) => sum + length, 0);
      return { value: { ders, isProven: true }, bytes, until: this.#in(issuerMs) };
    });
  }

  #in(ms: number): Date {
    return new Date(this.#now().getTime() + ms);
  }

  #request(asked: { url: string; post?: { body: Buffer; mediaType: string }; accept: string; maxBytes: number }) {
    const { allow, timeoutMs = defaultTimeoutMs } = this.settings;
    return this.#slots.run(() => requestGuarded({ ...asked, allow, timeoutMs }));
  }

  #obtain(key: string, work: () => Promise<Kept<Outcome>>): Promise<Outcome> {
    return this.#cache.get(key, async () => {
      try {
        return await work();
      } catch (error) {
        if (!isProblem(error)) throw error;
        return { value: { failure: error.detail }, bytes: key.length, until: this.#in(failureMs) };
      }
    });
  }

  /** Whether it is the issuer's word is asked of validation itself, with the issuer trusted for the moment. */
  async #statement(
    { certificate, issuer }: UnknownRevocation,
    kind: Exclude<Kind, 'intermediates'>,
    der: Buffer,
    nextUpdate: Date | null,
  ): Promise<Kept<Outcome>> {
    const material = { anchors: [issuer], [kind]: [der], at: this.#now(), now: this.#now() };
    const result = await validatePath(certificate, material, { requireRevocation: true });
    const isProven = result.ok || result.problem.code === 'certificate_revoked';
    const until = isProven ? (nextUpdate ?? this.#in(withoutEndMs)) : this.#in(unprovenMs);
    return { value: { ders: [der], isProven }, bytes: der.length, until };
  }
}

/** One verification's fetching: what came of it, and how much more may be asked. */
class Errand implements EvidenceFetcher {
  readonly #asked = new Set<string>();

  constructor(
    private readonly online: OnlineEvidence,
    private left: number,
    private readonly heard: HearResponder,
  ) {}

  async fetch({ missing, withoutIssuer }: WantedEvidence): Promise<FetchedEvidence> {
    const basket = new Basket();
    await Promise.all([
      ...missing.map((unknown) => this.#askAbout(unknown, basket)),
      ...withoutIssuer.map((certificate) => this.#findIssuers(certificate, basket)),
    ]);
    return basket;
  }

  /** The responder first: its answers are small and fresh. Lists only when that leaves the question open. */
  async #askAbout(unknown: UnknownRevocation, basket: Basket): Promise<void> {
    const { ocsp, lists } = addressesOrNone(readCertificate(unknown.certificate));
    const ways = [
      ...ocsp.map(
        (address) =>
          ({ kind: 'ocsps', address, ask: () => this.online.askResponder(address, unknown, this.heard) }) as const,
      ),
      ...lists.map(
        (address) => ({ kind: 'crls', address, ask: () => this.online.fetchList(address, unknown) }) as const,
      ),
    ];
    for (const { kind, address, ask } of ways) {
      if (!this.#mayAsk(`${kind} ${address} ${fingerprintOf(unknown.certificate)}`)) continue;
      if (basket.put(kind, address, await ask())) return;
    }
  }

  async #findIssuers(certificate: Buffer, basket: Basket): Promise<void> {
    for (const address of addressesOrNone(readCertificate(certificate)).issuers) {
      if (!this.#mayAsk(`intermediates ${address}`)) continue;
      if (basket.put('intermediates', address, await this.online.fetchIssuers(address))) return;
    }
  }

  /** Each question once, and only so many. */
  #mayAsk(question: string): boolean {
    if (this.left <= 0 || this.#asked.has(question)) return false;
    this.#asked.add(question);
    this.left -= 1;
    return true;
  }
}

class Basket implements FetchedEvidence {
  readonly intermediates: Buffer[] = [];
  readonly crls: Buffer[] = [];
  readonly ocsps: Buffer[] = [];
  readonly failures: { address: string; message: string }[] = [];

  /** Returns whether that was enough. */
  put(kind: Kind, address: string, outcome: Outcome): boolean {
    if ('failure' in outcome) {
      this.failures.push({ address, message: outcome.failure });
      return false;
    }
    this[kind].push(...outcome.ders);
    return outcome.isProven;
  }
}
