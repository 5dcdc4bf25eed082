/**
 * A verification report under the gateway's own seal: whoever gets it can prove what this gateway said of which file, and when.
 * Judges nothing and keeps nothing; that the key was used is an event.
 * Source: ETSI EN 319 162-1 section 4.4 (ASiC-E); design, "Who signs what".
 */
import { writeReportPage } from '../../certs/verdict/html/write-report.js';
import type { VerificationReport } from '../../certs/verdict/report.js';
import { sealContainer } from '../../certs/xades/seal-container.js';
import { MemoryContainer } from '../../schemas/asice/memory-container.js';
import type { GatewayContext } from '../context.js';
import { recordEvents } from '../evidence/events.store.js';
import type { Principal } from '../identity/access.js';
import { augmentingSoon } from './augment-soon.js';

/**
 * An ASiC-E container with `report.html` and `report.json`.
 * @param report with evidence
 * @param name of the file as its bringer calls it
 * @throws Problem `key_missing`, as the key ring does
 */
export async function sealReport(
  ctx: GatewayContext,
  principal: Principal,
  report: VerificationReport,
  name: string | null,
): Promise<Buffer> {
  const container = new MemoryContainer();
  const json = `${JSON.stringify({ file: name, ...report }, null, 2)}\n`;
  await container.addBytes('report.html', 'text/html', Buffer.from(writeReportPage(report, name)));
  await container.addBytes('report.json', 'application/json', Buffer.from(json));
  const signer = await ctx.keys.receiptSigner();
  const request = { envelope: null, signer, signingTime: ctx.now(), augment: augmentingSoon(ctx) };
  const { sha256 } = await sealContainer(container, request);
  const payload = {
    key: 'receipt',
    purpose: 'report',
    actor: principal.actor,
    file: report.judged?.sha256 ?? null,
    sha256: sha256.toString('hex'),
  };
  await ctx.database.transaction((tx) => recordEvents(tx, [{ kind: 'key.used', agencies: [], payload }]));
  return container.bytes();
}
