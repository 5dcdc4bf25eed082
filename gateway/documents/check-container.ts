/**
 * Is this ready container intact, and whose seal is on it? Every signature must hold, and one trusted seal of the sending
 * agency must cover every file. The container is judged as it is; nothing in it is changed.
 * Source: ETSI EN 319 162-1 section 4.4; architecture, "Who signs what".
 */

import type { CheckedSignature } from '../../certs/signature/checked-signature.js';
import { containerObjects } from '../../certs/signature/data-objects.js';
import { readCertificate } from '../../certs/trust/certificate.js';
import { validatePath } from '../../certs/trust/validate-path.js';
import { checkSignatures } from '../../certs/xades/check-signature.js';
import type { Container, ContainerEntry, DigestAlgorithm } from '../../schemas/asice/open-container.js';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import { resolveAgency } from '../agencies/resolve-agency.js';
import type { GatewayContext } from '../context.js';
import { findCertificate } from '../identity/certificates.store.js';
import { readTrust } from '../identity/trust.js';

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

/**
 * The fingerprint of the sender's own seal among the signatures.
 * @throws Problem `not_covered` naming a file it leaves out; `signer_not_sender` saying why no signature counts
 */
export async function requireSenderSeal(
  ctx: GatewayContext,
  sender: string,
  container: Container,
  signatures: readonly CheckedSignature[],
): Promise<string> {
  const reasons: string[] = [];
  for (const signature of signatures) {
    const judged = await judgeSigner(ctx, sender, signature);
    if ('reason' in judged) {
      reasons.push(judged.reason);
      continue;
    }
    const missed = container.dataEntries.find(({ name }) => !signature.covers.includes(name));
    if (missed !== undefined) throw new Problem('not_covered', { field: missed.name });
    return judged.fingerprint;
  }
  throw new Problem('signer_not_sender', {
    detail: `No signature is a valid seal of ${sender}: ${reasons.join('; ')}`,
  });
}

type Judgement = { readonly fingerprint: string } | { readonly reason: string };

/** A seal registered for the agency counts; else its certificate must name the agency and lead to an anchor. */
async function judgeSigner(
  ctx: GatewayContext,
  sender: string,
  { certificate, otherCertificates }: CheckedSignature,
): Promise<Judgement> {
  if (certificate === null) return { reason: 'the signing certificate is not in the signature' };
  const view = readCertificate(certificate);
  const now = ctx.now();
  const known = await findCertificate(ctx.database, view.fingerprint);
  if (known?.revokedAt !== null && known !== undefined) return { reason: 'the certificate was revoked' };
  if (now < view.notBefore || view.notAfter < now) return { reason: 'the certificate is not valid now' };
  if (known?.kind === 'seal') {
    return known.agency === sender ? view : { reason: `the certificate is the seal of ${known.agency}` };
  }
  if (!(await namesAgency(ctx, view.agencyCode, sender))) {
    return { reason: `the certificate names ${view.agencyCode ?? 'no agency'}` };
  }
  const trust = await readTrust(ctx.database);
  const material = { ...trust, intermediates: [...trust.intermediates, ...otherCertificates], at: now };
  const path = await validatePath(certificate, material, { requireRevocation: false });
  return path.ok ? view : { reason: path.problem.message };
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
