/**
 * One step of a seal's proof: a timestamp over the signature, then the data to validate it with, later an archive timestamp before the
 * authority's certificate ends. A step obtains, checks its own result as an auditor would, offline, and only then keeps it.
 * Does not decide when (workers/proofs.ts) and never touches the stored container.
 * Source: architecture, "A document's way", step 8; ETSI EN 319 132-1 section 6.3 (levels).
 */
import { createHash } from 'node:crypto';
import { containerObjects } from '../../certs/signature/data-objects.js';
import { judgeSignature } from '../../certs/verdict/judge-signature.js';
import type { JudgedSignature } from '../../certs/verdict/judged-signature.js';
import type { SignatureReport } from '../../certs/verdict/report.js';
import {
  archiveImprint,
  augmentSeal,
  type EvidenceItem,
  signatureValueOctets,
} from '../../certs/xades/augment-seal.js';
import { checkSignatures } from '../../certs/xades/check-signature.js';
import { type Container, openContainer } from '../../schemas/asice/open-container.js';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { recordEvents } from '../evidence/events.store.js';
import { readTrust } from '../identity/trust.js';
import { type ClaimedProof, type ProofStep, postponeProof, selectEvidence, writeProofStep } from './proofs.store.js';
import { readSealedSignature } from './sealed-signature.js';

const dayMs = 86_400_000;
const firstPauseMs = 5_000;
const longestPauseMs = 3_600_000;
/** An archive timestamp is added this long before the certificate behind the newest timestamp ends. */
const renewBeforeMs = 90 * dayMs;

interface Work {
  readonly ctx: GatewayContext;
  readonly container: Container;
  /** The signature with what was obtained so far. */
  readonly xml: Buffer;
  readonly items: readonly EvidenceItem[];
}

/** Growing pauses with jitter, so that an authority that comes back is not met by everybody at once. */
function pauseMs(failures: number): number {
  const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 20));
  return pause * (0.75 + Math.random() / 2);
}

/**
 * Brings a claimed proof one step further, or notes why not and when to try again.
 * @returns whether it came further
 * @throws Problem `database_unavailable`, `storage_damaged`; anything unexpected
 */
export async function advanceProof(ctx: GatewayContext, claimed: ClaimedProof): Promise<boolean> {
  try {
    return await keep(ctx, claimed, await nextStep(ctx, claimed));
  } catch (error) {
    if (!isProblem(error) || error.code === 'database_unavailable') throw error;
    const nextAt = new Date(ctx.now().getTime() + pauseMs(claimed.failures));
    await postponeProof(ctx.database, claimed, `${error.code}: ${error.detail}`, nextAt);
    ctx.log.warn({ document: claimed.document, code: error.code, nextAt }, 'a proof is still incomplete');
    return false;
  }
}

async function keep(ctx: GatewayContext, claimed: ClaimedProof, step: ProofStep): Promise<boolean> {
  return ctx.database.transaction(async (tx) => {
    if (!(await writeProofStep(tx, claimed, step))) return false;
    const items = step.items.map(({ kind, der }) => ({ kind, sha256: createHash('sha256').update(der).digest('hex') }));
    const payload = { state: step.state, provenAt: step.provenAt?.toISOString() ?? null, items };
    await recordEvents(tx, [{ kind: 'proof.advanced', document: claimed.document, agencies: [], payload }]);
    return true;
  });
}

async function nextStep(ctx: GatewayContext, claimed: ClaimedProof): Promise<ProofStep> {
  const source = await ctx.blobs.open(claimed.containerSha256);
  try {
    const container = await openContainer(source);
    const sealed = await readSealedSignature(container);
    if (sealed === null) return unsupported(ctx, 'the container does not hold exactly one XML signature');
    const items = await selectEvidence(ctx.database, claimed.document);
    const work = { ctx, container, items, xml: augmentSeal(sealed.xml, items) };
    const steps = { pending: addTimestamp, timestamped: addValidationData, complete: renew } as const;
    return await steps[claimed.state](work);
  } finally {
    await source.close();
  }
}

function unsupported(ctx: GatewayContext, reason: string): ProofStep {
  return { state: 'unsupported', reason, provenAt: null, nextAt: ctx.now(), items: [] };
}

interface Material {
  readonly anchors: readonly Buffer[];
  readonly intermediates?: readonly Buffer[];
  readonly crls?: readonly Buffer[];
}

/** How the signature is judged with these items added, with nothing but the given material beside it. */
async function judgeWith(work: Work, more: readonly EvidenceItem[], material: Material): Promise<JudgedSignature> {
  const [checked] = await checkSignatures(augmentSeal(work.xml, more), containerObjects(work.container), '');
  if (checked === undefined) throw new Problem('signature_malformed');
  const judged: JudgedSignature[] = [];
  const observe = (one: JudgedSignature) => void judged.push(one);
  await judgeSignature(checked, { policy: 'full', at: work.ctx.now(), observe, ...material }, '');
  return judged[0] as JudgedSignature;
}

/** As an auditor would judge it later: offline, knowing the anchors only. */
async function judgeAlone(work: Work, more: readonly EvidenceItem[]): Promise<SignatureReport> {
  const { anchors } = await readTrust(work.ctx.database);
  return (await judgeWith(work, more, { anchors })).report;
}

async function addTimestamp(work: Work): Promise<ProofStep> {
  const { ctx } = work;
  const imprint = createHash('sha256').update(signatureValueOctets(work.xml)).digest();
  const items: EvidenceItem[] = [{ kind: 'timestamp', der: await ctx.timestamps.request(imprint) }];
  const timestamp = (await judgeAlone(work, items)).timestamps.at(-1);
  if (timestamp?.time === undefined || timestamp.time === null || timestamp.indication === 'TOTAL-FAILED')
    throw new Problem('timestamp_wrong', {
      detail: timestamp?.problems[0]?.message ?? 'The timestamp was not found again',
    });
  return { state: 'timestamped', reason: null, provenAt: new Date(timestamp.time), nextAt: ctx.now(), items };
}

/** What the signature does not carry yet of what its validation relies upon; anchors are everybody's own affair. */
async function missingItems(work: Work): Promise<EvidenceItem[]> {
  const trust = await readTrust(work.ctx.database);
  const { reliedUpon } = await judgeWith(work, [], trust);
  const atHand = new Set([...trust.anchors, ...work.items.map(({ der }) => der)].map((der) => der.toString('base64')));
  return reliedUpon.filter(({ der }) => !atHand.has(der.toString('base64')));
}

async function addValidationData(work: Work): Promise<ProofStep> {
  const items = await missingItems(work);
  const report = await judgeAlone(work, items);
  if (report.level !== 'B-LT' && report.level !== 'B-LTA')
    throw new Problem('revocation_unknown', {
      detail: report.problems[0]?.message ?? `The level stays ${report.level}`,
    });
  return { state: 'complete', reason: null, provenAt: null, nextAt: renewalDate(work.ctx, report), items };
}

async function renew(work: Work): Promise<ProofStep> {
  const { ctx } = work;
  const data = await missingItems(work);
  const imprint = await archiveImprint(augmentSeal(work.xml, data), containerObjects(work.container), 'sha256');
  if (imprint === null) return unsupported(ctx, 'an archive timestamp cannot cover what is not at hand');
  const items: EvidenceItem[] = [...data, { kind: 'archive', der: await ctx.timestamps.request(imprint) }];
  const report = await judgeAlone(work, items);
  if (report.level !== 'B-LTA') throw new Problem('timestamp_untrusted', { detail: report.problems[0]?.message ?? '' });
  return { state: 'complete', reason: null, provenAt: null, nextAt: renewalDate(ctx, report), items };
}

/** Ninety days before the certificate behind the newest timestamp ends; a short-lived one at half of what is left, a day at least. */
function renewalDate({ now }: GatewayContext, report: SignatureReport): Date {
  const ends = report.timestamps.map(({ authority }) => Date.parse(authority?.notAfter ?? '')).filter(Number.isFinite);
  const leftMs = Math.max(...ends) - now().getTime();
  return new Date(now().getTime() + Math.max(dayMs, leftMs > 2 * renewBeforeMs ? leftMs - renewBeforeMs : leftMs / 2));
}
