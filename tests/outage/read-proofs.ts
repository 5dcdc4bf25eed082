/** What became of the proofs, read through the API, and the levels of raised copies, judged offline. */
import { verifyFile } from '../../certs/verdict/verify-file.js';
import { bufferSource } from '../../schemas/asice/file-source.js';
import { inParallel } from '../support/in-parallel.js';
import type { SentDocument } from './steady-load.js';

export interface Outcome {
  /** Documents by the state of their proof. */
  readonly states: Readonly<Record<string, number>>;
  /** Documents whose proven time lies before they were sent, or inside the outage. */
  readonly impossibleTimes: number;
}

interface ProofView {
  readonly state: string;
  readonly reason: string | null;
  readonly provenAt: string | null;
}

/** Clocks of tokens count whole seconds. */
const grainMs = 1_000;

async function get(address: string, token: string): Promise<Response> {
  const answer = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer;
}

export async function readProof(gateway: string, token: string, id: string): Promise<ProofView> {
  const { proof } = (await (await get(`${gateway}/api/v1/documents/${id}`, token)).json()) as { proof: ProofView };
  return proof;
}

function count(values: readonly string[]): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const value of values) counted[value] = (counted[value] ?? 0) + 1;
  return counted;
}

/** @param outage when nobody stamped */
export async function readOutcome(
  gateway: string,
  token: string,
  documents: readonly SentDocument[],
  outage: { readonly began: number; readonly ended: number },
): Promise<Outcome> {
  const proofs = await inParallel(documents, ({ id }) => readProof(gateway, token, id));
  const isImpossible = ({ sentAt }: SentDocument, provenAt: number) =>
    provenAt < sentAt - grainMs || (provenAt > outage.began + grainMs && provenAt < outage.ended - grainMs);
  const impossible = documents.filter((document, index) => {
    const provenAt = proofs[index]?.provenAt ?? null;
    return provenAt !== null && isImpossible(document, Date.parse(provenAt));
  });
  return { states: count(proofs.map(({ state }) => state)), impossibleTimes: impossible.length };
}

/** Verdict and level of each raised copy (`GET …/proof`), with these roots and nothing else. */
export async function readLevels(
  gateway: string,
  token: string,
  documents: readonly SentDocument[],
  anchors: readonly Buffer[],
): Promise<Record<string, number>> {
  const levels = await inParallel(documents, async ({ id }) => {
    const proof = await get(`${gateway}/api/v1/documents/${id}/proof`, token);
    const report = await verifyFile(bufferSource(Buffer.from(await proof.arrayBuffer())), { policy: 'full', anchors });
    const document = report.nested?.find(({ name }) => name === 'document.asice')?.report;
    return `${document?.indication} ${document?.signatures[0]?.level}`;
  });
  return count(levels);
}
