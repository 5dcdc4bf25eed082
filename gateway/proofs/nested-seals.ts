/**
 * The seals of what is nested in a proof file, and what they are judged by: the certificates of their authorities, revocation lists and
 * answers. They go into the proof file while they can be had, so that it is judged without network years later. Messages carry none of it.
 * Source: ETSI EN 319 102-1 V1.3.1 section 5.6.2.1 (past certificate validation needs revocation data from before the end).
 */
import { hash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type CheckedSignature, unreadableSignature } from '../../certs/signature/checked-signature.js';
import { containerObjects } from '../../certs/signature/data-objects.js';
import { readToken } from '../../certs/timestamp/read-token.js';
import { judgeSignature } from '../../certs/verdict/judge-signature.js';
import type { JudgedSignature, ReliedUpon } from '../../certs/verdict/judged-signature.js';
import { checkSignatures } from '../../certs/xades/check-signature.js';
import { bufferSource } from '../../schemas/asice/file-source.js';
import { openContainer } from '../../schemas/asice/open-container.js';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import type { TrustRows } from '../identity/trust.store.js';
import { judgeOnline, type Material } from './judge-online.js';
import { readSeals } from './sealed-signatures.js';

/** Whoever fetches a proof waits no longer than this for what the network knows. */
const patienceMs = 3_000;

async function judge(signature: CheckedSignature, at: Date, material: Material): Promise<JudgedSignature> {
  const judged: JudgedSignature[] = [];
  await judgeSignature(signature, { policy: 'full', at, observe: (one) => void judged.push(one), ...material }, '');
  const [only] = judged;
  if (only === undefined) throw new Problem('signature_malformed');
  return only;
}

const isIssuerOrAnswer =
  ({ certificate }: JudgedSignature) =>
  ({ der }: ReliedUpon) =>
    certificate === null || !der.equals(certificate);

export class NestedSeals {
  /** One for each signing certificate: the same evidence serves all it has sealed. */
  readonly #byCertificate = new Map<string, CheckedSignature>();

  /** Nothing can be gathered for a message that cannot be read; whoever judges the proof will see that it cannot. */
  async add(message: Buffer): Promise<void> {
    try {
      await this.#read(message);
    } catch (error) {
      if (!isProblem(error)) throw error;
    }
  }

  async #read(message: Buffer): Promise<void> {
    const container = await openContainer(bufferSource(message));
    const objects = containerObjects(container);
    for (const { xml } of await readSeals(container))
      for (const signature of await checkSignatures(xml, objects, '')) this.#keep(signature);
  }

  #keep(signature: CheckedSignature): void {
    const { certificate } = signature;
    if (certificate !== null) this.#byCertificate.set(hash('sha256', certificate, 'base64'), signature);
  }

  /** Who sealed messages, known without them. */
  addSealer({ certificate, chain }: { readonly certificate: Buffer; readonly chain: readonly Buffer[] }): void {
    this.#keep({ ...unreadableSignature(''), certificate, otherCertificates: chain });
  }

  /** The authority behind a timestamp token (DER) that was checked when it came. */
  addTimestamp(token: Buffer): void {
    const { certificate, otherCertificates, crls, ocsps } = readToken(token);
    this.#keep({ ...unreadableSignature(''), certificate, otherCertificates, crls, ocsps, profile: 'RFC 3161' });
  }

  /** What they rely upon now, as far as it can be had soon; nothing of those that are not trusted. Each piece once. */
  async evidence(ctx: GatewayContext, trust: TrustRows): Promise<ReliedUpon[]> {
    const all = await Promise.all(
      [...this.#byCertificate.values()].map(async (signature) => {
        const judged = await this.#judgeSoon(ctx, trust, signature);
        return judged.reliedUpon.filter(isIssuerOrAnswer(judged));
      }),
    );
    return [...new Map(all.flat().map((item) => [hash('sha256', item.der, 'base64'), item])).values()];
  }

  async #judgeSoon(ctx: GatewayContext, trust: TrustRows, signature: CheckedSignature): Promise<JudgedSignature> {
    const at = ctx.now();
    const online = judgeOnline(ctx, trust, (material) => judge(signature, at, material));
    const inTime = await Promise.race([online, pause(patienceMs, undefined, { ref: false })]);
    return inTime ?? judge(signature, at, trust);
  }
}
