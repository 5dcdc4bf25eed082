/**
 * A gateway with one document that two agencies have received, its proof raised as far as wished, everything in the log; the proof file
 * it gives; and what a gateway that lies would make of it: other contents, sealed and timestamped with its own key.
 */
import type { WantedEvidence } from '../../certs/online/fetch-evidence.js';
import { ocspQuestion } from '../../certs/online/ocsp-request.js';
import type { DataObjects } from '../../certs/signature/data-objects.js';
import { readCertificate } from '../../certs/trust/certificate.js';
import { augmentSeal } from '../../certs/xades/augment-seal.js';
import { sealContainer } from '../../certs/xades/seal-container.js';
import { sequenceOnce } from '../../gateway/evidence/sequencer.js';
import { answerRevocation } from '../../gateway/identity/authority-answers.js';
import { obtainTimestamp, obtainValidationData } from '../../gateway/proofs/obtain-evidence.js';
import { MemoryContainer } from '../../schemas/asice/memory-container.js';
import { advanceProofs } from '../../workers/proofs.js';
import { arriveDocument, metadataOf } from './gateway-fixture.js';
import { type HttpFixture, openHttpFixture, submissionForm } from './http-fixture.js';
import { publishList, publishLists } from './publish-lists.js';
import { type Changes, entriesOf } from './rewrite-container.js';

const stepsTo = { 'B-B': 0, 'B-LT': 2, 'B-LTA': 3 } as const;

export interface ProofWish {
  readonly level: 'B-B' | 'B-LT' | 'B-LTA';
  /** How it is known that seals, receipts and timestamps are not revoked. */
  readonly revocation: 'lists' | 'answers';
}

export interface ProofRoom {
  readonly gateway: HttpFixture;
  /** Document. */
  readonly id: string;
  /** The proof file as the sender gets it. */
  readonly proof: Buffer;
  /** The proof file with other contents, sealed anew by the gateway. */
  reseal(changes: Changes): Promise<Buffer>;
  close(): Promise<void>;
}

export async function openProofRoom({ level, revocation }: ProofWish): Promise<ProofRoom> {
  const gateway = await openHttpFixture();
  await (revocation === 'lists' ? publishLists(gateway.ctx, gateway.authority) : answerOnline(gateway));
  const sender = await gateway.token(['H30.03']);
  const body = submissionForm(metadataOf({ to: ['H30.05', 'H30.01'] }));
  const sent = await gateway.call('/api/v1/documents', sender, { method: 'POST', body });
  const { id } = (await sent.json()) as { id: string };
  for (const agency of ['H30.05', 'H30.01']) await arriveDocument(gateway.ctx, id, agency);
  for (let step = 0; step < stepsTo[level]; step += 1) {
    await gateway.ctx.database.query("update proofs set next_at = now() - interval '1 second'");
    await advanceProofs(gateway.ctx);
  }
  await sequenceOnce(gateway.ctx);
  const answer = await gateway.call(`/api/v1/documents/${id}/proof`, sender);
  const proof = Buffer.from(await answer.arrayBuffer());
  return { gateway, id, proof, reseal: (changes) => reseal(gateway, proof, changes), close: gateway.close };
}

/** The authority's own responder, asked without a network; only the root publishes a list. */
async function answerOnline({ ctx, authority }: HttpFixture): Promise<void> {
  await publishList(ctx, authority.root, []);
  const fetch = async ({ missing }: WantedEvidence) => ({
    intermediates: [],
    crls: [],
    ocsps: await Promise.all(
      missing.map(({ certificate, issuer }) =>
        answerRevocation(ctx, ocspQuestion(readCertificate(certificate), readCertificate(issuer)).der),
      ),
    ),
    failures: [],
  });
  Object.assign(ctx, { online: { forOneVerification: () => ({ fetch }) } });
}

/** The proof file with other contents, sealed and timestamped by the gateway. */
export async function reseal({ ctx }: HttpFixture, proof: Buffer, changes: Changes): Promise<Buffer> {
  const container = new MemoryContainer();
  const entries = { ...Object.fromEntries(await entriesOf(proof)), ...changes };
  for (const [name, content] of Object.entries(entries))
    if (content !== null && !name.startsWith('META-INF/')) await container.addBytes(name, null, Buffer.from(content));
  const augment = async (xml: Buffer, objects: DataObjects) => {
    const signature = { ctx, objects, xml, items: [] };
    const { items } = await obtainTimestamp(signature);
    const data = await obtainValidationData({ ...signature, items });
    return augmentSeal(xml, [...items, ...data.items]);
  };
  const signer = await ctx.keys.receiptSigner();
  await sealContainer(container, { envelope: null, signer, signingTime: new Date(), augment });
  return container.bytes();
}
