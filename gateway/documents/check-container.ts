/**
 * Is this ready container intact, and whose seal is on it? Every signature must hold, and one trusted seal of the sending
 * agency must cover every file. The container is judged as it is; nothing in it is changed.
 * Source: ETSI EN 319 162-1 section 4.4; architecture, "Who signs what".
 */

import type { CheckedSignature } from '../../certs/signature/checked-signature.js';
import { containerObjects } from '../../certs/signature/data-objects.js';
import { type CertificateView, readCertificate } from '../../certs/trust/certificate.js';
import { keyUsageBits } from '../../certs/trust/extensions.js';
import { type TrustMaterial, validatePath } from '../../certs/trust/validate-path.js';
import { checkSignatures } from '../../certs/xades/check-signature.js';
import type { Container, ContainerEntry, DigestAlgorithm } from '../../schemas/asice/open-container.js';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import { resolveAgency } from '../agencies/resolve-agency.js';
import type { GatewayContext } from '../context.js';
import { type CertificateRow, findCertificate } from '../identity/certificates.store.js';
import { readTrust } from '../identity/trust.js';
import type { SubmitWarning } from './submission-input.js';

const maxSignatureBytes = 10 * 1024 * 1024;

/**
 * Checks every signature of the container; digests of the files come from `digestOf`, so that each is computed once.
 * @throws Problem `signature_missing`, `signature_unsupported`, `not_covered`, or the first fault: `digest_mismatch`,
 *   `signature_wrong`, `signature_malformed`, `reference_missing` …
 */
export async function checkSeals(
  container: Container,
  digestOf: (entry: ContainerEntry, algorithm: DigestAlgorithm) => Promise<Buffer>,
): Promise<CheckedSignature[]> {
  const objects = containerObjects(container, digestOf);
  const checked: CheckedSignature[] = [];
  for (const entry of container.signatureEntries) {
    if (!entry.name.toLowerCase().endsWith('.xml')) throw new Problem('signature_unsupported', { field: entry.name });
    checked.push(...(await checkSignatures(await container.read(entry, maxSignatureBytes), objects, entry.name)));
  }
  if (checked.length === 0) throw new Problem('signature_missing');
  for (const { id, findings } of checked) refuseFault(id, findings);
  return checked;
}

function refuseFault(id: string, findings: CheckedSignature['findings']): void {
  const fault = findings.find(({ indication }) => indication !== null);
  if (fault !== undefined) throw new Problem(fault.code, { detail: fault.message, field: id });
}

/** The sender's own seal among the signatures of a container. */
export interface SenderSeal {
  /** Of its certificate, SHA-256, hex. */
  readonly fingerprint: string;
  readonly warnings: readonly SubmitWarning[];
}

/**
 * Finds it.
 * @throws Problem `not_covered` naming a file it leaves out; `signer_not_sender` saying why no signature counts
 */
export async function requireSenderSeal(
  ctx: GatewayContext,
  sender: string,
  container: Container,
  signatures: readonly CheckedSignature[],
): Promise<SenderSeal> {
  const reasons: string[] = [];
  for (const signature of signatures) {
    const judged = await judgeSigner(ctx, sender, signature);
    if ('reason' in judged) {
      reasons.push(judged.reason);
      continue;
    }
    const missed = container.dataEntries.find(({ name }) => !signature.covers.includes(name));
    if (missed !== undefined) throw new Problem('not_covered', { field: missed.name });
    return judged;
  }
  throw new Problem('signer_not_sender', {
    detail: `No signature is a valid seal of ${sender}: ${reasons.join('; ')}`,
  });
}

type Judgement = SenderSeal | { readonly reason: string };

/** A seal registered for the agency counts, or one whose certificate names it; either must be trusted now, as a verdict would have it. */
async function judgeSigner(ctx: GatewayContext, sender: string, signature: CheckedSignature): Promise<Judgement> {
  const { certificate } = signature;
  if (certificate === null) return { reason: 'the signing certificate is not in the signature' };
  const view = readCertificate(certificate);
  const known = await findCertificate(ctx.database, view.fingerprint);
  if (known !== undefined && known.revokedAt !== null) return { reason: 'the certificate was revoked' };
  const stranger = await whyNotSenders(ctx, sender, view, known);
  if (stranger !== undefined) return { reason: stranger };
  if (!maySign(view)) return { reason: 'the certificate is not meant for signing' };
  return judgePath(certificate, view, await trustFor(ctx, known, signature));
}

/** Why the certificate does not belong to the sender; undefined when it does. */
async function whyNotSenders(
  ctx: GatewayContext,
  sender: string,
  view: CertificateView,
  known: CertificateRow | undefined,
): Promise<string | undefined> {
  if (known?.kind === 'encryption') return 'the certificate is for encryption, not a seal';
  if (known?.kind === 'personal') return "the certificate is a person's, not a seal";
  if (known?.kind === 'seal')
    return known.agency === sender ? undefined : `the certificate is the seal of ${known.agency}`;
  return (await namesAgency(ctx, view.agencyCode, sender))
    ? undefined
    : `the certificate names ${view.agencyCode ?? 'no agency'}`;
}

function maySign({ keyUsage }: CertificateView): boolean {
  return keyUsage === null || keyUsage.has(keyUsageBits.digitalSignature) || keyUsage.has(keyUsageBits.nonRepudiation);
}

/** The top of the chain a seal was registered with is trusted for this seal. */
async function trustFor(
  ctx: GatewayContext,
  known: CertificateRow | undefined,
  { otherCertificates, crls }: CheckedSignature,
): Promise<TrustMaterial> {
  const trust = await readTrust(ctx.database);
  const chain = known?.chain ?? [];
  return {
    ...trust,
    anchors: [...trust.anchors, ...chain.slice(-1)],
    intermediates: [...trust.intermediates, ...chain, ...otherCertificates],
    crls: [...trust.crls, ...crls],
    at: ctx.now(),
  };
}

/** Foreign authorities' lists are rarely at hand: what is not known of revocation is said, and does not refuse. */
async function judgePath(certificate: Buffer, view: CertificateView, material: TrustMaterial): Promise<Judgement> {
  const { fingerprint } = view;
  const proven = await validatePath(certificate, material, { requireRevocation: true });
  if (proven.ok) return { fingerprint, warnings: [] };
  const path = await validatePath(certificate, material, { requireRevocation: false });
  if (!path.ok) return { reason: path.problem.message };
  return { fingerprint, warnings: [{ code: 'revocation_unknown', detail: proven.problem.message }] };
}

async function namesAgency(ctx: GatewayContext, code: string | null, sender: string): Promise<boolean> {
  if (code === null || code === sender) return code === sender;
  try {
    return (await resolveAgency(ctx, code)).code === sender;
  } catch (error) {
    if (isProblem(error)) return false;
    throw error;
  }
}
