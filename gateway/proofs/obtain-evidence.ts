/**
 * The evidence that keeps a seal provable, obtained piece by piece: a timestamp over the signature, the data to validate it with, an
 * archive timestamp over everything. Each piece is checked as an auditor would check it later, offline, before it is given back.
 * Keeps nothing (advance-proof.ts, compose-proof.ts).
 * Source: ETSI EN 319 132-1 section 6.3 (levels).
 */
import { createHash } from 'node:crypto';
import type { DataObjects } from '../../certs/signature/data-objects.js';
import { judgeSignature } from '../../certs/verdict/judge-signature.js';
import type { JudgedSignature } from '../../certs/verdict/judged-signature.js';
import type { SignatureReport, SubIndication } from '../../certs/verdict/report.js';
import {
  archiveImprint,
  augmentSeal,
  type EvidenceItem,
  signatureValueOctets,
} from '../../certs/xades/augment-seal.js';
import { checkSignatures } from '../../certs/xades/check-signature.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { readTrust } from '../identity/trust.js';
import type { TrustRows } from '../identity/trust.store.js';
import { judgeOnline, type Material } from './judge-online.js';

/** A signature file with what was obtained for it so far. */
export interface ProvableSignature {
  readonly ctx: GatewayContext;
  readonly objects: DataObjects;
  /** As it was sealed. */
  readonly xml: Buffer;
  readonly items: readonly EvidenceItem[];
}

export interface Obtained {
  readonly items: readonly EvidenceItem[];
  /** The signature with all of it, judged offline. */
  readonly report: SignatureReport;
}

/** Of a signature that has a timestamp. */
export interface ObtainedData extends Obtained {
  /** Why the signature can be no more than timestamped, and nothing more is added to it; null when it can. */
  readonly limit: string | null;
}

/** How the signature is judged with these items added, with nothing but the given material beside it. */
async function judgeWith(
  { ctx, objects, xml, items }: ProvableSignature,
  more: readonly EvidenceItem[],
  material: Material,
): Promise<JudgedSignature> {
  const [checked] = await checkSignatures(augmentSeal(xml, [...items, ...more]), objects, '');
  const judged: JudgedSignature[] = [];
  const observe = (one: JudgedSignature) => void judged.push(one);
  if (checked !== undefined) await judgeSignature(checked, { policy: 'full', at: ctx.now(), observe, ...material }, '');
  const [only] = judged;
  if (only === undefined) throw new Problem('signature_malformed');
  return only;
}

/** As an auditor would judge it later: offline, knowing the anchors only. */
async function judgeAlone(signature: ProvableSignature, more: readonly EvidenceItem[]): Promise<SignatureReport> {
  const { anchors } = await readTrust(signature.ctx.database);
  return (await judgeWith(signature, more, { anchors })).report;
}

const why = (report: SignatureReport) => report.problems[0]?.message ?? `The level stays ${report.level}`;

/** A timestamp over the signature value (B-T). @throws Problem `timestamp_unavailable`, `timestamp_wrong` */
export async function obtainTimestamp(signature: ProvableSignature): Promise<Obtained & { provenAt: Date }> {
  const imprint = createHash('sha256').update(signatureValueOctets(signature.xml)).digest();
  const items: EvidenceItem[] = [{ kind: 'timestamp', der: await signature.ctx.timestamps.request(imprint) }];
  const report = await judgeAlone(signature, items);
  const timestamp = report.timestamps.at(-1);
  if (timestamp?.time === undefined || timestamp.time === null || timestamp.indication === 'TOTAL-FAILED')
    throw new Problem('timestamp_wrong', { detail: timestamp?.problems[0]?.message ?? 'It was not found again' });
  return { items, report, provenAt: new Date(timestamp.time) };
}

/** What the signature does not carry yet of what its validation relies upon; anchors are everybody's own affair. */
function missingOf(
  signature: ProvableSignature,
  { anchors }: TrustRows,
  { reliedUpon }: JudgedSignature,
): EvidenceItem[] {
  const atHand = [...anchors, ...signature.items.map(({ der }) => der)].map((der) => der.toString('base64'));
  const known = new Set(atHand);
  return reliedUpon.filter(({ der }) => !known.has(der.toString('base64')));
}

const judgeByAll = (signature: ProvableSignature, trust: TrustRows) =>
  judgeOnline(signature.ctx, trust, (material) => judgeWith(signature, [], material));

/** What no data obtained later can mend: at the proven time the certificate had ended already, or was revoked. */
const lasting: readonly (SubIndication | null)[] = [
  'OUT_OF_BOUNDS_NO_POE',
  'EXPIRED',
  'REVOKED',
  'REVOKED_NO_POE',
  'REVOKED_CA_NO_POE',
];

/** Why the signature will never be more than timestamped; null when it may. */
function whyLimited({ provenAt, subIndication, problems }: SignatureReport): string | null {
  return provenAt !== null && lasting.includes(subIndication) ? (problems[0]?.message ?? null) : null;
}

/**
 * Certificates and revocation data, so that the signature validates by itself (B-LT); or what its timestamp needs, when the signature
 * can be no more than timestamped. What has such data already gets none again.
 * @throws Problem `revocation_unknown`
 */
export async function obtainValidationData(signature: ProvableSignature): Promise<ObtainedData> {
  if (signature.items.some(({ kind }) => kind !== 'timestamp')) {
    const report = await judgeAlone(signature, []);
    return { items: [], report, limit: whyLimited(report) };
  }
  const trust = await readTrust(signature.ctx.database);
  const judged = await judgeByAll(signature, trust);
  const items = missingOf(signature, trust, judged);
  const report = await judgeAlone(signature, items);
  if (report.level === 'B-LT' || report.level === 'B-LTA') return { items, report, limit: null };
  const limit = report.level === 'B-T' ? whyLimited(judged.report) : null;
  if (limit === null) throw new Problem('revocation_unknown', { detail: why(report) });
  return { items, report, limit };
}

/**
 * An archive timestamp over everything, with the data to validate the timestamps before it (B-LTA); nothing for a signature that can be no
 * more than timestamped.
 * @throws Problem `timestamp_unavailable`, `timestamp_untrusted`, `reference_missing` when a signed file is not at hand
 */
export async function obtainArchiveTimestamp(signature: ProvableSignature): Promise<ObtainedData> {
  const trust = await readTrust(signature.ctx.database);
  const judged = await judgeByAll(signature, trust);
  const limit = whyLimited(judged.report);
  if (limit !== null) return { items: [], report: judged.report, limit };
  const data = missingOf(signature, trust, judged);
  const augmented = augmentSeal(signature.xml, [...signature.items, ...data]);
  const imprint = await archiveImprint(augmented, signature.objects, 'sha256');
  if (imprint === null) throw new Problem('reference_missing');
  const items: EvidenceItem[] = [...data, { kind: 'archive', der: await signature.ctx.timestamps.request(imprint) }];
  const report = await judgeAlone(signature, items);
  if (report.level !== 'B-LTA') throw new Problem('timestamp_untrusted', { detail: why(report) });
  return { items, report, limit: null };
}
