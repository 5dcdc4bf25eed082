import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { element, oid, sequence, taggedPrimitive } from '../../../certs/asn1/write-der.js';
import { buildCertificate, buildSelfSigned, type Issuer } from '../../../certs/authority/build-certificate.js';
import { createKeypair, type KeyPair } from '../../../certs/authority/create-keypair.js';
import {
  BasicConstraintsExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
} from '../../../certs/authority/x509-library.js';
import { validatePath } from '../../../certs/trust/validate-path.js';
import { openssl } from '../../support/openssl.js';
import { pemOf } from '../../support/pem.js';

const names = { any: '2.5.29.32.0', gold: '1.2.3.4', silver: '1.2.3.5', bronze: '1.2.3.6' } as const;
type PolicyName = keyof typeof names;

/** What one certificate of a chain says about policies. */
interface Policies {
  readonly policies?: readonly PolicyName[] | undefined;
  readonly mappings?: readonly (readonly [PolicyName, PolicyName])[] | undefined;
  readonly requireExplicit?: number | undefined;
  readonly inhibitMapping?: number | undefined;
  readonly inhibitAny?: number | undefined;
}

const dayMs = 86_400_000;
let folder: string;
let keys: KeyPair[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'policies-'));
  keys = await Promise.all(Array.from({ length: 4 }, () => createKeypair('p-256')));
});

afterAll(() => rmSync(folder, { recursive: true }));

const policy = (name: PolicyName) => oid(names[name]);

function extensionsOf({ policies, mappings, requireExplicit, inhibitMapping, inhibitAny }: Policies): Extension[] {
  const extensions: Extension[] = [];
  const add = (id: string, critical: boolean, value: Buffer) =>
    extensions.push(new Extension(id, critical, new Uint8Array(value)));
  if (policies !== undefined && policies.length > 0)
    add('2.5.29.32', false, sequence(...policies.map((name) => sequence(policy(name)))));
  if (mappings !== undefined && mappings.length > 0)
    add('2.5.29.33', true, sequence(...mappings.map(([above, below]) => sequence(policy(above), policy(below)))));
  const constraints = [
    ...(requireExplicit === undefined ? [] : [taggedPrimitive(0, Buffer.of(requireExplicit))]),
    ...(inhibitMapping === undefined ? [] : [taggedPrimitive(1, Buffer.of(inhibitMapping))]),
  ];
  if (constraints.length > 0) add('2.5.29.36', true, sequence(...constraints));
  if (inhibitAny !== undefined) add('2.5.29.54', true, element(0x02, Buffer.of(inhibitAny)));
  return extensions;
}

const authorityExtensions = [
  new BasicConstraintsExtension(true, undefined, true),
  new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
];

/** A chain below an unlimited root, authorities first, the leaf last. */
async function issueChain(says: readonly Policies[]): Promise<Buffer[]> {
  let issuer: Issuer = root;
  const chain: Buffer[] = [];
  for (const [index, policies] of says.entries()) {
    const { publicKey, privateKey } = keys[index] as KeyPair;
    const isLeaf = index === says.length - 1;
    const validity = { notBefore: new Date(Date.now() - dayMs), notAfter: new Date(Date.now() + dayMs) };
    const extensions = [...(isLeaf ? [] : authorityExtensions), ...extensionsOf(policies)];
    const draft = { subject: { commonName: `bậc ${index}` }, publicKey, validity, extensions };
    const certificate = await buildCertificate(draft, issuer);
    chain.push(certificate);
    issuer = { privateKey, certificate };
  }
  return chain;
}

let root: Issuer;
beforeAll(async () => {
  const { publicKey, privateKey } = await createKeypair('p-256');
  const validity = { notBefore: new Date(Date.now() - dayMs), notAfter: new Date(Date.now() + dayMs) };
  const draft = { subject: { commonName: 'gốc' }, publicKey, validity, extensions: authorityExtensions };
  root = { privateKey, certificate: await buildSelfSigned(draft, privateKey) };
});

async function accepts(chain: readonly Buffer[]): Promise<boolean> {
  const material = { anchors: [root.certificate], intermediates: chain.slice(0, -1), at: new Date() };
  return (await validatePath(chain.at(-1) as Buffer, material, { requireRevocation: false })).ok;
}

function opensslAccepts(chain: readonly Buffer[]): boolean {
  const write = (name: string, ...ders: readonly Buffer[]) => {
    writeFileSync(join(folder, name), ders.map((der) => pemOf(der)).join(''));
    return join(folder, name);
  };
  const anchor = ['-trusted', write('root.pem', root.certificate)];
  const between = ['-untrusted', write('between.pem', ...chain.slice(0, -1))];
  const leaf = write('leaf.pem', chain.at(-1) as Buffer);
  return openssl(['verify', '-policy_check', '-policy', '2.5.29.32.0', ...anchor, ...between, leaf]).status === 0;
}

describe('policies along a path', () => {
  const explicit = { requireExplicit: 0 };

  it.each<[string, boolean, Policies[]]>([
    ['nothing said, nothing demanded', true, [{}, {}]],
    ['a demand and one policy throughout', true, [{ ...explicit, policies: ['gold'] }, { policies: ['gold'] }]],
    ['a demand and no policy in the leaf', false, [{ ...explicit, policies: ['gold'] }, {}]],
    ['a demand that begins only below the leaf', true, [{ requireExplicit: 3, policies: ['gold'] }, {}, {}]],
    ['the leaf itself demands, and has none', false, [{}, explicit]],
    [
      'a mapped policy',
      true,
      [{ ...explicit, policies: ['gold'], mappings: [['gold', 'silver']] }, { policies: ['silver'] }],
    ],
    [
      'a mapped policy, named by its old name',
      false,
      [{ ...explicit, policies: ['gold'], mappings: [['gold', 'silver']] }, { policies: ['gold'] }],
    ],
    [
      'a mapping where mappings are forbidden',
      false,
      [
        { ...explicit, inhibitMapping: 0, policies: ['gold'] },
        { policies: ['gold'], mappings: [['gold', 'silver']] },
        { policies: ['silver'] },
      ],
    ],
    [
      'two mappings in a row',
      true,
      [
        { ...explicit, policies: ['gold'], mappings: [['gold', 'silver']] },
        { policies: ['silver'], mappings: [['silver', 'bronze']] },
        { policies: ['bronze'] },
      ],
    ],
    [
      'a mapping under any policy',
      true,
      [{ ...explicit, policies: ['any'], mappings: [['gold', 'silver']] }, { policies: ['silver'] }],
    ],
    [
      'a mapping of a policy that is not valid',
      false,
      [{ ...explicit, policies: ['bronze'], mappings: [['gold', 'silver']] }, { policies: ['silver'] }],
    ],
    [
      'any policy where it is forbidden',
      false,
      [{ ...explicit, inhibitAny: 0, policies: ['gold'] }, { policies: ['any'] }],
    ],
    ['a mapping to any policy', false, [{ policies: ['gold'], mappings: [['gold', 'any']] }, { policies: ['gold'] }]],
  ])('%s: %s', async (_, expected, says) => {
    const chain = await issueChain(says);
    expect(await accepts(chain)).toBe(expected);
    expect(opensslAccepts(chain)).toBe(expected);
  });

  it('agree with openssl for chains of every kind', async () => {
    const some = fc.constantFrom<PolicyName>('gold', 'silver', 'bronze');
    const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
    const says: fc.Arbitrary<Policies> = fc.record({
      policies: fc.uniqueArray(fc.constantFrom<PolicyName>('any', 'gold', 'silver', 'bronze'), { maxLength: 3 }),
      mappings: optional(fc.uniqueArray(fc.tuple(some, some), { maxLength: 2, selector: String })),
      requireExplicit: optional(fc.nat(2)),
      inhibitMapping: optional(fc.nat(2)),
      inhibitAny: optional(fc.nat(2)),
    });
    const chains = fc.sample(fc.array(says, { minLength: 2, maxLength: 4 }), { numRuns: 150, seed: 20261126 });
    let accepted = 0;
    for (const chain of chains) {
      const leaf = { ...chain.at(-1), mappings: undefined };
      const issued = await issueChain([...chain.slice(0, -1), leaf]);
      const ours = await accepts(issued);
      expect(ours, JSON.stringify(chain)).toBe(opensslAccepts(issued));
      accepted += ours ? 1 : 0;
    }
    expect(accepted).toBeGreaterThan(30);
    expect(accepted).toBeLessThan(120);
  });

  it('cost no more than what the certificates name, however the mappings cross', async () => {
    const crossing = Array.from({ length: 40 }, (_, from) =>
      Array.from({ length: 40 }, (__, to) => sequence(oid(`1.2.3.${from + 10}`), oid(`1.2.3.${to + 10}`))),
    ).flat();
    const all = Array.from({ length: 40 }, (_, index) => sequence(oid(`1.2.3.${index + 10}`)));
    let issuer: Issuer = root;
    const chain: Buffer[] = [];
    for (const { publicKey, privateKey } of keys) {
      const extensions = [
        ...authorityExtensions,
        new Extension('2.5.29.32', false, new Uint8Array(sequence(...all))),
        new Extension('2.5.29.33', false, new Uint8Array(sequence(...crossing))),
      ];
      const validity = { notBefore: new Date(Date.now() - dayMs), notAfter: new Date(Date.now() + dayMs) };
      const draft = { subject: { commonName: `bậc ${chain.length}` }, publicKey, validity, extensions };
      issuer = { privateKey, certificate: await buildCertificate(draft, issuer) };
      chain.push(issuer.certificate);
    }
    const started = performance.now();
    expect(await accepts(chain)).toBe(true);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
