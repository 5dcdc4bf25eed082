/**
 * One step of a stored document's proof: it obtains what is missing next, keeps it with its event, or notes why not and when to try again.
 * Does not decide when (workers/proofs.ts) and never touches the stored container.
 * Source: architecture, "A document's way", step 8.
 */
import { createHash } from 'node:crypto';
import { containerObjects } from '../../certs/signature/data-objects.js';
import type { SignatureReport } from '../../certs/verdict/report.js';
import { openContainer } from '../../schemas/asice/open-container.js';
import { isProblem, type Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { recordEvents } from '../evidence/events.store.js';
import {
  type Obtained,
  obtainArchiveTimestamp,
  obtainTimestamp,
  obtainValidationData,
  type ProvableSignature,
} from './obtain-evidence.js';
import {
  type ClaimedProof,
  type ProofStep,
  postponeProof,
  returnProof,
  selectEvidence,
  writeProofStep,
} from './proofs.store.js';
import { readSealedSignature } from './sealed-signature.js';

const dayMs = 86_400_000;
/** Of states that are never due. */
const never = new Date(0);
const firstPauseMs = 5_000;
const longestPauseMs = 3_600_000;
/** An archive timestamp is added this long before the certificate behind the newest timestamp ends. */
const renewBeforeMs = 90 * dayMs;

/** Growing pauses with jitter, so that an authority that comes back is not met by everybody at once. */
function pauseMs(failures: number): number {
  const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 20));
  return pause * (0.75 + Math.random() / 2);
}

/**
 * Brings a claimed proof one step further.
 * @returns whether it came further
 * @throws Problem `database_unavailable`; anything unexpected
 */
export async function advanceProof(ctx: GatewayContext, claimed: ClaimedProof): Promise<boolean> {
  try {
    return await keep(ctx, claimed, await nextStep(ctx, claimed));
  } catch (error) {
    if (!isProblem(error) || error.code === 'database_unavailable') throw error;
    await postpone(ctx, claimed, error);
    return false;
  }
}

/** Who is away is waited for in one place (timestamp-sources.ts); pauses of its own has a proof that fails for itself. */
async function postpone(ctx: GatewayContext, claimed: ClaimedProof, { code, detail }: Problem): Promise<void> {
  const reason = `${code}: ${detail}`;
  if (code === 'timestamp_unavailable') return returnProof(ctx.database, claimed, reason);
  const nextAt = new Date(ctx.now().getTime() + pauseMs(claimed.failures));
  await postponeProof(ctx.database, claimed, reason, nextAt);
  ctx.log.warn({ document: claimed.document, code, detail, nextAt }, 'a proof is pending');
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
    if (sealed === null) return unsupported;
    const items = await selectEvidence(ctx.database, claimed.document);
    return await steps[claimed.state]({ ctx, objects: containerObjects(container), xml: sealed.xml, items });
  } finally {
    await source.close();
  }
}

const unsupported: ProofStep = {
  state: 'unsupported',
  reason: 'the container does not hold exactly one XML signature: its proof is what it carries',
  provenAt: null,
  nextAt: never,
  items: [],
};

const steps: Readonly<Record<ClaimedProof['state'], (signature: ProvableSignature) => Promise<ProofStep>>> = {
  async pending(signature) {
    const { items, provenAt } = await obtainTimestamp(signature);
    return { state: 'timestamped', reason: null, provenAt, nextAt: signature.ctx.now(), items };
  },
  async timestamped(signature) {
    const obtained = await obtainValidationData(signature);
    return obtained.limit === null ? complete(signature, obtained) : limited(signature, obtained, obtained.limit);
  },
  async complete(signature) {
    return complete(signature, await obtainArchiveTimestamp(signature));
  },
};

function complete({ ctx }: ProvableSignature, { items, report }: Obtained): ProofStep {
  return { state: 'complete', reason: null, provenAt: null, nextAt: renewalDate(report, ctx.now()), items };
}

/** It carries what proves its timestamp, and that is all there will ever be: somebody should know. */
function limited({ ctx }: ProvableSignature, { items, report }: Obtained, why: string): ProofStep {
  ctx.log.warn({ seal: report.signer?.fingerprint, level: report.level, why }, 'a proof ends with its timestamp');
  return { state: 'limited', reason: `${report.level}: ${why}`, provenAt: null, nextAt: never, items };
}

/** Ninety days before the certificate behind the newest timestamp ends; a short-lived one at half of what is left, a day at least. */
function renewalDate(report: SignatureReport, now: Date): Date {
  const ends = report.timestamps.map(({ authority }) => Date.parse(authority?.notAfter ?? '')).filter(Number.isFinite);
  const leftMs = Math.max(...ends) - now.getTime();
  return new Date(now.getTime() + Math.max(dayMs, leftMs > 2 * renewBeforeMs ? leftMs - renewBeforeMs : leftMs / 2));
}
