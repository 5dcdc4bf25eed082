/**
 * Five days without a timestamp authority, by a clock that is moved: what is sent meanwhile, what becomes of certificates meanwhile, how
 * often the authority is asked, how soon and in which order everything is back-filled when it returns.
 */
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SignatureReport } from '../../../certs/verdict/report.js';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import type { GatewayContext } from '../../../gateway/context.js';
import { viewDocument } from '../../../gateway/documents/view-document.js';
import { answerTimestamp } from '../../../gateway/identity/authority-answers.js';
import { writeAugmented } from '../../../gateway/proofs/augmented-container.js';
import {
  countLimitedProofs,
  countOpenProofs,
  selectEvidence,
  selectProof,
} from '../../../gateway/proofs/proofs.store.js';
import { timestampsFrom } from '../../../gateway/proofs/timestamp-sources.js';
import { openFileSource } from '../../../schemas/asice/file-source.js';
import { Problem } from '../../../schemas/problems/problem.js';
import { advanceProofs } from '../../../workers/proofs.js';
import { type GatewayFixture, openGatewayFixture, submitDocument } from '../../support/gateway-fixture.js';
import { publishLists } from '../../support/publish-lists.js';
import { listOf } from '../../support/test-authority.js';

const secondMs = 1_000;
const hourMs = 3_600 * secondMs;
const dayMs = 24 * hourMs;
/** How long an authority is left alone at most, and a round of the worker. */
const longestRestMs = 300 * secondMs;
const roundMs = 10 * secondMs;

const start = new Date();
const later = (ms: number) => new Date(start.getTime() + ms);
const end = later(5 * dayMs);
const judgedAt = later(5.5 * dayMs);
const usual = 'H30.03';
const expiring = 'H30.05';
const revoked = 'H30.15';
const revokedAt = later(3 * dayMs);

let gateway: GatewayFixture;
let ctx: GatewayContext;
let folder: string;
let isAway = true;
let requests = 0;

async function ask(request: Buffer): Promise<Buffer> {
  requests += 1;
  if (isAway) throw new Problem('fetch_failed', { detail: 'ECONNREFUSED' });
  return answerTimestamp(ctx, request);
}

/** In the order in which they were sealed. */
const sent: string[] = [];

async function send(agency: string): Promise<string> {
  const { id } = await submitDocument(ctx, gateway.clerk(agency));
  sent.push(id);
  return id;
}

const proofOf = async (id: string) => {
  const proof = await selectProof(ctx.database, id);
  if (proof === undefined) throw new Error('no proof');
  return proof;
};
const statesOf = async (ids: readonly string[]) => Promise.all(ids.map(async (id) => (await proofOf(id)).state));

/** The worker's rounds between two times. */
async function work(from: Date, until: Date, everyMs: number): Promise<void> {
  for (let time = from.getTime(); time < until.getTime(); time += everyMs) {
    gateway.setNow(new Date(time));
    await advanceProofs(ctx);
  }
}

async function revoke(): Promise<void> {
  const { certificate } = await ctx.keys.sealSigner(revoked);
  await publishLists(ctx, gateway.authority, [revocationOf(certificate)], later(4.5 * dayMs));
}

const revocationOf = (certificate: Buffer) => ({
  serial: new X509Certificate(certificate).serialNumber,
  revokedAt,
  reason: 'keyCompromise' as const,
});

/** What the authorities publish half a day later. */
async function laterLists(): Promise<Buffer[]> {
  const { root, issuing } = gateway.authority;
  const { certificate } = await ctx.keys.sealSigner(revoked);
  const lists = [listOf(root, [], judgedAt), listOf(issuing, [revocationOf(certificate)], judgedAt)];
  return (await Promise.all(lists)).map(({ der }) => der);
}

/** As an auditor judges the raised copy then: with the root, and with these lists beside what the copy carries. */
async function judge(id: string, crls: readonly Buffer[] = []): Promise<SignatureReport> {
  const { sha256 } = await viewDocument(ctx, gateway.auditor, id);
  const sealed = await ctx.blobs.open(sha256);
  const path = join(folder, `${id}.asice`);
  expect(await writeAugmented(sealed, await selectEvidence(ctx.database, id), path)).toBe(true);
  await sealed.close();
  const source = await openFileSource(path);
  try {
    const options = { policy: 'full', anchors: gateway.authority.anchors, crls, at: judgedAt } as const;
    const { signatures } = await verifyFile(source, options);
    return signatures[0] as SignatureReport;
  } finally {
    await source.close();
  }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-outage-'));
  gateway = await openGatewayFixture({ seals: { [expiring]: { notAfter: later(2 * dayMs) } } });
  const { config, log } = gateway.ctx;
  ctx = { ...gateway.ctx, timestamps: timestampsFrom(config, { askOwn: ask, now: gateway.ctx.now, log }) };
  gateway.setNow(start);
  await publishLists(ctx, gateway.authority);
});
afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('five days without a timestamp authority', () => {
  let usualOnes: string[];
  let expired: string;
  let compromised: string;

  it('hold up no document; each says that its proof is pending, and why', async () => {
    expired = await send(expiring);
    compromised = await send(revoked);
    const first = await send(usual);
    await work(start, later(secondMs), roundMs);
    expect((await viewDocument(ctx, gateway.clerk(expiring), expired)).proof).toMatchObject({
      state: 'pending',
      provenAt: null,
      reason: expect.stringContaining('timestamp_unavailable'),
    });
    usualOnes = [first];
    // Nobody has tried this one: it waits for what the others were refused.
    const untried = await send(usual);
    usualOnes.push(untried);
    expect((await viewDocument(ctx, gateway.clerk(usual), untried)).proof).toMatchObject({
      state: 'pending',
      reason: expect.stringMatching(/^timestamp_unavailable: .*ECONNREFUSED/),
    });
  });

  it('cost the authority one request now and then, however many documents wait', async () => {
    requests = 0;
    await work(later(secondMs), later(hourMs / 2), roundMs);
    expect(requests).toBeGreaterThan(5);
    expect(requests).toBeLessThan(15);
    requests = 0;
    for (let hours = 1; hours < 5 * 24; hours += 5) {
      gateway.setNow(later(hours * hourMs));
      usualOnes.push(await send(usual));
      await work(later(hours * hourMs), later((hours + 5) * hourMs), hourMs);
      if (hours === 3 * 24 + 19) await revoke();
    }
    expect(usualOnes.length).toBeGreaterThan(20);
    expect(requests).toBeLessThanOrEqual(5 * 24 + 1);
    expect(new Set(await statesOf(sent))).toEqual(new Set(['pending']));
    expect(await countOpenProofs(ctx.database)).toMatchObject([{ state: 'pending', count: sent.length }]);
  });

  it('end with every timestamp back-filled, oldest first, minutes after the authority is back', async () => {
    isAway = false;
    let time = end.getTime();
    while ((await statesOf(sent)).includes('pending')) {
      expect(time - end.getTime()).toBeLessThan(longestRestMs + 10 * roundMs);
      await work(new Date(time), new Date(time + roundMs), roundMs);
      time += roundMs;
      const states = await statesOf(sent);
      const firstPending = states.indexOf('pending');
      if (firstPending >= 0) expect(new Set(states.slice(firstPending))).toEqual(new Set(['pending']));
    }
    await work(new Date(time), new Date(time + 5 * roundMs), roundMs);
    expect(await countOpenProofs(ctx.database)).toEqual([]);
  });

  it('claim no proof of a time before the authority was back', async () => {
    for (const id of sent) expect(Date.parse((await proofOf(id)).provenAt ?? '')).toBeGreaterThanOrEqual(end.getTime());
  });

  it('leave what was sealed by certificates that still hold provable for ever', async () => {
    expect(new Set(await statesOf(usualOnes))).toEqual(new Set(['complete']));
    for (const id of usualOnes)
      expect(await judge(id)).toMatchObject({
        indication: 'TOTAL-PASSED',
        level: 'B-LT',
        provenAt: (await proofOf(id)).provenAt,
      });
  });

  it('leave what was sealed by a certificate that ended meanwhile with its timestamp, and say so', async () => {
    expect(await countLimitedProofs(ctx.database)).toBe(2);
    expect(await proofOf(expired)).toMatchObject({
      state: 'limited',
      reason: expect.stringMatching(/^B-T: .*was valid until/),
    });
    expect(await judge(expired, await laterLists())).toMatchObject({
      indication: 'INDETERMINATE',
      subIndication: 'OUT_OF_BOUNDS_NO_POE',
      level: 'B-T',
    });
  });

  it('leave what was sealed by a certificate that was revoked meanwhile with its timestamp, and say so', async () => {
    expect(await proofOf(compromised)).toMatchObject({
      state: 'limited',
      reason: expect.stringMatching(/^B-T: .*was revoked/),
    });
    expect(await judge(compromised, await laterLists())).toMatchObject({
      indication: 'INDETERMINATE',
      subIndication: 'REVOKED_NO_POE',
      level: 'B-T',
    });
  });
});
