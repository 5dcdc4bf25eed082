/**
 * Hostile seals of containers. Those that change what is signed are signed again by the seal's own key, so that it is the structure that is
 * refused and not merely a value that no longer fits.
 */
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { digestedObjects } from '../../../certs/signature/data-objects.js';
import { buildSeal } from '../../../certs/xades/build-seal.js';
import { checkSignatures } from '../../../certs/xades/check-signature.js';
import { type TestSeal, testAuthority } from '../../support/test-authority.js';

const sha256 = createHash('sha256').update('một').digest();
const objects = digestedObjects(new Map([['a.txt', sha256]]));
const signingTime = new Date('2026-01-02T03:04:05Z');

let seal: TestSeal;
let sealed: string;
let other: string;

beforeAll(async () => {
  const authority = await testAuthority();
  seal = await authority.issueSeal();
  other = (await authority.issueSeal()).certificate.toString('base64');
  const input = { signer: seal.signer, objects: [{ name: 'a.txt', mediaType: 'text/plain', sha256 }], signingTime };
  sealed = (await buildSeal(input)).toString();
});

const check = async (xml: string) => checkSignatures(Buffer.from(xml), objects, 'seal');
const codes = async (xml: string) => (await check(xml)).flatMap(({ findings }) => findings.map(({ code }) => code));

/** With a SignatureValue that fits what SignedInfo says now. */
async function signAgain(xml: string): Promise<string> {
  const [info = ''] = /<ds:SignedInfo .*<\/ds:SignedInfo>/s.exec(xml) ?? [];
  const value = (await seal.signer.sign(Buffer.from(info))).toString('base64');
  return xml.replace(/(<ds:SignatureValue[^>]*>)[^<]*/, `$1${value}`);
}

type Attack = readonly [what: string, change: (xml: string) => string, code: string];

const signedProperties = /<xades:SignedProperties .*<\/xades:SignedProperties>/s;
const propertiesOf = (xml: string) => signedProperties.exec(xml)?.[0] ?? '';
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const elsewhere = (uri: string) => (xml: string) => xml.replace('URI="a.txt"', `URI="${uri}"`);
const method = (uri: string) => (xml: string) =>
  xml.replace(/<ds:SignatureMethod Algorithm="[^"]*">/, `<ds:SignatureMethod Algorithm="${uri}">`);
const transformed = (transform: string) => (xml: string) =>
  xml.replace('URI="a.txt">', `URI="a.txt"><ds:Transforms>${transform}</ds:Transforms>`);

const wrapped: readonly Attack[] = [
  [
    'signed properties that stand twice under one Id',
    (xml) => xml.replace('</ds:Signature>', `<ds:Object>${propertiesOf(xml)}</ds:Object></ds:Signature>`),
    'signature_malformed',
  ],
  [
    'other properties in the place of the signed ones, which moved aside',
    (xml) =>
      xml
        .replace(signedProperties, (one) => one.replace('Id="S0-SP"', 'Id="evil"'))
        .replace('</ds:Signature>', `<ds:Object>${propertiesOf(xml)}</ds:Object></ds:Signature>`),
    'signature_malformed',
  ],
  [
    'a second set of qualifying properties',
    (xml) =>
      xml.replace(
        '</ds:Object></ds:Signature>',
        '</ds:Object><ds:Object><xades:QualifyingProperties xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" Target="#S0"></xades:QualifyingProperties></ds:Object></ds:Signature>',
      ),
    'signature_malformed',
  ],
  ['properties of another signature', (xml) => xml.replace('Target="#S0"', 'Target="#S1"'), 'signature_malformed'],
  ['something else around it', (xml) => xml.replace('<ds:Signature ', '<evil/><ds:Signature '), 'signature_malformed'],
  [
    'a second SignedInfo',
    (xml) => xml.replace('<ds:SignatureValue', '<ds:SignedInfo></ds:SignedInfo><ds:SignatureValue'),
    'signature_malformed',
  ],
  ['no signature value', (xml) => xml.replace(/<ds:SignatureValue.*<\/ds:SignatureValue>/, ''), 'signature_malformed'],
  [
    'the certificate of somebody else',
    (xml) => xml.replace(/<ds:X509Certificate>[^<]*/, `<ds:X509Certificate>${other}`),
    'signing_certificate_mismatch',
  ],
  ['no certificate', (xml) => xml.replace(/<ds:KeyInfo>.*<\/ds:KeyInfo>/, ''), 'signing_certificate_mismatch'],
  ['a DOCTYPE', (xml) => xml.replace('<asic:', '<!DOCTYPE x [<!ENTITY e "e">]><asic:'), 'signature_malformed'],
  [
    'elements in elements in elements',
    (xml) => xml.replace('</ds:Signature>', `${'<x>'.repeat(5_000)}${'</x>'.repeat(5_000)}</ds:Signature>`),
    'signature_malformed',
  ],
];

const signedAgain: readonly Attack[] = [
  ['an HMAC in place of a signature', method('http://www.w3.org/2000/09/xmldsig#hmac-sha1'), 'algorithm_unsupported'],
  [
    'a truncated HMAC',
    (xml) =>
      method('http://www.w3.org/2001/04/xmldsig-more#hmac-sha256')(xml).replace(
        '</ds:SignatureMethod>',
        '<ds:HMACOutputLength>8</ds:HMACOutputLength></ds:SignatureMethod>',
      ),
    'signature_malformed',
  ],
  ['an algorithm too weak', method('http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1'), 'algorithm_weak'],
  [
    'an algorithm of another kind of key',
    method('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'),
    'signature_wrong',
  ],
  ['a reference to nothing', elsewhere(''), 'reference_forbidden'],
  ['a reference to an Id that is nowhere', elsewhere('#nowhere'), 'reference_missing'],
  ['a reference to its own SignedInfo', elsewhere('#S0'), 'reference_missing'],
  ['a reference to a file that is not there', elsewhere('b.txt'), 'reference_missing'],
  ['a reference to a web address', elsewhere('http://127.0.0.1/a.txt'), 'reference_forbidden'],
  ['a reference to a file of the machine', elsewhere('file:///etc/passwd'), 'reference_forbidden'],
  ['a reference out of the container', elsewhere('../a.txt'), 'reference_forbidden'],
  ['a reference out of the container, in disguise', elsewhere('%2E%2E/a.txt'), 'reference_forbidden'],
  ['a query behind a name', elsewhere('a.txt?x'), 'reference_forbidden'],
  [
    'a stylesheet over a file',
    transformed('<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"></ds:Transform>'),
    'reference_forbidden',
  ],
  [
    'a canonical form of a file',
    transformed(`<ds:Transform Algorithm="${exclusive}"></ds:Transform>`),
    'reference_forbidden',
  ],
  [
    'XPath over its own properties',
    (xml) =>
      xml.replace(
        `<ds:Transform Algorithm="${exclusive}">`,
        '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116">',
      ),
    'reference_forbidden',
  ],
  [
    'no reference to its properties',
    (xml) => xml.replace(/<ds:Reference Type=.*?<\/ds:Reference>/s, ''),
    'signature_malformed',
  ],
  [
    'a hundred references to its own parts',
    (xml) => xml.replace(/<ds:Reference Type=.*?<\/ds:Reference>/s, (one) => one.repeat(100)),
    'reference_forbidden',
  ],
  [
    'ten thousand and one references',
    (xml) =>
      xml.replace(/<ds:Reference Id="S0-R0".*?<\/ds:Reference>/s, (one) =>
        one.replace(/ Id="[^"]*"/, '').repeat(10_001),
      ),
    'signature_malformed',
  ],
];

describe('a seal', () => {
  it('as it was made is right', async () => {
    expect(await codes(sealed)).toEqual([]);
    expect(await codes(await signAgain(sealed))).toEqual([]);
  });

  it.each(wrapped)('with %s is refused', async (_what, change, code) => {
    const changed = change(sealed);
    expect(changed).not.toBe(sealed);
    expect(await codes(changed)).toContain(code);
  });

  it.each(signedAgain)('signed with %s is refused', async (_what, change, code) => {
    const changed = change(sealed);
    expect(changed).not.toBe(sealed);
    expect(await codes(await signAgain(changed))).toContain(code);
  });

  it('with comments in what is signed says the same as without', async () => {
    const commented = sealed
      .replace('<xades:SigningTime>2026', '<xades:SigningTime>20<!-- 99 -->26')
      .replace('URI="a.txt">', 'URI="a.txt"><!-- b.txt -->');
    expect(commented).not.toBe(sealed);
    const [one] = await check(commented);
    expect([one?.findings, one?.covers, one?.signingTime]).toEqual([[], ['a.txt'], signingTime]);
  });
});
