/**
 * What a timestamped checkpoint proves for the receipts in a proof file that was composed when their key had ended. The log is written here by
 * hand, beside the product: hashes as RFC 9162 has them, one tree of four leaves.
 */
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FileReport } from '../../../certs/verdict/report.js';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import type { VerifyOptions } from '../../../certs/verdict/verify-options.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { type Stamp, StampedContainer, timestampAuthority, validationData } from '../../support/stamped-container.js';
import { listOf, newTestAuthority, type TestAuthority, type TestSeal } from '../../support/test-authority.js';

const dayMs = 86_400_000;
const start = new Date();
const days = (count: number) => new Date(start.getTime() + count * dayMs);
const sha256 = (...parts: readonly (Buffer | string)[]) =>
  createHash('sha256')
    .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
    .digest();

const receiptName = 'statuses/0001-01-H30.05.asice';
const salt = Buffer.alloc(16, 9);

let authority: TestAuthority;
let receiptKey: TestSeal;
let gatewayKey: TestSeal;
let stamp: Stamp;
let receipt: Buffer;
/** The list that was current while the receipt's key held: kept with the stamp. */
let listOfThen: Buffer;

beforeAll(async () => {
  authority = await newTestAuthority('Tỉnh Nhật Ký', days(-30));
  receiptKey = await authority.issueSeal({ notAfter: days(10) });
  gatewayKey = await authority.issueSeal({ notAfter: days(900) });
  stamp = await timestampAuthority(authority, { notBefore: days(-30), notAfter: days(900) });
  receipt = await (await StampedContainer.seal(receiptKey.signer, days(-1), { 'a.txt': 'đã đến' })).bytes();
  listOfThen = (await listOf(authority.issuing, [], days(1))).der;
});

const node = (left: Buffer, right: Buffer) => sha256(Buffer.of(1), left, right);
const leafOf = (data: string) => sha256(Buffer.of(0), data);

interface Claim {
  file: string;
  leaf: string;
  payload: string;
  salt: string;
  position: number;
  size: number;
  path: string[];
}

interface Log {
  claim: Claim;
  note: string;
}

/** A log of four events, the third of which names the message. */
function logOf(message: Buffer): Log {
  const payload = JSON.stringify({ agency: 'H30.05', messages: [sha256(message).toString('hex')] });
  const leaf = JSON.stringify({ id: 3, kind: 'status.declared', payload: sha256(salt, payload).toString('hex'), v: 1 });
  const [first, second, third, fourth] = ['một', 'hai', leaf, 'bốn'].map(leafOf) as [Buffer, Buffer, Buffer, Buffer];
  const left = node(first, second);
  const root = node(left, node(third, fourth));
  const path = [fourth, left].map((hash) => hash.toString('base64'));
  return {
    claim: { file: receiptName, leaf, payload, salt: salt.toString('hex'), position: 2, size: 4, path },
    note: noteOf(4, root),
  };
}

/** Signed by nobody: whose log it is does not matter. */
const noteOf = (size: number, root: Buffer) =>
  `log.vi.du\n${size}\n${root.toString('base64')}\n\n— log.vi.du ${Buffer.alloc(68).toString('base64')}\n`;

type Files = Record<string, Buffer | string>;

/** A proof of the sixtieth day; its log was stamped on that day. */
async function proofOf(
  stampedOn: Date,
  change: (files: Files, log: Log) => void | Promise<void> = () => {},
  by = stamp,
) {
  const log = logOf(receipt);
  const token = await by(sha256(log.note), stampedOn);
  const lists = await validationData(authority, days(60));
  const files: Files = {
    'proof.json': JSON.stringify({ format: 'congvan-proof', version: 1 }),
    [receiptName]: receipt,
    'log/stamped-4.txt': log.note,
    'log/stamped-4.tst': token,
    'trust/list-1.crl': listOfThen,
  };
  await change(files, log);
  files['log/existence.json'] ??= JSON.stringify({ items: [log.claim] });
  const proof = await StampedContainer.seal(gatewayKey.signer, days(60), files);
  return (await (await proof.stamp(stamp, days(60))).add(...lists)).bytes();
}

async function judge(bytes: Buffer, options: Partial<VerifyOptions> = {}): Promise<FileReport> {
  const lists = await Promise.all([listOf(authority.root, [], days(60)), listOf(authority.issuing, [], days(60))]);
  const crls = lists.map(({ der }) => der);
  return verifyFile(bufferSource(bytes), {
    policy: 'full',
    anchors: authority.anchors,
    at: days(61),
    crls,
    ...options,
  });
}

const receiptIn = ({ nested }: FileReport) => nested?.find(({ name }) => name === receiptName);

describe('a receipt in a proof composed after its key had ended', () => {
  it('passes when a checkpoint that covers its event was timestamped before', async () => {
    const report = await judge(await proofOf(days(1)));
    expect(report.indication).toBe('TOTAL-PASSED');
    const found = receiptIn(report);
    expect(found?.report.signatures[0]).toMatchObject({ indication: 'TOTAL-PASSED', provenAt: found?.existedAt });
    expect(Math.abs(Date.parse(found?.existedAt ?? '') - days(1).getTime())).toBeLessThan(2_000);
  });

  const ended = { indication: 'INDETERMINATE', subIndication: expect.stringMatching(/^OUT_OF_BOUNDS/) };
  /** Then its time is that of the seal around it, and the key had ended. */
  const undecided = (report: FileReport) => {
    expect(report.signatures[0]?.indication).toBe('TOTAL-PASSED');
    expect(receiptIn(report)).toMatchObject({ existedAt: report.signatures[0]?.provenAt, report: ended });
    expect(report.indication).toBe('INDETERMINATE');
  };

  it('stays undecided when the checkpoint was timestamped after that, too, and is said to have existed then', async () => {
    const found = receiptIn(await judge(await proofOf(days(11))));
    expect(found?.report).toMatchObject(ended);
    expect(Math.abs(Date.parse(found?.existedAt ?? '') - days(11).getTime())).toBeLessThan(2_000);
  });

  const other = Buffer.from('biên nhận khác');
  it.each<[string, (files: Files, log: Log) => void]>([
    ['without the timestamp', (files) => void delete files['log/stamped-4.tst']],
    ['without the checkpoint', (files) => void delete files['log/stamped-4.txt']],
    ['with a way to another root', (_, { claim }) => void claim.path.reverse()],
    ['with a shortened way', (_, { claim }) => void claim.path.pop()],
    ['with a lengthened way', (_, { claim }) => void claim.path.push(...claim.path)],
    ['with another position', (_, { claim }) => void Object.assign(claim, { position: 3 })],
    ['with a position outside the tree', (_, { claim }) => void Object.assign(claim, { position: 4 })],
    ['with a position that is no number of a leaf', (_, { claim }) => void Object.assign(claim, { position: 2.5 })],
    ['with another leaf', (_, { claim }) => void Object.assign(claim, { leaf: claim.leaf.replace('"v":1', '"v":2') })],
    ['with the event of another message', (_, { claim }) => void Object.assign(claim, logOf(other).claim)],
    [
      'with a payload made for it',
      (_, { claim }) => {
        const { payload } = logOf(receipt).claim;
        Object.assign(claim, logOf(other).claim, { payload });
      },
    ],
    [
      'with octets moved from the payload to the salt',
      (_, { claim }) => {
        const moved = Buffer.concat([salt, Buffer.from(claim.payload.slice(0, 1))]).toString('hex');
        Object.assign(claim, { salt: moved, payload: claim.payload.slice(1) });
      },
    ],
    ['with the claim for another file', (_, { claim }) => void Object.assign(claim, { file: 'statuses/0002.asice' })],
    [
      'with a checkpoint written for another log',
      (files) => void Object.assign(files, { 'log/stamped-4.txt': logOf(other).note }),
    ],
    [
      'with a checkpoint of another size than its name',
      (files, { note }) => void Object.assign(files, { 'log/stamped-4.txt': note.replace('\n4\n', '\n5\n') }),
    ],
    [
      'with something else than claims',
      (files) => void Object.assign(files, { 'log/existence.json': '{"items":[7,{}]}' }),
    ],
    ['with something else than JSON', (files) => void Object.assign(files, { 'log/existence.json': '{' })],
    ['with something else than a token', (files) => void Object.assign(files, { 'log/stamped-4.tst': 'dấu' })],
  ])('stays undecided %s', async (_what, change) => {
    undecided(await judge(await proofOf(days(1), change)));
  });

  it('stays undecided when the timestamp is of an authority that nobody trusts', async () => {
    const stranger = await newTestAuthority('Nơi khác', days(-30));
    const strange = await timestampAuthority(stranger, { notBefore: days(-30), notAfter: days(900) });
    undecided(await judge(await proofOf(days(1), undefined, strange)));
  });

  it('stays undecided when the timestamp’s authority had ended before the proof was sealed: nothing shows that it is older', async () => {
    const shortLived = await timestampAuthority(authority, { notBefore: days(-30), notAfter: days(5) });
    undecided(await judge(await proofOf(days(1), undefined, shortLived)));
  });

  describe('and after the authority of the timestamp had ended, on the fifth day', () => {
    let shortLived: Stamp;
    beforeAll(async () => {
      shortLived = await timestampAuthority(authority, { notBefore: days(-30), notAfter: days(5) });
    });

    /** A later checkpoint, of five leaves or as many as it says, whose last event tells of the first timestamp. */
    const renewed = (stampedOn: Date, size = 5) =>
      proofOf(
        days(1),
        async (files, { claim }) => {
          const token = files['log/stamped-4.tst'] ?? '';
          const payload = JSON.stringify({ size: 4, token: sha256(token).toString('hex') });
          const leaf = JSON.stringify({ id: 5, kind: 'log.stamped', payload: sha256(salt, payload).toString('hex') });
          const before = leafOf('bốn sự kiện trước');
          const note = noteOf(size, node(before, leafOf(leaf)));
          const renewal = { ...claim, file: 'log/stamped-4.tst', leaf, payload, position: size - 1, size };
          const items = [claim, { ...renewal, path: [before.toString('base64')] }];
          Object.assign(files, {
            'log/existence.json': JSON.stringify({ items }),
            [`log/stamped-${size}.txt`]: note,
            [`log/stamped-${size}.tst`]: await stamp(sha256(note), stampedOn),
          });
        },
        shortLived,
      );

    it('passes when a timestamp of another authority, made before that, covers the first', async () => {
      const report = await judge(await renewed(days(4)));
      expect(report.indication).toBe('TOTAL-PASSED');
      expect(Math.abs(Date.parse(receiptIn(report)?.existedAt ?? '') - days(1).getTime())).toBeLessThan(2_000);
    });

    it('stays undecided when that came too late', async () => {
      undecided(await judge(await renewed(days(6))));
    });

    it('stays undecided when the other checkpoint is no later one', async () => {
      undecided(await judge(await renewed(days(4), 2)));
    });
  });

  it('is not given a time under policy core', async () => {
    const report = await judge(await proofOf(days(1)), { policy: 'core' });
    expect(receiptIn(report)?.existedAt).toBeNull();
  });
});
