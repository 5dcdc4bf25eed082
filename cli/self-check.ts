/**
 * Can a document really be sent? Asked before `ready` is printed, of the service itself, over HTTP, and of what sending needs:
 * a place for containers that takes writes, and a seal key that opens and signs.
 */
import { Problem } from '../schemas/problems/problem.js';
import type { Gateway } from './wiring.js';

const readyPatienceMs = 10_000;

/**
 * @param agency whose seal is tried; null tries the gateway's own key
 * @throws Problem naming what does not work
 */
export async function checkReady({ ctx }: Gateway, url: string, agency: string | null): Promise<void> {
  await checkService(url);
  await ctx.blobs.probe();
  const signer = agency === null ? await ctx.keys.receiptSigner() : await ctx.keys.sealSigner(agency);
  await signer.sign(Buffer.from('self-check'));
}

/** Workers need a moment for their first round. */
async function checkService(url: string): Promise<void> {
  const until = Date.now() + readyPatienceMs;
  for (;;) {
    const response = await fetch(`${url}/readyz`);
    if (response.ok) return;
    if (Date.now() > until)
      throw new Problem('shutting_down', { detail: `The service does not become ready: ${await response.text()}` });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
