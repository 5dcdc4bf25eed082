/**
 * What the seal around a proof proves for what is nested in it, told by clocks that are moved: receipts carry no timestamp of their own, and
 * the keys that sealed them end or are revoked years before somebody asks.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCertificate } from '../../../certs/trust/certificate.js';
import type { FileReport, VerificationReport } from '../../../certs/verdict/report.js';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import type { VerifyOptions } from '../../../certs/verdict/verify-options.js';
import { signatureName } from '../../../certs/xades/seal-container.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { entriesOf, rewriteContainer } from '../../support/rewrite-container.js';
import { type Stamp, StampedContainer, timestampAuthority, validationData } from '../../support/stamped-container.js';
import { listOf, newTestAuthority, type TestAuthority, type TestSeal } from '../../support/test-authority.js';

const dayMs = 86_400_000;
const start = new Date();
const days = (count: number) => new Date(start.getTime() + count * dayMs);
const years = (count: number) => days(365 * count);

const receiptName = 'statuses/0001-01-H30.05.asice';
const head = JSON.stringify({ format: 'congvan-proof', version: 1 });

let authority: TestAuthority;
let receiptKey: TestSeal;
let gatewayKey: TestSeal;
let stamp: Stamp;
let receipt: Buffer;

beforeAll(async () => {
  authority = await newTestAuthority('Tỉnh Lâu Dài', days(-30));
  receiptKey = await authority.issueSeal({ notAfter: days(10) });
  gatewayKey = await authority.issueSeal({ notAfter: days(900) });
  stamp = await timestampAuthority(authority, { notBefore: days(-30), notAfter: days(900) });
  receipt = await (await StampedContainer.seal(receiptKey.signer, days(-1), { 'a.txt': 'đã đến' })).bytes();
});

/** A proof of that day with the receipt in it, and what is needed to judge that. */
async function proofOf(day: Date, nested: Buffer = receipt, signer = gatewayKey.signer): Promise<StampedContainer> {
  const data = await validationData(authority, day);
  const [, rootList, list] = data.map(({ der }) => der) as [Buffer, Buffer, Buffer];
  const trust = { 'trust/list-1.crl': rootList, 'trust/list-2.crl': list };
  const proof = await StampedContainer.seal(signer, day, { 'proof.json': head, [receiptName]: nested, ...trust });
  return (await proof.stamp(stamp, day)).add(...data);
}

const listsAt = async (at: Date, revoked: Parameters<typeof listOf>[1] = [], of: TestAuthority = authority) =>
  (await Promise.all([listOf(of.root, [], at), listOf(of.issuing, revoked, at)])).map(({ der }) => der);

const revocation = ({ certificate }: TestSeal, revokedAt: Date) => ({
  serial: readCertificate(certificate).serial,
  revokedAt,
  reason: 'keyCompromise' as const,
});

/** As somebody judges then, who has the root and the lists of that day. */
async function judge(bytes: Buffer, at: Date, options: Partial<VerifyOptions> = {}): Promise<VerificationReport> {
  const crls = options.crls ?? (await listsAt(at));
  return verifyFile(bufferSource(bytes), { policy: 'full', anchors: authority.anchors, at, ...options, crls });
}

function receiptIn({ nested }: FileReport) {
  const found = nested?.find(({ name }) => name === receiptName);
  if (found === undefined) throw new Error('the receipt was not judged');
  return found;
}

const endedLong = { indication: 'INDETERMINATE', subIndication: expect.stringMatching(/^OUT_OF_BOUNDS/) };

describe('a receipt whose key has ended', () => {
  it('cannot be decided by itself', async () => {
    expect(await judge(receipt, days(60))).toMatchObject(endedLong);
  });

  it('passes in a proof sealed and timestamped before, and is said to have existed then, no earlier', async () => {
    const report = await judge(await (await proofOf(days(1))).bytes(), days(60));
    expect(report.indication).toBe('TOTAL-PASSED');
    const { existedAt, report: inside } = receiptIn(report);
    expect(existedAt).toBe(report.signatures[0]?.provenAt);
    expect(inside).toMatchObject({
      indication: 'TOTAL-PASSED',
      signatures: [{ level: 'B-B', provenAt: existedAt, timestamps: [] }],
    });
    expect(Math.abs(Date.parse(existedAt ?? '') - days(1).getTime())).toBeLessThan(2_000);
  });

  it('stays undecided in a proof made after its end', async () => {
    const report = await judge(await (await proofOf(days(11))).bytes(), days(60));
    expect(report.signatures[0]?.indication).toBe('TOTAL-PASSED');
    expect(receiptIn(report).report).toMatchObject(endedLong);
    expect(report.indication).toBe('INDETERMINATE');
  });
});

describe('a receipt whose key was revoked', () => {
  const judgeRevoked = async (revokedAt: Date) => {
    const crls = await listsAt(days(9), [revocation(receiptKey, revokedAt)]);
    return judge(await (await proofOf(days(3))).bytes(), days(9), { crls });
  };

  it('after the proof was timestamped, passes', async () => {
    expect(await judgeRevoked(days(4))).toMatchObject({ indication: 'TOTAL-PASSED' });
  });

  it('before the proof was timestamped, does not, though the proof’s own seal does', async () => {
    const report = await judgeRevoked(days(2));
    expect(report.signatures[0]?.indication).toBe('TOTAL-PASSED');
    expect(receiptIn(report).report).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'REVOKED_NO_POE' });
  });

  it('before it was sealed by its own claim, fails', async () => {
    expect(receiptIn(await judgeRevoked(days(-2))).report).toMatchObject({
      indication: 'TOTAL-FAILED',
      subIndication: 'REVOKED',
    });
  });
});

it('a receipt passes exactly when the proof around it was timestamped while its key held', async () => {
  const stampedOn = fc.integer({ min: 0, max: 20 }).map((day) => day + 0.5);
  const revokedOn = fc.option(fc.integer({ min: 0, max: 20 }), { nil: null });
  await fc.assert(
    fc.asyncProperty(stampedOn, revokedOn, async (stamped, revoked) => {
      const bytes = await (await proofOf(days(stamped))).bytes();
      const revocations = revoked === null ? [] : [revocation(receiptKey, days(revoked))];
      const report = await judge(bytes, days(60), {
        crls: [...(await listsAt(days(9), revocations)), ...(await listsAt(days(60), revocations))],
      });
      const held = stamped < Math.min(10, revoked ?? 10);
      expect(receiptIn(report).report.indication === 'TOTAL-PASSED').toBe(held);
    }),
    { numRuns: 60 },
  );
});

describe('the seal around it proves nothing', () => {
  const unproven = { existedAt: null, report: endedLong };

  it('when its signature value is broken', async () => {
    const bytes = await (await proofOf(days(1))).bytes();
    const xml = (await entriesOf(bytes)).get(signatureName)?.toString() ?? '';
    const broken = xml.replace(/(<ds:SignatureValue[^>]*>)..../, '$1AAAA');
    const report = await judge(await rewriteContainer(bytes, { [signatureName]: broken }), days(60));
    expect(report.signatures[0]?.indication).toBe('TOTAL-FAILED');
    expect(receiptIn(report)).toMatchObject(unproven);
  });

  it('when another file that it covers was changed: it holds as a whole or not at all', async () => {
    const forged = await (await proofOf(days(1))).forged('proof.json', Buffer.from(`${head}\n`));
    expect(receiptIn(await judge(forged, days(60)))).toMatchObject(unproven);
  });

  it('when it does not cover the receipt', async () => {
    const proof = await StampedContainer.seal(gatewayKey.signer, days(1), { 'proof.json': head });
    await proof.stamp(stamp, days(1));
    const bytes = await rewriteContainer(await proof.bytes(), { [receiptName]: receipt });
    const report = await judge(bytes, days(60));
    expect(report.signatures[0]).toMatchObject({ indication: 'TOTAL-PASSED', covers: ['proof.json'] });
    expect(receiptIn(report)).toMatchObject(unproven);
    expect(report.indication).toBe('TOTAL-FAILED');
  });

  it('for a receipt put in the place of the one it covers', async () => {
    const other = await (await StampedContainer.seal(receiptKey.signer, days(-1), { 'a.txt': 'đã nhận' })).bytes();
    expect(receiptIn(await judge(await (await proofOf(days(1))).forged(receiptName, other), days(60)))).toMatchObject(
      unproven,
    );
  });

  it('when it has no timestamp, whatever time its signer claims', async () => {
    const proof = await StampedContainer.seal(gatewayKey.signer, days(1), {
      'proof.json': head,
      [receiptName]: receipt,
    });
    const report = await judge(await proof.bytes(), days(60));
    expect(report.signatures[0]?.indication).toBe('TOTAL-PASSED');
    expect(receiptIn(report)).toMatchObject(unproven);
  });

  it('when its timestamp comes from an authority that nobody trusts', async () => {
    const stranger = await newTestAuthority('Nơi khác', days(-30));
    const strange = await timestampAuthority(stranger, { notBefore: days(-30), notAfter: days(900) });
    const proof = await StampedContainer.seal(gatewayKey.signer, days(1), {
      'proof.json': head,
      [receiptName]: receipt,
    });
    await proof.stamp(strange, days(1));
    const report = await judge(await proof.bytes(), days(60));
    expect(report.signatures[0]?.indication).toBe('TOTAL-PASSED');
    expect(receiptIn(report)).toMatchObject(unproven);
  });

  it('when its timestamp is genuine but over another proof', async () => {
    const proof = await StampedContainer.seal(gatewayKey.signer, days(20), {
      'proof.json': head,
      [receiptName]: receipt,
    });
    const older = await StampedContainer.seal(gatewayKey.signer, days(1), { 'proof.json': head });
    await older.stamp(stamp, days(1));
    const token = /<t:SignatureTimeStamp .*?<\/t:SignatureTimeStamp>/;
    const [stolen = ''] = token.exec((await entriesOf(await older.bytes())).get(signatureName)?.toString() ?? '') ?? [];
    const bytes = await (await proof.stamp(stamp, days(20))).bytes();
    const xml = (await entriesOf(bytes)).get(signatureName)?.toString() ?? '';
    const report = await judge(
      await rewriteContainer(bytes, { [signatureName]: xml.replace(token, stolen) }),
      days(60),
    );
    expect(report.signatures[0]?.indication).not.toBe('TOTAL-PASSED');
    expect(receiptIn(report)).toMatchObject(unproven);
  });

  it('when it is sealed with a stolen key, revoked before the timestamp', async () => {
    const crls = await listsAt(days(60), [revocation(gatewayKey, days(-2))]);
    expect(receiptIn(await judge(await (await proofOf(days(1))).bytes(), days(60), { crls }))).toMatchObject(unproven);
  });

  it('under policy core, which asks for no time', async () => {
    const report = await judge(await (await proofOf(days(1))).bytes(), days(60), { policy: 'core' });
    expect(receiptIn(report)).toMatchObject({ existedAt: null, report: { indication: 'TOTAL-PASSED' } });
  });
});

it('what is nested proves nothing for the seal around it', async () => {
  const inner = await StampedContainer.seal(gatewayKey.signer, days(-1), { 'a.txt': 'đã đến' });
  const nested = await (await inner.stamp(stamp, days(1))).bytes();
  const endingKey = await authority.issueSeal({ notAfter: days(10) });
  const proof = await StampedContainer.seal(endingKey.signer, days(1), { 'proof.json': head, [receiptName]: nested });
  const report = await judge(await proof.bytes(), days(60));
  expect(report.signatures[0]).toMatchObject(endedLong);
  expect(receiptIn(report)).toMatchObject({ existedAt: null, report: { indication: 'TOTAL-PASSED' } });
});

describe('timestamps inside what is nested', () => {
  /** Their authority ends on the fifth day. */
  const stampedInside = async () => {
    const shortLived = await timestampAuthority(authority, { notBefore: days(-30), notAfter: days(5) });
    const document = await StampedContainer.seal(receiptKey.signer, days(-1), { 'a.txt': 'văn bản' });
    return (
      await (await document.stamp(shortLived, days(0))).add(...(await validationData(authority, days(0))))
    ).bytes();
  };

  it('are believed after their authority has ended, when the seal around them is older than that', async () => {
    const document = await stampedInside();
    expect((await judge(document, days(60))).indication).toBe('INDETERMINATE');
    const { existedAt, report } = receiptIn(await judge(await (await proofOf(days(3), document)).bytes(), days(60)));
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', signatures: [{ level: 'B-LT' }] });
    expect(Date.parse(report.signatures[0]?.provenAt ?? '')).toBeLessThan(Date.parse(existedAt ?? ''));
  });

  it('are not, when the seal around them is younger', async () => {
    const report = await judge(await (await proofOf(days(6), await stampedInside())).bytes(), days(60));
    expect(receiptIn(report).report.signatures[0]?.timestamps[0]?.indication).toBe('INDETERMINATE');
  });
});

describe('ten years later, when every key and authority of that time has ended', () => {
  let successor: TestAuthority;
  let stampOfSuccessor: Stamp;
  let late: Partial<VerifyOptions>;

  beforeAll(async () => {
    successor = await newTestAuthority('Tỉnh Lâu Dài, đời sau', years(2));
    stampOfSuccessor = await timestampAuthority(successor, { notBefore: years(2), notAfter: years(11) });
    const anchors = [...authority.anchors, ...successor.anchors];
    late = { anchors, crls: await listsAt(years(10), [], successor) };
  });

  it('a proof whose archive timestamp was renewed in time passes, with the receipt in it', async () => {
    const proof = await proofOf(days(1));
    proof.add(...(await validationData(authority, days(800))));
    await proof.archive(stampOfSuccessor, days(800));
    const report = await judge(await proof.bytes(), years(10), late);
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', signatures: [{ level: 'B-LTA' }] });
    expect(receiptIn(report).existedAt).toBe(report.signatures[0]?.provenAt);
  });

  it('a proof whose archive timestamp came when its timestamp’s authority had ended does not', async () => {
    const proof = await proofOf(days(1));
    proof.add(...(await validationData(authority, days(1_000))));
    await proof.archive(stampOfSuccessor, days(1_000));
    const report = await judge(await proof.bytes(), years(10), late);
    expect(report.indication).toBe('INDETERMINATE');
    expect(receiptIn(report).report).toMatchObject(endedLong);
  });

  it('a proof without one does not', async () => {
    const report = await judge(await (await proofOf(days(1))).bytes(), years(10), late);
    expect(report.indication).toBe('INDETERMINATE');
    expect(receiptIn(report)).toMatchObject({ existedAt: null, report: endedLong });
  });
});
