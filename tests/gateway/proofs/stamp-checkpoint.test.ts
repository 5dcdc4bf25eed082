/** A receipt whose key ends before anybody asks for the proof: the log was timestamped while it held, by a clock that is moved. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Signer } from '../../../certs/keys/signer.js';
import { readToken } from '../../../certs/timestamp/read-token.js';
import type { VerificationReport } from '../../../certs/verdict/report.js';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import type { GatewayContext } from '../../../gateway/context.js';
import { sequenceOnce } from '../../../gateway/evidence/sequencer.js';
import { rowOf } from '../../../gateway/identity/authority-tools.js';
import { insertCertificate } from '../../../gateway/identity/certificates.store.js';
import { composeProof } from '../../../gateway/proofs/compose-proof.js';
import { stampCheckpoint } from '../../../gateway/proofs/stamp-checkpoint.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { Problem } from '../../../schemas/problems/problem.js';
import {
  arriveDocument,
  type GatewayFixture,
  metadataOf,
  openGatewayFixture,
  submitDocument,
} from '../../support/gateway-fixture.js';
import { publishLists } from '../../support/publish-lists.js';
import { entriesOf } from '../../support/rewrite-container.js';
import { timestampAuthority } from '../../support/stamped-container.js';

const dayMs = 86_400_000;
const start = new Date();
const days = (count: number) => new Date(start.getTime() + count * dayMs);
const sender = 'H30.03';
const receiver = 'H30.05';
const receiptName = `statuses/0001-01-${receiver}.asice`;

let gateway: GatewayFixture;
let ctx: GatewayContext;
let receiptKey: Signer;
let id: string;

beforeAll(async () => {
  gateway = await openGatewayFixture();
  const { keys, database } = gateway.ctx;
  ctx = {
    ...gateway.ctx,
    keys: {
      sealSigner: (agency) => keys.sealSigner(agency),
      receiptSigner: async () => receiptKey,
      checkpointSigner: () => keys.checkpointSigner(),
      timestampSigner: () => keys.timestampSigner(),
      ocspSigner: () => keys.ocspSigner(),
      mailSigner: (address) => keys.mailSigner(address),
      refresh: () => keys.refresh(),
    },
  };
  const ending = await gateway.authority.issueSeal({ notAfter: days(2) });
  await insertCertificate(
    database,
    rowOf(ending.certificate, { kind: 'receipt', holder: 'gateway', chain: ending.chain }),
  );
  receiptKey = ending.signer;
  gateway.setNow(start);
  await publishLists(ctx, gateway.authority, [], start);
  id = (await submitDocument(ctx, gateway.clerk(sender), metadataOf({ to: [receiver] }))).id;
  await arriveDocument(ctx, id, receiver);
  await sequenceOnce(ctx);
});
afterAll(() => gateway.close());

const stamps = async () => {
  const { rows } = await ctx.database.query<{ size: number; token: Buffer; note: string }>(
    'select s.size, s.token, c.note from checkpoint_stamps s join checkpoints c using (size) order by s.size',
  );
  return rows;
};

/** The log grows by an event that is nobody's. */
async function growLog(): Promise<void> {
  await ctx.database.query(
    `insert into events (kind, agencies, payload, salt, payload_sha256) values ('agency.changed', '{}', '{}', '\\x00', '\\x00')`,
  );
  await sequenceOnce(ctx);
}

async function proofFile(): Promise<Buffer> {
  const { source } = await composeProof(ctx, gateway.clerk(sender), id);
  try {
    return await source.read(0, source.size);
  } finally {
    await source.close();
  }
}

/** As an auditor judges it on that day, offline, with the root alone. */
const judge = (bytes: Buffer, at: Date): Promise<VerificationReport> =>
  verifyFile(bufferSource(bytes), { policy: 'full', anchors: gateway.authority.anchors, at });

const receiptIn = ({ nested }: VerificationReport) => nested?.find(({ name }) => name === receiptName);

describe('timestamps over the log', () => {
  it('wait for an authority that answers, and are no fault while none does', async () => {
    const request = async () => {
      throw new Problem('timestamp_unavailable');
    };
    expect(await stampCheckpoint({ ...ctx, timestamps: { request, worthAsking: () => 1 } })).toBe(false);
    expect(await stampCheckpoint({ ...ctx, timestamps: { request, worthAsking: () => 0 } })).toBe(false);
    expect(await stamps()).toEqual([]);
  });

  it('are taken once, by however many workers', async () => {
    const validity = { notBefore: days(-1), notAfter: days(3) };
    const ending = await timestampAuthority(gateway.authority, validity);
    const request = (sha256: Buffer) => ending(sha256, ctx.now());
    const asking = { ...ctx, timestamps: { request, worthAsking: () => Number.POSITIVE_INFINITY } };
    const answers = await Promise.all([asking, asking, asking].map(stampCheckpoint));
    expect(answers.filter(Boolean)).toHaveLength(1);
    const [stamp] = await stamps();
    expect(readToken(stamp?.token ?? Buffer.alloc(0)).genTime.getTime()).toBeCloseTo(start.getTime(), -4);
  });

  it('are no reason for another one, except once a month', async () => {
    await sequenceOnce(ctx);
    gateway.setNow(new Date(start.getTime() + 11 * 60_000));
    expect(await stampCheckpoint(ctx)).toBe(false);
    const keep = {
      ...ctx,
      timestamps: { request: async () => Promise.reject(new Error('asked')), worthAsking: () => 1 },
    };
    gateway.setNow(days(31));
    await expect(stampCheckpoint(keep)).rejects.toThrow('asked');
  });

  it('are taken again when the log has grown, and ten minutes have passed', async () => {
    await growLog();
    gateway.setNow(new Date(start.getTime() + 9 * 60_000));
    expect(await stampCheckpoint(ctx)).toBe(false);
    gateway.setNow(new Date(start.getTime() + 11 * 60_000));
    expect(await stampCheckpoint(ctx)).toBe(true);
    expect(await stamps()).toHaveLength(2);
  });
});

describe('a proof composed when the receipt’s key had ended, and the authority of the first timestamp, too', () => {
  let proof: Buffer;

  beforeAll(async () => {
    gateway.setNow(days(5));
    await publishLists(ctx, gateway.authority, [], days(5));
    receiptKey = await gateway.ctx.keys.receiptSigner();
    proof = await proofFile();
  });

  it('brings the earliest timestamped checkpoint that covers the receipt, and a later one that covers the timestamp', async () => {
    const entries = await entriesOf(proof);
    const all = await stamps();
    expect(all).toHaveLength(2);
    for (const { size, note, token } of all) {
      expect(entries.get(`log/stamped-${size}.txt`)?.toString()).toBe(note);
      expect(entries.get(`log/stamped-${size}.tst`)?.equals(token)).toBe(true);
    }
    const { items } = JSON.parse(entries.get('log/existence.json')?.toString() ?? '') as { items: unknown[] };
    const [first, second] = all.map(({ size }) => size);
    expect(items).toMatchObject([
      { file: receiptName, size: first },
      { file: `log/stamped-${first}.tst`, size: second },
    ]);
  });

  it('passes offline, with a receipt that existed when the log was timestamped', async () => {
    const report = await judge(proof, days(5));
    expect(report.indication).toBe('TOTAL-PASSED');
    const found = receiptIn(report);
    expect(Date.parse(found?.existedAt ?? '')).toBeCloseTo(start.getTime(), -4);
    const notAfter = found?.report.signatures[0]?.signer?.notAfter ?? '';
    expect(Date.parse(notAfter)).toBeLessThan(days(3).getTime());
  });

  it('is undecided where the log was never timestamped', async () => {
    await ctx.database.query('delete from checkpoint_evidence');
    await ctx.database.query('delete from checkpoint_stamps');
    const bytes = await proofFile();
    expect((await entriesOf(bytes)).has('log/existence.json')).toBe(false);
    const report = await judge(bytes, days(5));
    expect(report.indication).toBe('INDETERMINATE');
    expect(receiptIn(report)?.report).toMatchObject({
      indication: 'INDETERMINATE',
      subIndication: expect.stringMatching(/^OUT_OF_BOUNDS/),
    });
  });
});
