/** Which level of the ETSI baseline is reported: what the file carries counts, not what the auditor brought along. */
import { beforeAll, describe, expect, it } from 'vitest';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { type Stamp, StampedContainer, timestampAuthority, validationData } from '../../support/stamped-container.js';
import { listOf, newTestAuthority, type TestAuthority, type TestSeal } from '../../support/test-authority.js';

const dayMs = 86_400_000;
const start = new Date();
const days = (count: number) => new Date(start.getTime() + count * dayMs);

let authority: TestAuthority;
let seal: TestSeal;
let stamp: Stamp;

beforeAll(async () => {
  authority = await newTestAuthority('Tỉnh Thử Nghiệm', days(-60));
  seal = await authority.issueSeal({ notAfter: days(1_000) });
  stamp = await timestampAuthority(authority, { notBefore: days(-60), notAfter: days(1_000) });
});

async function fresh(): Promise<StampedContainer> {
  const sealed = await StampedContainer.seal(seal.signer, days(-1), { 'a.txt': 'Kính gửi' });
  return sealed.stamp(stamp, days(0));
}

/** With the lists of that day beside the file, which are newer than what the file carries. */
async function levelAt(container: StampedContainer, at: Date): Promise<string | undefined> {
  const crls = (await Promise.all([authority.root, authority.issuing].map((issuer) => listOf(issuer, [], at)))).map(
    ({ der }) => der,
  );
  const options = { policy: 'full', anchors: authority.anchors, crls, at } as const;
  const { indication, signatures } = await verifyFile(bufferSource(await container.bytes()), options);
  expect(indication).toBe('TOTAL-PASSED');
  return signatures[0]?.level;
}

describe('judged with lists newer than its own', () => {
  it('what carries its validation data is B-LT still, also when its own lists are long out of date', async () => {
    const container = (await fresh()).add(...(await validationData(authority, days(0))));
    expect(await levelAt(container, days(1))).toBe('B-LT');
    expect(await levelAt(container, days(400))).toBe('B-LT');
  });

  it('what carries an archive timestamp over that is B-LTA still', async () => {
    const container = (await fresh()).add(...(await validationData(authority, days(0))));
    await container.archive(stamp, days(20));
    expect(await levelAt(container, days(400))).toBe('B-LTA');
  });

  it('what carries no lists is B-T, with an archive timestamp or without', async () => {
    const container = await fresh();
    expect(await levelAt(container, days(1))).toBe('B-T');
    await container.archive(stamp, days(2));
    expect(await levelAt(container, days(3))).toBe('B-T');
  });

  it('what carries one list of two is B-T', async () => {
    const [certificate, rootList] = await validationData(authority, days(0));
    if (certificate === undefined || rootList === undefined) throw new Error('no data');
    expect(await levelAt((await fresh()).add(certificate, rootList), days(1))).toBe('B-T');
  });
});
