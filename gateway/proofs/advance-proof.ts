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
  type ObtainedData,
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
  type SealEvidence,
  selectEvidence,
  writeProofStep,
} from './proofs.store.js';
import { readSeals } from './sealed-signatures.js';

const dayMs = 86_400_000;
/** Of what is never due. */
const never = new Date('9999-12-31T00:00:00Z');
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

const reasonOf = ({ code, detail }: Problem) => `${code}: ${detail}`;

/** Who is away is waited for in one place (timestamp-sources.ts); pauses of its own has a proof that fails for itself. */
async function postpone(ctx: GatewayContext, claimed: ClaimedProof, problem: Problem): Promise<void> {
  const { code, detail } = problem;
  const reason = reasonOf(problem);
  if (code === 'timestamp_unavailable') return returnProof(ctx.database, claimed, reason);
  const nextAt = new Date(ctx.now().getTime() + pauseMs(claimed.failures));
  await postponeProof(ctx.database, claimed, reason, nextAt);
  ctx.log.warn({ document: claimed.document, code, detail, nextAt }, 'a proof is pending');
}

async function keep(ctx: GatewayContext, claimed: ClaimedProof, step: ProofStep): Promise<boolean> {
  return ctx.database.transaction(async (tx) => {
    if (!(await writeProofStep(tx, claimed, step))) return false;
    const items = step.items.map(({ kind, der, seal }) => {
      return { kind, seal, sha256: createHash('sha256').update(der).digest('hex') };
    });
    const payload = { state: step.state, provenAt: step.provenAt?.toISOString() ?? null, items };
    await recordEvents(tx, [{ kind: 'proof.advanced', document: claimed.document, agencies: [], payload }]);
    return true;
  });
}

async function nextStep(ctx: GatewayContext, claimed: ClaimedProof): Promise<ProofStep> {
  const source = await ctx.blobs.open(claimed.containerSha256);
  try {
    const container = await openContainer(source);
    const objects = containerObjects(container);
    const evidence = await selectEvidence(ctx.database, claimed.document);
    const signatures = (await readSeals(container)).map(({ xml }, place): ProvableSignature => {
      return { ctx, objects, xml, items: evidence.filter(({ seal }) => seal === place) };
    });
    return signatures.length === 0 ? unsupported : await steps[claimed.state](ctx, signatures);
  } catch (error) {
    if (isProblem(error, 'signature_unsupported')) return unsupported;
    throw error;
  } finally {
    await source.close();
  }
}

const unsupported: ProofStep = {
  state: 'unsupported',
  reason: 'not every signature is an XML signature in a file of its own: the proof is what the container carries',
  provenAt: null,
  nextAt: never,
  items: [],
};

/** What was obtained for one of the signatures. */
type Of<T> = T & { readonly seal: number };
type Step = (ctx: GatewayContext, signatures: readonly ProvableSignature[]) => Promise<ProofStep>;

async function each<T>(
  signatures: readonly ProvableSignature[],
  obtain: (signature: ProvableSignature) => Promise<T>,
): Promise<Of<T>[]> {
  const obtained: Of<T>[] = [];
  for (const [seal, signature] of signatures.entries()) obtained.push({ ...(await obtain(signature)), seal });
  return obtained;
}

const itemsOf = (obtained: readonly Of<Obtained>[]): SealEvidence[] =>
  obtained.flatMap(({ seal, items }) => items.map((item) => ({ ...item, seal })));

const timestampAll: Step = async (ctx, signatures) => {
  const obtained = await each(signatures, obtainTimestamp);
  const provenAt = new Date(Math.max(...obtained.map((one) => one.provenAt.getTime())));
  return { state: 'timestamped', reason: null, provenAt, nextAt: ctx.now(), items: itemsOf(obtained) };
};

/** Who signed beside the sender may be unknown here: what is known of the others is kept meanwhile, for it is lost with time. */
const validateAll: Step = async (ctx, signatures) => {
  const unknown: Problem[] = [];
  const obtained = await each(signatures, async (signature) => {
    try {
      return await obtainValidationData(signature);
    } catch (error) {
      if (!isProblem(error, 'revocation_unknown')) throw error;
      unknown.push(error);
      return null;
    }
  });
  const known = obtained.flatMap((one) => ('report' in one ? [one] : []));
  const [problem] = unknown;
  if (problem === undefined) return finished(ctx, known);
  const items = itemsOf(known);
  if (items.length === 0) throw problem;
  const nextAt = new Date(ctx.now().getTime() + firstPauseMs);
  return { state: 'timestamped', reason: reasonOf(problem), provenAt: null, nextAt, items };
};

const archiveAll: Step = async (ctx, signatures) => finished(ctx, await each(signatures, obtainArchiveTimestamp));

const steps: Readonly<Record<ClaimedProof['state'], Step>> = {
  pending: timestampAll,
  timestamped: validateAll,
  complete: archiveAll,
  limited: archiveAll,
};

/** Due again when the first of those that can be archived is. */
function finished(ctx: GatewayContext, obtained: readonly Of<ObtainedData>[]): ProofStep {
  const now = ctx.now();
  const renewals = obtained.flatMap(({ limit, report }) => (limit === null ? [renewalDate(report, now)] : []));
  const nextAt = new Date(Math.min(never.getTime(), ...renewals.map((renewal) => renewal.getTime())));
  const limited = obtained.find(({ limit }) => limit !== null);
  const state = limited === undefined ? 'complete' : 'limited';
  return { state, reason: limitOf(ctx, limited), provenAt: null, nextAt, items: itemsOf(obtained) };
}

/** It carries what proves its timestamp, and that is all there will ever be: somebody should know. */
function limitOf(ctx: GatewayContext, limited: ObtainedData | undefined): string | null {
  if (limited === undefined) return null;
  const { limit: why, report } = limited;
  ctx.log.warn({ seal: report.signer?.fingerprint, level: report.level, why }, 'a proof ends with its timestamp');
  return `B-T: ${why}`;
}

/** Ninety days before the certificate behind the newest timestamp ends; a short-lived one at half of what is left, a day at least. */
function renewalDate(report: SignatureReport, now: Date): Date {
  const ends = report.timestamps.map(({ authority }) => Date.parse(authority?.notAfter ?? '')).filter(Number.isFinite);
  const leftMs = Math.max(...ends) - now.getTime();
  return new Date(now.getTime() + Math.max(dayMs, leftMs > 2 * renewBeforeMs ? leftMs - renewBeforeMs : leftMs / 2));
}
