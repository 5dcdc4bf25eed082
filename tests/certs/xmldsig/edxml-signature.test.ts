import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SignedXml } from 'xml-crypto';
import { checkEdxmlSignature } from '../../../certs/xmldsig/check-edxml.js';
import { signEdxml } from '../../../certs/xmldsig/sign-edxml.js';
import { readEdxml } from '../../../schemas/edxml/read-edxml.js';
import { pemOf } from '../../support/pem.js';
import { type TestSeal, testAuthority } from '../../support/test-authority.js';
import { vectorPath } from '../../support/vectors.js';

const emitted = readFileSync(vectorPath('edxml', 'emitted/edoc_no_attachment.edxml'));

let folder: string;
let seal: TestSeal;
let signed: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-xmldsig-'));
  seal = await (await testAuthority()).issueSeal({ keyType: 'rsa-2048' });
  signed = (await signEdxml(emitted, seal.signer)).toString();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const checkBytes = (bytes: Buffer) => checkEdxmlSignature(bytes)?.findings.map(({ code }) => code);
const check = (xml: string) => checkBytes(Buffer.from(xml));

const header = "/*[local-name(.)='edXML']/*[local-name(.)='edXMLEnvelope']/*[local-name(.)='edXMLHeader']";
const inclusive = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const misspelt = 'http://www.w3.org/TR/xml-exc-c14n#';
const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';

interface ForeignProfile {
  readonly canonicalForm: string;
  readonly transforms: readonly string[];
  readonly hash: 'sha1' | 'sha256';
}

/** A file signed as the systems around us sign it. */
function signedElsewhere(xml: string, { canonicalForm, transforms, hash }: ForeignProfile): string {
  const isWeak = hash === 'sha1';
  const signing = new SignedXml({
    privateKey: seal.privateKey.export({ type: 'pkcs8', format: 'pem' }),
    signatureAlgorithm: `http://www.w3.org/${isWeak ? '2000/09/xmldsig#rsa-sha1' : '2001/04/xmldsig-more#rsa-sha256'}`,
    canonicalizationAlgorithm: canonicalForm as typeof exclusive,
    getKeyInfoContent: () =>
      `<X509Data><X509Certificate>${seal.certificate.toString('base64')}</X509Certificate></X509Data>`,
  });
  const forms = signing.CanonicalizationAlgorithms as Record<
    string,
    (typeof signing.CanonicalizationAlgorithms)[string]
  >;
  forms[misspelt] = forms[exclusive] as (typeof forms)[string];
  signing.addReference({
    xpath: '/*',
    uri: '',
    isEmptyUri: true,
    digestAlgorithm: `http://www.w3.org/${isWeak ? '2000/09/xmldsig#sha1' : '2001/04/xmlenc#sha256'}`,
    transforms,
  });
  signing.computeSignature(xml, { location: { reference: header, action: 'append' } });
  return signing.getSignedXml();
}

/** What the library existing systems use says of a file. */
function isRightElsewhere(xml: string): boolean {
  const checking = new SignedXml({ publicCert: pemOf(seal.certificate), getCertFromKeyInfo: () => null });
  checking.loadSignature(/<Signature[\s\S]*<\/Signature>/.exec(xml)?.[0] ?? '');
  return checking.checkSignature(xml);
}

describe('the enveloped signature of an edXML file', () => {
  it('is accepted by xmlsec1', () => {
    writeFileSync(join(folder, 'signed.edxml'), signed);
    const [issuing, root] = seal.chain.map((der) => pemOf(der));
    writeFileSync(join(folder, 'issuing.pem'), issuing ?? '');
    writeFileSync(join(folder, 'root.pem'), root ?? '');
    const trust = ['--trusted-pem', join(folder, 'root.pem'), '--untrusted-pem', join(folder, 'issuing.pem')];
    const args = ['--verify', '--enabled-key-data', 'x509', ...trust, join(folder, 'signed.edxml')];
    const verified = spawnSync('xmlsec1', args, { encoding: 'utf8' });
    expect(verified.stderr).toContain('OK');
    expect(verified.status).toBe(0);
  });

  it('is accepted by xml-crypto', () => {
    expect(isRightElsewhere(signed)).toBe(true);
    expect(isRightElsewhere(signed.replace('</edXML:Subject>', '!</edXML:Subject>'))).toBe(false);
  });

  it.each([
    ['the inclusive form', { canonicalForm: inclusive, transforms: [enveloped, inclusive], hash: 'sha256' }, []],
    ['the exclusive form', { canonicalForm: exclusive, transforms: [enveloped, exclusive], hash: 'sha256' }, []],
    [
      'the exclusive form, misspelt',
      { canonicalForm: misspelt, transforms: [enveloped, misspelt], hash: 'sha256' },
      [],
    ],
    ['no form named', { canonicalForm: inclusive, transforms: [enveloped], hash: 'sha256' }, []],
    ['SHA-1', { canonicalForm: inclusive, transforms: [enveloped, inclusive], hash: 'sha1' }, ['algorithm_weak']],
  ] as const)('made by xml-crypto is understood: %s', (_what, profile, findings) => {
    const foreign = signedElsewhere(emitted.toString(), profile);
    expect(check(foreign)).toEqual(findings);
    expect(check(foreign.replace('</edXML:Subject>', '!</edXML:Subject>'))).toEqual(['digest_mismatch', ...findings]);
  });

  it('stands last in edXMLHeader and verifies', () => {
    expect(signed).toMatch(/<\/Signature>\s*<\/(edXML:)?edXMLHeader>/);
    expect(check(signed)).toEqual([]);
  });

  it('is wrong after any change of the message', () => {
    expect(check(signed.replace('</edXML:Subject>', '!</edXML:Subject>'))).toEqual(['digest_mismatch']);
  });

  it('is wrong when the axis appended a trace header afterwards', () => {
    const traced = signed.replace('</edXML:TraceHeaderList>', '<edXML:TraceHeader/></edXML:TraceHeaderList>');
    expect(check(traced)).toEqual(['digest_mismatch']);
  });

  it('is refused when it was moved, doubled, or rewritten without its namespace', () => {
    const signature = /<Signature[\s\S]*<\/Signature>/.exec(signed)?.[0] ?? '';
    expect(check(signed.replace(signature, signature + signature))).toEqual(['signature_malformed']);
    expect(
      check(signed.replace(signature, '').replace('</edXML:MessageHeader>', `${signature}</edXML:MessageHeader>`)),
    ).toEqual(['signature_malformed']);
    expect(check(signed.replace('<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"', '<Signature'))).toEqual([
      'signature_malformed',
    ]);
  });

  it('is refused when it refers to a part of the document only', () => {
    expect(check(signed.replace('URI=""', 'URI="#part"'))).toEqual(['reference_forbidden']);
  });

  it('is wrong when its value or what it says of itself was changed', () => {
    const value = /<SignatureValue>(.)/.exec(signed)?.[1] ?? '';
    const other = value === 'A' ? 'B' : 'A';
    expect(check(signed.replace(`<SignatureValue>${value}`, `<SignatureValue>${other}`))).toEqual(['signature_wrong']);
    const digest = /<DigestValue>(.)/.exec(signed)?.[1] ?? '';
    expect(check(signed.replace(`<DigestValue>${digest}`, `<DigestValue>${digest === 'A' ? 'B' : 'A'}`))).toEqual([
      'digest_mismatch',
      'signature_wrong',
    ]);
  });

  it('is about the text our reader reads: another encoding makes it wrong', () => {
    const latin = Buffer.from(signed.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"'));
    expect(readEdxml(latin)).not.toEqual(readEdxml(Buffer.from(signed)));
    expect(checkBytes(latin)).toEqual(['digest_mismatch']);
  });

  it('is right in whatever encoding the same text is written', () => {
    const wide = Buffer.from(`\ufeff${signed.replace('encoding="UTF-8"', 'encoding="UTF-16"')}`, 'utf16le');
    expect(checkBytes(wide)).toEqual([]);
  });

  it.each([
    ['a second canonical form', `<Transform Algorithm="${inclusive}"></Transform>`],
    ['twenty canonical forms', `<Transform Algorithm="${inclusive}"></Transform>`.repeat(20)],
    ['XPath', '<Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><XPath>//*</XPath></Transform>'],
    ['XSLT', '<Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"></Transform>'],
  ])('is refused before anything is computed when it asks for %s', (_what, transform) => {
    expect(check(signed.replace('</Transforms>', `${transform}</Transforms>`))).toEqual(['reference_forbidden']);
  });

  it.each([
    [
      'a signature method with parameters',
      '#rsa-sha256"></SignatureMethod>',
      '#rsa-sha256"><HMACOutputLength>1</HMACOutputLength></SignatureMethod>',
      'reference_forbidden',
    ],
    ['a second reference', '</SignedInfo>', '<Reference URI=""/></SignedInfo>', 'signature_malformed'],
    ['something else in SignedInfo', '</SignedInfo>', '<Other/></SignedInfo>', 'reference_forbidden'],
    ['a shared secret', 'xmldsig-more#rsa-sha256', 'xmldsig-more#hmac-sha256', 'algorithm_unsupported'],
    ['a digest nobody knows', 'xmlenc#sha256', 'xmlenc#ripemd160', 'algorithm_unsupported'],
    [
      'an algorithm named like a property',
      'http://www.w3.org/2001/04/xmlenc#sha256',
      'constructor',
      'algorithm_unsupported',
    ],
  ])('is refused with %s', (_what, from, to, code) => {
    expect(check(signed.replace(from, to))).toEqual([code]);
  });

  it('costs little, however large and odd the file around it is', () => {
    const odd = '<o xmlns:p="urn:p" q="1"/>'.repeat(48_000);
    const spaces = Array.from({ length: 2_000 }, (_, index) => ` xmlns:n${index}="urn:n"`).join('');
    const large = signed.replace('</edXML:MessageHeader>', `<odd${spaces}>${odd}</odd></edXML:MessageHeader>`);
    const start = performance.now();
    expect(check(large)).toEqual(['digest_mismatch']);
    // xml-crypto needed more than a minute for less.
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it('is absent where there is none', () => {
    expect(
      checkEdxmlSignature(Buffer.from('<edXML><edXMLEnvelope><edXMLHeader/></edXMLEnvelope></edXML>')),
    ).toBeUndefined();
  });

  it('is not put beside another one, nor where there is no header', async () => {
    await expect(signEdxml(Buffer.from(signed), seal.signer)).rejects.toMatchObject({ code: 'already_exists' });
    await expect(signEdxml(Buffer.from('<edXML/>'), seal.signer)).rejects.toMatchObject({ code: 'edxml_missing' });
    const hidden = Buffer.from('<edXML><edXMLEnvelope/><!-- </edXMLHeader> --></edXML>');
    await expect(signEdxml(hidden, seal.signer)).rejects.toMatchObject({ code: 'signature_malformed' });
  });

  it('can only be made with RSA', async () => {
    const { signer } = await (await testAuthority()).issueSeal({ keyType: 'p-256' });
    await expect(signEdxml(emitted, signer)).rejects.toMatchObject({ code: 'algorithm_unsupported' });
  });
});
