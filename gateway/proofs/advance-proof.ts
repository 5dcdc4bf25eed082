/**
 * One step of a seal's proof: a timestamp over the signature, then the data to validate it with, later an archive timestamp before the
 * authority's certificate ends. A step obtains, checks its own result as an auditor would, offline, and only then keeps it.
 * Does not decide when (workers/proofs.ts) and never touches the stored container.
 * Source: architecture, "A document's way", step 8; ETSI EN 319 132-1 section 6.3 (levels).
 */
import { createHash } from 'node:crypto';
import { containerObjects } from '../../certs/signature/data-objects.js';
import { judgeSignature } from '../../certs/verdict/judge-signature.js';
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

/** How an auditor would judge the signature with these items, offline, with our anchors only. */
async function judgeWith({ ctx, container, xml }: Work, more: readonly EvidenceItem[]): Promise<SignatureReport> {
  const objects = containerObjects(container);
  const [checked] = await checkSignatures(augmentSeal(xml, more), objects, '');
  if (checked === undefined) throw new Problem('signature_malformed');
  const { anchors } = await readTrust(ctx.database);
  return judgeSignature(checked, { policy: 'full', anchors, at: ctx.now() }, '');
}

function provenTime(report: SignatureReport): Date {
  const last = report.timestamps.at(-1);
  const [problem] = last?.problems ?? [];
  if (last?.time === undefined || last.time === null)
    throw new Problem('timestamp_malformed', { detail: problem?.message ?? 'The timestamp was not found again' });
  return new Date(last.time);
}

async function addTimestamp(work: Work): Promise<ProofStep> {
  const { ctx } = work;
  const imprint = createHash('sha256').update(signatureValueOctets(work.xml)).digest();
  const items: EvidenceItem[] = [{ kind: 'timestamp', der: await ctx.timestamps.request(imprint) }];
  const report = await judgeWith(work, items);
  if (report.timestamps.at(-1)?.indication === 'TOTAL-FAILED')
    throw new Problem('timestamp_wrong', { detail: report.timestamps.at(-1)?.problems[0]?.message ?? '' });
  return { state: 'timestamped', reason: null, provenAt: provenTime(report), nextAt: ctx.now(), items };
}

async function addValidationData(work: Work): Promise<ProofStep> {
  const { ctx } = work;
  const { intermediates, crls } = await readTrust(ctx.database);
  const items: EvidenceItem[] = [
    ...intermediates.map((der) => ({ kind: 'certificate' as const, der })),
    ...crls.map((der) => ({ kind: 'crl' as const, der })),
  ];
  const report = await judgeWith(work, items);
  if (report.level !== 'B-LT' && report.level !== 'B-LTA') {
    const [problem] = report.problems;
    throw new Problem('revocation_unknown', {
      detail: problem?.message ?? `The seal reaches level ${report.level} only`,
    });
  }
  return { state: 'complete', reason: null, provenAt: null, nextAt: renewalDate(ctx, report), items };
}

async function renew(work: Work): Promise<ProofStep> {
  const { ctx } = work;
  const { items } = await addValidationData(work);
  const augmented = augmentSeal(work.xml, items);
  const imprint = await archiveImprint(augmented, containerObjects(work.container), 'sha256');
  if (imprint === null) return unsupported(ctx, 'an archive timestamp cannot cover what is not at hand');
  const all: EvidenceItem[] = [...items, { kind: 'archive', der: await ctx.timestamps.request(imprint) }];
  const report = await judgeWith(work, all);
  if (report.level !== 'B-LTA') throw new Problem('timestamp_untrusted', { detail: report.problems[0]?.message ?? '' });
  return { state: 'complete', reason: null, provenAt: null, nextAt: renewalDate(ctx, report), items: all };
}

/** Before the certificate behind the newest timestamp ends; a short-lived one at half of what is left. */
function renewalDate({ now }: GatewayContext, report: SignatureReport): Date {
  const ends = report.timestamps.map(({ authority }) => Date.parse(authority?.notAfter ?? '')).filter(Number.isFinite);
  const left = Math.max(...ends) - now().getTime();
  return new Date(
    now().getTime() + Math.max(dayMs, Math.min(left / 2, left) > renewBeforeMs ? left - renewBeforeMs : left / 2),
  );
}
