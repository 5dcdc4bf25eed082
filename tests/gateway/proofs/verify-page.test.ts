/**
 * The commands of docs/verify.md, run as they stand there by bash, on proof files a gateway has made and on forged ones. A forger without
 * keys is stopped by the outer seal; a gateway that lies, and seals the lie with its own key, by the step that does not rely upon it.
 */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCertificate } from '../../../certs/trust/certificate.js';
import { type Audit, audit, expectedOutput } from '../../support/audit-by-page.js';
import { openProofRoom, type ProofRoom } from '../../support/proof-room.js';
import { type Changes, entriesOf, rewriteContainer } from '../../support/rewrite-container.js';
import { sealedText } from '../../support/sealed-text.js';
import { listOf, newTestAuthority, testAuthority } from '../../support/test-authority.js';

const seal = 'META-INF/signatures0.xml';
const receipt = 'statuses/0001-01-H30.05.asice';

describe.each([
  { level: 'B-LT', revocation: 'lists' },
  { level: 'B-LTA', revocation: 'lists' },
  { level: 'B-LT', revocation: 'answers' },
] as const)('a proof file of level $level with revocation $revocation', (wish) => {
  it('is judged from end to end by the commands of the page, which print what the page says', async () => {
    const room = await openProofRoom(wish);
    const { status, stdout, stderr } = audit(room.proof, room.gateway.authority.root.certificate);
    await room.close();
    expect([status, stderr], stdout).toEqual([0, '']);
    expect(stdout).toMatch(expectedOutput());
    expect(stdout).toContain(`${receipt}: in the log`);
    expect(stdout.includes('says an OCSP answer')).toBe(wish.revocation === 'answers');
    expect(stdout.includes('everything above was there before')).toBe(wish.level === 'B-LTA');
  });
});

it('a document whose seal has no timestamp yet is stopped at its time', async () => {
  const room = await openProofRoom({ level: 'B-B', revocation: 'lists' });
  const { status, step, stderr } = audit(room.proof, room.gateway.authority.root.certificate);
  await room.close();
  expect([status, step, stderr]).toEqual([1, 4, expect.stringContaining('STOPPED')]);
});

describe('a forged proof file', () => {
  let room: ProofRoom;
  let root: Buffer;
  let inside: Map<string, Buffer>;
  const at = (name: string) => inside.get(name) ?? Buffer.alloc(0);
  const sealOf = async (container: Buffer) => (await entriesOf(container)).get(seal)?.toString() ?? '';
  const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest();

  beforeAll(async () => {
    room = await openProofRoom({ level: 'B-LTA', revocation: 'lists' });
    root = room.gateway.authority.root.certificate;
    inside = await entriesOf(room.proof);
  });
  afterAll(() => room.close());

  /** One letter of the document, in the container inside. */
  const otherDocument = async () => {
    const [name = '', bytes = Buffer.alloc(0)] =
      [...(await entriesOf(at('document.asice')))].find(([entry]) => entry.endsWith('.pdf')) ?? [];
    return rewriteContainer(at('document.asice'), { [name]: bytes.toString().replace('Kính', 'kính') });
  };

  /** A genuine timestamp of the same authority, but over other data, in place of the one in this element. */
  const otherTimestamp = async (container: Buffer, element: string) => {
    const token = await room.gateway.ctx.timestamps.request(sha256(Buffer.from('other data')));
    const inElement = new RegExp(`(<t:${element} .*?<xades:EncapsulatedTimeStamp[^>]*>)[^<]*`);
    const xml = (await sealOf(container)).replace(inElement, `$1${token.toString('base64')}`);
    return rewriteContainer(container, { [seal]: xml });
  };

  const stoppedAt = (step: number, said: RegExp, { status, stdout, stderr, step: reached }: Audit) => {
    expect(status, `${stdout}${stderr}`).not.toBe(0);
    expect(stdout).not.toContain('Everything holds');
    expect(stderr).toContain('STOPPED');
    expect([reached, `${stdout}${stderr}`]).toEqual([step, expect.stringMatching(said)]);
  };

  describe('by somebody without keys', () => {
    it('with a byte changed anywhere is no whole container (1)', () => {
      const damaged = Buffer.from(room.proof);
      damaged.writeUInt8(damaged.readUInt8(damaged.indexOf('proof.json') + 20) ^ 1, damaged.indexOf('proof.json') + 20);
      stoppedAt(1, /bad CRC/, audit(damaged, root));
    });

    it.each([
      ['a letter of the document changed', 2, /FAIL/, async () => ({ 'document.asice': await otherDocument() })],
      ['a receipt taken away', 2, /0001-01-H30\.05/, async () => ({ [receipt]: null })],
      ['a file added', 2, /> them\.txt|< them\.txt/, async () => ({ 'them.txt': 'x' })],
      [
        'a document type in the signature file',
        2,
        /STOPPED.*return 1/,
        async () => ({ [seal]: at(seal).toString().replace('\n', '\n<!DOCTYPE x [<!ENTITY a "a">]>\n') }),
      ],
      [
        'an event changed',
        2,
        /FAIL/,
        async () => ({ 'log/events.tsv': at('log/events.tsv').toString().toUpperCase() }),
      ],
      [
        'the seal of somebody else over a letter',
        2,
        /FAIL/,
        async () => ({
          [seal]: at(seal)
            .toString()
            .replace(/(<ds:SignatureValue[^>]*>)..../, '$1AAAA'),
        }),
      ],
    ] as const)('with %s is stopped at the seal (%i)', async (_what, step, said, changes: () => Promise<Changes>) => {
      stoppedAt(step, said, audit(await rewriteContainer(room.proof, await changes()), root));
    });

    it('with another timestamp on the seal is stopped at the time (3)', async () => {
      const forged = await otherTimestamp(room.proof, 'SignatureTimeStamp');
      stoppedAt(3, /Verification: FAILED/, audit(forged, root));
    });

    it('of another authority altogether is stopped at the certificates (3)', async () => {
      const other = (await newTestAuthority('Nơi khác')).root.certificate;
      stoppedAt(3, /Verification: FAILED|unable to get/, audit(room.proof, other));
    });
  });

  describe('by the gateway itself, sealed with its key', () => {
    const otherEvent = (from: RegExp, to: string) => at('log/events.tsv').toString().replace(from, to);
    const rehashed = () => {
      const [position = '', leaf = '', salt = '', payload = '', siblings = ''] =
        at('log/events.tsv').toString().split('\n')[0]?.split('\t') ?? [];
      const changed = payload.replace('"from":"H30.03"', '"from":"H30.04"');
      const digest = (text: string) =>
        sha256(Buffer.concat([Buffer.from(salt, 'hex'), Buffer.from(text)])).toString('hex');
      const swap = (text: string) => text.replaceAll(digest(payload), digest(changed));
      const lines = at('log/events.tsv').toString().split('\n').slice(1);
      return {
        'log/events.tsv': [[position, swap(leaf), salt, changed, siblings].join('\t'), ...lines].join('\n'),
        'log/events.json': swap(at('log/events.json').toString()),
      };
    };

    it.each([
      ['a letter of the document changed', 4, /FAIL/, async () => ({ 'document.asice': await otherDocument() })],
      [
        'another timestamp on the document’s seal',
        4,
        /Verification: FAILED/,
        async () => ({ 'document.asice': await otherTimestamp(at('document.asice'), 'SignatureTimeStamp') }),
      ],
      [
        'a document that the sender’s certificate did not sign',
        4,
        /FAIL/,
        async () => {
          const xml = await sealOf(at('document.asice'));
          const [, own = ''] = /<ds:X509Certificate>([^<]*)/.exec(xml) ?? [];
          const other = (await (await testAuthority()).issueSeal({ agencyCode: 'H30.03' })).certificate;
          const changes = { [seal]: xml.replace(own, other.toString('base64')) };
          return { 'document.asice': await rewriteContainer(at('document.asice'), changes) };
        },
      ],
      [
        'another archive timestamp',
        5,
        /Verification: FAILED/,
        async () => ({ 'document.asice': await otherTimestamp(at('document.asice'), 'ArchiveTimeStamp') }),
      ],
      [
        'a receipt changed',
        6,
        /FAIL/,
        async () => {
          const envelope = (await entriesOf(at(receipt))).get('envelope.edxml')?.toString() ?? '';
          return { [receipt]: await rewriteContainer(at(receipt), { 'envelope.edxml': envelope.replace('01', '03') }) };
        },
      ],
      [
        'a receipt sealed below another root',
        6,
        /self-signed certificate in certificate chain/,
        async () => {
          const { signer } = await (await newTestAuthority('Nơi khác')).issueSeal();
          return { [receipt]: await sealedText(signer, 'đã đến') };
        },
      ],
      [
        'a checkpoint changed',
        7,
        /Signature Verification Failure/,
        async () => ({
          'log/checkpoint.txt': at('log/checkpoint.txt')
            .toString()
            .replace(/\n\d+\n/, '\n999\n'),
        }),
      ],
      [
        'an event’s payload changed',
        8,
        /STOPPED.*grep .*payload.*leaf/,
        async () => ({ 'log/events.tsv': otherEvent(/"01"/, '"03"') }),
      ],
      ['an event changed in every place', 8, /STOPPED.*test "\$hash" = "\$top"/, async () => rehashed()],
      [
        'an event moved',
        8,
        /STOPPED.*test "\$hash" = "\$top"/,
        async () => ({ 'log/events.tsv': otherEvent(/^\d+/, '5') }),
      ],
      [
        'a step on an event’s way to the root left out',
        8,
        /STOPPED.*test "\$sn" -eq 0/,
        async () => ({ 'log/events.tsv': otherEvent(/,[0-9a-f]+\n/, '\n') }),
      ],
      [
        'a receipt that nobody noted',
        8,
        /3 events are in the log, 0 are younger/,
        async () => ({ [receipt]: await sealedText(await room.gateway.ctx.keys.receiptSigner(), 'đã đến') }),
      ],
    ] as const)('with %s is stopped at step %i', async (_what, step, said, changes: () => Promise<Changes>) => {
      stoppedAt(step, said, audit(await room.reseal(await changes()), root));
    });

    it('that keeps silent of a certificate revoked before is stopped where a list says so (4)', async () => {
      const { authority, ctx } = room.gateway;
      const serial = (await ctx.keys.sealSigner('H30.03')).certificate;
      const revoked = { serial: readCertificate(serial).serial, revokedAt: new Date(Date.now() - 3_600_000) };
      const soon = new Date(Date.now() + 23 * 3_600_000);
      const { der } = await listOf(authority.issuing, [{ ...revoked, reason: 'keyCompromise' }], soon);
      stoppedAt(4, /certificate revoked/, audit(await room.reseal({ 'trust/list-9.crl': der }), root));
    });
  });
});
