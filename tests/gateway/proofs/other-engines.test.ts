/**
 * Seals of every level and kind of key, judged by engines of others: xmlsec1 (C) and Apache Santuario (Java) for the core signature,
 * openssl for the timestamps. What they accept they must refuse with one octet changed.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyKind } from '../../../certs/authority/create-keypair.js';
import { containerObjects } from '../../../certs/signature/data-objects.js';
import { augmentSeal, type EvidenceItem, signatureValueOctets } from '../../../certs/xades/augment-seal.js';
import { sealContainer, signatureName } from '../../../certs/xades/seal-container.js';
import {
  type Obtained,
  obtainArchiveTimestamp,
  obtainTimestamp,
  obtainValidationData,
  type ProvableSignature,
} from '../../../gateway/proofs/obtain-evidence.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { MemoryContainer } from '../../../schemas/asice/memory-container.js';
import { openContainer } from '../../../schemas/asice/open-container.js';
import { type GatewayFixture, openGatewayFixture, smallPdf } from '../../support/gateway-fixture.js';
import { pemOf } from '../../support/pem.js';
import { publishLists } from '../../support/publish-lists.js';
import { rewriteContainer } from '../../support/rewrite-container.js';
import { askXmlsec1 } from '../../support/xmlsec1.js';

const keys: readonly KeyKind[] = ['rsa-2048', 'rsa-4096', 'p-256', 'p-384', 'p-521'];
const steps: readonly (readonly [level: string, (signature: ProvableSignature) => Promise<Obtained>])[] = [
  ['B-T', obtainTimestamp],
  ['B-LT', obtainValidationData],
  ['B-LTA', obtainArchiveTimestamp],
];
const levels = ['B-B', ...steps.map(([level]) => level)];
const cases = keys.flatMap((key) => levels.map((level) => ({ key, level })));
const pdfName = 'Công văn số 1 (kèm phụ lục).pdf';

let gateway: GatewayFixture;
let folder: string;
let saidBySantuario: ReadonlyMap<string, string>;
const at = (...names: string[]) => join(folder, ...names);
const placeOf = (key: string, level: string, state: 'whole' | 'changed') => `${key} ${level} ${state}`;

beforeAll(async () => {
  gateway = await openGatewayFixture();
  await publishLists(gateway.ctx, gateway.authority);
  folder = mkdtempSync(join(tmpdir(), 'congvan-engines-'));
  writeFileSync(at('root.pem'), pemOf(gateway.authority.root.certificate));
  writeFileSync(at('issuing.pem'), pemOf(gateway.authority.issuing.certificate));
  const places: string[] = [];
  for (const key of keys) places.push(...(await makeEveryLevel(key)));
  saidBySantuario = askSantuario(places);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await gateway.close();
});

/** Unpacks a container of every level, whole and with one octet of a file changed; returns the places. */
async function makeEveryLevel(key: KeyKind): Promise<string[]> {
  const { signer } = await gateway.authority.issueSeal({ keyType: key });
  const container = new MemoryContainer();
  await container.addBytes(pdfName, 'application/pdf', smallPdf());
  const envelope = Buffer.from('<edXML/>');
  const { signature: xml } = await sealContainer(container, { envelope, signer, signingTime: new Date() });
  const objects = containerObjects(await openContainer(bufferSource(container.bytes())));
  let items: readonly EvidenceItem[] = [];
  const places = await unpackBoth(container.bytes(), key, 'B-B');
  for (const [level, obtain] of steps) {
    const obtained = await obtain({ ctx: gateway.ctx, objects, xml, items });
    // A timestamp counts once its authority can be validated, which the next step sees to.
    expect(obtained.report.level).toBe(level === 'B-T' ? 'B-B' : level);
    items = [...items, ...obtained.items];
    const raised = await rewriteContainer(container.bytes(), { [signatureName]: augmentSeal(xml, items) });
    places.push(...(await unpackBoth(raised, key, level)));
  }
  return places;
}

async function unpackBoth(container: Buffer, key: KeyKind, level: string): Promise<string[]> {
  const changed = smallPdf();
  changed.writeUInt8(changed.readUInt8(20) ^ 1, 20);
  return [
    unpack(container, placeOf(key, level, 'whole')),
    unpack(await rewriteContainer(container, { [pdfName]: changed }), placeOf(key, level, 'changed')),
  ];
}

function unpack(container: Buffer, place: string): string {
  writeFileSync(at('packed.asice'), container);
  mkdirSync(at(place));
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  execFileSync('unzip', ['-q', at('packed.asice'), '-d', at(place)], { env });
  return place;
}

/** What it says of each place. Java is started once: that costs more than all the signatures. */
function askSantuario(places: readonly string[]): ReadonlyMap<string, string> {
  const jars = ['xmlsec', 'slf4j-api', 'slf4j-nop', 'commons-codec'].map((name) => `/usr/share/java/${name}.jar`);
  const program = fileURLToPath(new URL('Santuario.java', import.meta.url));
  const input = places.map((place) => `${at(place)}\n`).join('');
  const args = ['-Dfile.encoding=UTF-8', '-Dsun.jnu.encoding=UTF-8', '-cp', jars.join(delimiter), program];
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  const { status, stdout, stderr } = spawnSync('java', args, { input, encoding: 'utf8', env });
  if (status !== 0) throw new Error(`java: ${stderr}`);
  const answers = stdout.trimEnd().split('\n');
  return new Map(places.map((place, index) => [place, answers[index] ?? 'no answer']));
}

describe.each(cases)('a seal of level $level made with $key', ({ key, level }) => {
  it('is accepted by xmlsec1 and by Apache Santuario, and by neither with one octet of a file changed', () => {
    const [whole, changed] = [placeOf(key, level, 'whole'), placeOf(key, level, 'changed')];
    const { status, stderr } = askXmlsec1(at(whole), at('root.pem'));
    expect([status, stderr.split('\n')[0]]).toEqual([0, 'OK']);
    expect(saidBySantuario.get(whole)).toBe('valid');
    expect(askXmlsec1(at(changed), at('root.pem')).status).not.toBe(0);
    expect(saidBySantuario.get(changed)).toBe('invalid');
  });
});

describe.each(cases.filter(({ level }) => level !== 'B-B'))(
  'a seal of level $level made with $key',
  ({ key, level }) => {
    it('carries a timestamp that openssl accepts for its value, and for no other', () => {
      const xml = readFileSync(at(placeOf(key, level, 'whole'), signatureName));
      const [, token = ''] = /<xades:EncapsulatedTimeStamp[^>]*>([^<]*)/.exec(xml.toString()) ?? [];
      writeFileSync(at('token.der'), Buffer.from(token, 'base64'));
      const verify = (covered: Buffer) => {
        writeFileSync(at('value.xml'), covered);
        const trusted = ['-CAfile', at('root.pem'), '-untrusted', at('issuing.pem')];
        return spawnSync('openssl', [
          'ts',
          '-verify',
          '-token_in',
          '-in',
          at('token.der'),
          '-data',
          at('value.xml'),
          ...trusted,
        ]);
      };
      const value = signatureValueOctets(xml);
      expect(verify(value).status).toBe(0);
      expect(verify(Buffer.concat([value, Buffer.from(' ')])).status).not.toBe(0);
    });
  },
);
